"""What people of the demo company say and write: one thing to change for each behaviour, notes, reasons, a reply."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.i18n import Text
from lms.ops.demo.company import CALLS, VISIT

CHANGES: Mapping[tuple[str, str], Text] = {
    (CALLS, "names-at-the-desk"): Text(
        "前台一接起来，先说自己姓什么、哪家公司，再说找谁",
        "Say your own name and firm before you ask the desk for anybody",
    ),
    (CALLS, "one-thing-of-theirs"): Text(
        "转过去的头十五秒，只说一件他们厂里的事",
        "In the first 15 seconds say one thing about their factory and nothing about us",
    ),
    (CALLS, "gets-a-figure"): Text(
        "问完“一回多久”，数三下再开口", "After “how long does it take?”, count to three before you speak"
    ),
    (CALLS, "what-it-waits-for"): Text(
        "问出在等哪件事，接着就问等到哪天", "When you hear what it waits for, ask until which day"
    ),
    (CALLS, "says-it-back"): Text("照他的原话说一遍，数也带上", "Say it back in his words, with his figure"),
    (CALLS, "one-question-to-a-brush-off"): Text(
        "听见“发个资料吧”，先应一声，再问一句他厂里的事",
        "At “just send me something”, say yes, then ask one question about their shop floor",
    ),
    (CALLS, "little-about-us"): Text(
        "讲我们自己不过两句，讲到第三句就停", "No more than two sentences about us; stop at the third"
    ),
    (CALLS, "appointment-or-grade"): Text(
        "收线以前把哪天几点、谁在、办什么说全", "Before you hang up, say the day, the hour, who is there and what for"
    ),
    (CALLS, "record-in-five-minutes"): Text(
        "挂了先写记录，写完再拨下一个", "Write the record first, then dial the next number"
    ),
    (VISIT, "says-why-we-came"): Text(
        "坐下一分钟内说清今天想弄明白什么、占多久",
        "Within a minute say what you want to find out today and how long it takes",
    ),
    (VISIT, "tests-what-is-seen"): Text(
        "看见空椅子就问一句还等哪位，别猜", "When you see an empty chair, ask who is still to come; don’t guess"
    ),
    (VISIT, "laptop-stays-shut"): Text("先听，十分钟内不开系统", "Listen first; the laptop stays shut for ten minutes"),
    (VISIT, "gets-a-figure"): Text(
        "有痛处就问最近一回：哪天、哪张单、多久",
        "At each pain ask about the last time: which day, which order, how long",
    ),
    (VISIT, "says-back"): Text(
        "走之前用他的原话和数复述一遍", "Before you leave, say it back with his words and his figure"
    ),
    (VISIT, "gives-a-range"): Text(
        "问到价钱，头一回就给区间，再说准数还差什么",
        "At the first “how much?” give a range and say what the exact figure still needs",
    ),
    (VISIT, "opens-the-six"): Text(
        "六项里先问时间表和谁拍板，别等最后", "Of the six, ask timetable and who decides early on"
    ),
    (VISIT, "dated-next-step"): Text(
        "出门以前说定下一次：哪天、谁来、办什么", "Before you leave, fix the next step: which day, who comes, what for"
    ),
    (VISIT, "reports-their-words"): Text(
        "出门先报三句原话，再说自己怎么看", "Outside, report three of their sentences first, then what you make of them"
    ),
}
ANY_CHANGE = Text("只改这一样，别的先照旧", "Change this one thing and leave the rest as it is")
LOW_NOTES = (
    Text("这里抢话了，他还没说完", "Spoke over him here; he had not finished"),
    Text("问了，没等到数", "Asked, then did not wait for the figure"),
    Text("提醒了一句才接上", "Picked it up after one prompt"),
    Text("连着讲功能，他看了两回表", "A run of features; he looked at his watch twice"),
)
HIGH_NOTES = (
    Text("这句问得好，问完停得住", "Well asked, and then silent"),
    Text("数是他自己报出来的", "The figure came from him"),
    Text("用上了他上一句里的词", "Used the word he had just said"),
    Text("约得清楚，他自己又说了一遍", "Clearly fixed; he said it again himself"),
)
OWN_NOTES = (
    Text("这儿我有点慌", "I was in a hurry here"),
    Text("我以为他说完了", "I thought he had finished"),
    Text("比上回稳", "Steadier than last time"),
)
MISTAPPED = "点错了一格，当场说好的是“做到”"
NOT_SEEN = "那天我去仓库盘点了，没赶上"
AWAY = "这周在客户那边上线，周五回来接着练"
NOT_COME = "约好了没来，说是临时去送样品"
PLACE = "会议室3"
MOVING = "搬家"
TEACH_DIFFERENTLY = (
    "练了十三次初访，六项关键信息没有一次问到三项以上。照原样再练多半还是这样，先拆开练。",
    "接下来两周，一次只练两项：时间表、谁拍板。吴教练先示范一遍，你练完当场说。",
)
REPLY = "行。我一紧张就忘了问谁拍板，拆开练我愿意试。"
TOLD_BEFORE = "每次回来都写了要改的那一样，下次一紧张又忘了。想先跟着看两次真的。"
TOLD_OPEN = (
    "电话里能听懂，当面就乱。客户一拿手机，我就想赶紧打开系统给他看点东西。想先跟两次真实拜访，看你们到底等多久才开。"
)
OBSERVE = (
    "练习都按时做了，两次没评是我们的事。评完这两次再看。",
    "你的两次初访还没人评，这是我们欠的。陈教练这周补上，补完我们再一起看。",
)
"""Of a decision: the reason, and what the trainee reads."""


GUEST = "范立群"
SECOND_LOOK = "“谁拍板”那一条我问了，孙总说要和老板商量，您可能没听见。"
SECOND_LOOK_WAITS = "时间表我问到了哪天搬完，只是没重复一遍，我觉得算做到。"


def change_for(skill: str, item: str) -> Text:
    """The one thing to change where an item was lowest."""
    return CHANGES.get((skill, item), ANY_CHANGE)


QUESTION = "对方说“年底前吧”，这算有日子吗？该记B级还是C级？"
ANSWER = "“年底前”还不算日子。接着问一句“在等哪件事，哪天有准信”：说得出哪天，记B级；说不出，先记C级，下周再打。"
WAITING_QUESTION = "孙总和孟经理说的是同一个数，可他们坐在一起说的，算一个人还是两个人？"


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """What somebody wrote where a trainer marks it. comment: the trainer's, empty while it waits."""

    text: Text
    comment: Text | None = None


WELL_MARKED = (
    Text("拿去就能用", "You can use this as it stands"),
    Text("该有的都有，好", "All that has to be there is there; good"),
    Text("比你上一份短，短得好", "Shorter than your last one, and better for it"),
)
OPEN_ANSWERS: Mapping[tuple[str, str, int], OpenAnswer] = {
    ("lin", CALLS, 4): OpenAnswer(
        Text(
            "那就下周一上午九点，等老祝回来。您跟老祝都在，咱们把那五天的账一样一样对一遍，行吗？",
            "Then Monday at nine, when Zhu is back. You, Zhu and I go through those five days. Would that do?",
        ),
        Text(
            "人、日子、数都齐了，末尾也问在点上。再短一半，一口气说完。",
            "People, day and figure are there, and it ends on a question. Half as long, and it is one breath.",
        ),
    ),
    ("song", CALLS, 5): OpenAnswer(
        Text(
            "裴经理，那周五吧，老祝回来了，上午十点，我过来把对账这五天的事跟您二位说说，行吗？",
            "Friday then, Mr Pei, when Zhu is back, at ten: I come to talk those five days over with you both. Good?",
        ),
    ),
}
"""By person, module and attempt. 林夏's is marked, 宋词's waits for 陈砚."""

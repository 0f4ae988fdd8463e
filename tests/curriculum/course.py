"""A small course without fault, written to a folder, and the ways in which a test breaks it."""

from dataclasses import dataclass
from pathlib import Path

from lms.curriculum.catalog import Catalog
from lms.curriculum.edition import load
from lms.curriculum.faults import Fault, Result

from . import more

SKILLS = """\
- id: calling
  name: {zh: 打电话, en: Calling}
  bar: 1.8
  checklist: calling
  taught_by: [calling, basics]
  refresher_after_days: 180
"""

PATH = """\
id: sales
name: {zh: 销售, en: Sales}
modules:
  - {module: basics, day: 1, half: am, reading: required}
  - {module: calling, day: 1, half: pm, reading: reader}
skills:
  - skill: calling
    ready_by_day: 30
    review_within_days: 2
    shows: [1, 4]
    tries: [2, 4, 7, 9, 11, 13]
"""

ZH = """\
---
id: {id}
title: 怎么打
summary: 打完有约
minutes: 45
outcomes:
  - id: past-the-desk
    text: 过前台
  - id: waits
    text: 等两秒
  - id: books
    text: 约成
---

## 过前台 {{#first-call minutes=12}}

小陈在前台，一天接七八十个电话，
听两句就分得出“推销”。按**Excel**
排的表，见[下一节](#takeaway)和[别处](../{other}/zh.md#what-broke)。脚注[^1]。

### 断在哪 {{#what-broke}}

```dialogue id=bad-call ours=小周
1. 小周：您好，请问是石桁吗？〔白用三秒〕
2. 小陈：哪里？
3. 小陈：（等了两秒）不需要。
```

| 个 | 现在 |
| --- | ---: |
| 拨号 | 60 |

!!! mistake "常见错误"
    背公司介绍。

![一天60个电话里约成2个](images/tally.svg)

[check: wait-two-seconds]

[^1]: 来自周二的账。

{more}## 带走 {{#takeaway minutes=3}}

- [ ] 写下第一句
- [x] 数一数
"""

EN = """\
---
id: {id}
title: How to "call"
summary: It's an appointment when he writes it down
minutes: 45
outcomes:
  - id: past-the-desk
    text: Gets past the desk
  - id: waits
    text: Waits two seconds
  - id: books
    text: Books a visit
---

## Past the "desk" {{#first-call minutes=12}}

Chen takes 70 calls at the desk and says "not needed". It's over, see
the [next page](#takeaway), [elsewhere](../{other}/en.md#what-broke) or [a site](https://example.com/). Note[^1].

### Where it broke {{#what-broke}}

```dialogue id=bad-call ours=Zhou
1. Zhou: Hello, is that "Shiheng"? 〔Three seconds gone〕
2. Chen: Who's calling?
3. Chen: (Two seconds.) Not needed.
```

| calls | now |
| --- | ---: |
| dialled | 60 |

!!! mistake "The usual mistake"
    He recites the company.

![2 of 60 calls end in an appointment](images/tally.svg)

[check: wait-two-seconds]

[^1]: From Tuesday's tally.

{more}## Take this {{#takeaway minutes=3}}

- [ ] Write the first sentence
- [x] Count it
"""

CHECKS = """\
- id: wait-two-seconds
  ask: {zh: 他没说话，你先——, en: "He's silent: you …"}
  options:
    - id: ask-on
      text: {zh: 接着问, en: ask on}
      feedback: {zh: 抢了, en: too soon}
    - id: wait
      text: {zh: 等他说, en: wait}
      feedback: {zh: 对, en: yes}
    - id: hang-up
      text: {zh: 挂掉, en: hang up}
      feedback: {zh: 不, en: no}
  answer: wait
"""

TERMS = """\
- id: call
  term: {zh: 电话, en: call}
  forms: {zh: [来电], en: [calls]}
  meaning: {zh: 打出去的一通, en: "One that's dialled"}
  section: what-broke
- id: desk
  term: {zh: 前台, en: desk}
  meaning: {zh: 接总机的人, en: Who answers the switchboard}
  section: first-call
"""

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">
  <title>A day</title><desc>60 dialled, 2 booked</desc>
  <defs><marker id="tip" viewBox="0 0 2 2"><path class="accent" d="M0 0L2 1"/></marker></defs>
  <path class="line" d="M0 5H20" stroke="currentColor" marker-end="url(#tip)"/>
  <text x="2" y="4" font-size="2">60</text>
</svg>
"""

ITEM = """\
- id: item-{n}
  kind: single
  outcome: {outcome}
  section: {section}
  difficulty: {difficulty}
  scene: {{zh: 他在算, en: "He's counting"}}
  ask: {{zh: 你先说哪句？, en: 'Say "which" line?'}}
  options:
    - id: one
      text: {{zh: 第一句话, en: the first line}}
      feedback: {{zh: 早了, en: too early}}
    - id: two
      text: {{zh: 第二句话, en: the other line}}
      feedback: {{zh: 正好, en: just right}}
    - id: three
      text: {{zh: 第三句话, en: the third line}}
      feedback: {{zh: 晚了, en: too late}}
  answer: {answer}
"""

MULTIPLE = """\
- id: which-ones
  kind: multiple
  outcome: waits
  section: what-broke
  difficulty: 2
  dialogue:
    - {zh: 孙总：多少钱？, en: "Sun: How much?"}
  ask: {zh: 哪两样？, en: Which two?}
  options:
    - id: a
      text: {zh: 甲甲甲, en: aaa}
      feedback: {zh: 对, en: yes}
    - id: b
      text: {zh: 乙乙乙, en: bbb}
      feedback: {zh: 对, en: yes}
    - id: c
      text: {zh: 丙丙丙, en: ccc}
      feedback: {zh: 不, en: no}
    - id: d
      text: {zh: 丁丁丁, en: ddd}
      feedback: {zh: 不, en: no}
  answer: [a, b]
- id: is-it-so
  kind: true-false
  outcome: books
  section: takeaway
  difficulty: 1
  ask: {zh: 是不是？, en: Is it so?}
  options:
    - id: "true"
      feedback: {zh: 对, en: yes}
    - id: "false"
      feedback: {zh: 不, en: no}
  answer: "true"
  reasons:
    - id: early
      text: {zh: 因为早, en: for it is early}
      feedback: {zh: 不, en: no}
    - id: late
      text: {zh: 因为晚, en: for it is later}
      feedback: {zh: 对, en: yes}
    - id: loud
      text: {zh: 因为响, en: for it is loud}
      feedback: {zh: 不, en: no}
  reason: late
"""

CARD = """\
id: card-{n}
difficulty: {n}
minutes: 8
title: {{zh: 前台, en: The desk}}
trainee: {{zh: 你打给石桁, en: You call Shiheng}}
goal: {{zh: 约成, en: An appointment}}
customer: {{zh: 你是小陈, en: You are Chen}}
facts:
  - id: rush-orders
    fact: {{zh: 插单多, en: Many rush orders}}
    opens: {{zh: 问到插单, en: Asked about rush orders}}
    closes: {{zh: 讲产品, en: Told about products}}
ends: {{zh: 挂了, en: Hung up}}
"""

CUSTOMER = """\
id: meng
difficulty: 1
minutes: 3
name: {zh: 孟经理, en: Meng}
title: {zh: 打给石桁, en: Calling Shiheng}
setting: {zh: 九月, en: September}
goal: {zh: 约成, en: An appointment}
facts:
  - id: rush-orders
    fact: {zh: 一个月八回, en: Eight a month}
    matters: {zh: 一个数, en: A figure}
    shut: {zh: 差不多, en: More or less}
  - id: the-move
    fact: {zh: 十一月搬完, en: Moved by November}
    matters: {zh: 一个日子, en: A date}
nodes:
  - id: desk
    who: {zh: 前台, en: Desk}
    says: {zh: 哪里？, en: "Who's calling?"}
    options:
      - id: whoever
        say: {zh: 找负责人, en: Whoever decides}
        leads: cut
        feedback: {zh: 没名没姓, en: No name}
      - id: by-name
        say: {zh: 找孟经理, en: Meng at Shiheng}
        leads: meng
        best: true
        reply: {zh: 你等等, en: Hold on}
        feedback: {zh: 有名有姓, en: A name}
  - id: meng
    says: {zh: 喂？, en: Yes?}
    options:
      - id: how-often
        say: {zh: 插单几回？, en: How many?}
        leads: not-now
        best: true
        opens: rush-orders
        feedback: {zh: 要一个数, en: Asks a figure}
      - id: headache
        say: {zh: 挺头疼吧？, en: Headache?}
        leads: meng-cold
        closes: rush-orders
        feedback: {zh: 替他答了, en: Answers for him}
  - id: meng-cold
    says: {zh: 嗯, en: Mm}
    options:
      - id: pitch
        say: {zh: 我们很快的, en: Ours runs}
        leads: cut
        feedback: {zh: 自己的事, en: Your business}
      - id: again
        say: {zh: 插单几回？, en: How many?}
        leads: not-now
        best: true
        opens: rush-orders
        feedback: {zh: 晚了, en: Too late}
  - id: not-now
    says: {zh: 现在不弄, en: Not now}
    options:
      - id: until-when
        say: {zh: 等哪件事？, en: What first?}
        leads: booked
        best: true
        opens: the-move
        feedback: {zh: 问日子, en: Asks a date}
      - id: goodbye
        say: {zh: 那再联系。, en: Bye for now}
        leads: cut
        feedback: {zh: 没有日子, en: No date}
ends:
  - id: cut
    text: {zh: 挂了, en: Hung up}
    reached: false
  - id: booked
    text: {zh: 约成了, en: Booked}
    reached: true
"""

SHOW = """\
id: calling
title: {zh: 打给孟经理, en: Calling Meng}
setting: {zh: 会议室, en: A room}
minutes: 5
watch_for: {zh: 停两秒, en: Two seconds}
lines:
  - at: "00:00"
    line: {zh: 你好, en: Hello}
  - at: "00:08"
    line: {zh: 哪里, en: Who is it}
    stop: {zh: 下一句？, en: What next?}
"""

VENDOR = """\
id: qiaojing
kind: vendor
name: {zh: 樵径软件, en: Qiaojing Software}
forms: {zh: [樵径], en: [Qiaojing]}
place: {zh: 杭州, en: Hangzhou}
about: {zh: 卖给工厂的软件, en: Software for factories}
prices:
  - {id: user, label: {zh: 一个用户, en: One user}, value: 8000, unit: {zh: 元, en: yuan}}
  - {id: person-day, label: {zh: 一人天, en: A person-day}, value: 2000, unit: {zh: 元, en: yuan}}
  - {id: maintenance, label: {zh: 维护, en: Maintenance}, value: 15, unit: {zh: "%", en: "%"}}
people:
  - {id: zhou, name: {zh: 小周, en: Zhou}, full: {zh: 周宁, en: Zhou Ning}, role: {zh: 销售, en: sells}}
notes:
  - {id: payment, label: {zh: 付款, en: Payment}, text: {zh: 签约付三成, en: 30 % at signing}}
"""

PROSPECT = """\
id: shiheng
kind: prospect
name: {zh: 石桁精密, en: Shiheng Precision}
forms: {zh: [石桁], en: [Shiheng]}
trade: {zh: 机加工, en: machining}
place: {zh: 山东, en: Shandong}
about: {zh: 做主轴, en: It makes spindles}
figures:
  - {id: people, label: {zh: 人数, en: People}, value: 180, unit: {zh: 人, en: people}}
  - {id: revenue, label: {zh: 年产值, en: Turnover}, value: 62000000, unit: {zh: 元, en: yuan}}
  - id: rush-orders
    label: {zh: 急单, en: Rush orders}
    value: 7
    to: 8
    unit: {zh: 回, en: a month}
    forms: {zh: [七八回], en: [seven or eight]}
    hidden: true
people:
  - id: sun
    name: {zh: 孙总, en: Sun}
    full: {zh: 孙建, en: Sun Jian}
    role: {zh: 老板, en: owner}
    manner: {zh: 走得快, en: Walks fast}
    attitude: {zh: 怕停产, en: Fears a stop}
    part: {zh: 他拍板, en: He decides}
  - id: meng
    name: {zh: 孟经理, en: Meng}
    forms: {zh: [老孟], en: [Mr Meng]}
    role: {zh: 生产部经理, en: production manager}
    reports_to: sun
    manner: {zh: 话少, en: Says little}
    attitude: {zh: 上过当, en: Burnt once}
    part: {zh: 他用, en: He uses it}
  - id: chen
    name: {zh: 小陈, en: Chen}
    role: {zh: 前台, en: front desk}
    reports_to: sun
    manner: {zh: 嗓门亮, en: A clear voice}
    attitude: {zh: 无所谓, en: Indifferent}
    part: {zh: 接电话, en: Takes the calls}
  - id: classmate
    name: {zh: 老同学, en: The classmate}
    role: {zh: 经销商, en: dealer}
    reports_to: sun
    outside: true
    manner: {zh: 爱请客, en: Likes to treat}
    attitude: {zh: 帮对手, en: Helps a rival}
    part: {zh: 出主意, en: Advises}
systems:
  - {id: software, label: {zh: 软件, en: Software}, text: {zh: 用表格, en: Spreadsheets}}
  - {id: database, label: {zh: 数据库, en: Database}, text: {zh: 没装过, en: None yet}, hidden: true}
plans:
  - {id: move, label: {zh: 搬厂, en: The move}, text: {zh: 十一月, en: November}, source: {zh: 招聘启事, en: An advert}}
clues:
  - {id: advert, text: {zh: 招两个计划员, en: Wants two planners}, source: {zh: 招聘网, en: A job site}}
  - {id: sign, text: {zh: 门口的牌子, en: A sign at the gate}, source: {zh: 路过, en: Passing by}}
  - {id: lorry, text: {zh: 夜里装车, en: Loads at night}, source: {zh: 物流, en: The carrier}}
hidden:
  pains:
    - {id: rush, text: {zh: 急单改排, en: Rush orders replanned}}
    - {id: late, text: {zh: 误了两单, en: Two ran late}}
    - {id: stock, text: {zh: 账不准, en: Stock is off}}
  truths:
    - {id: fine, says: {zh: 还行, en: Fine}, true: {zh: 不行, en: Not so}, opens: {zh: 问次数, en: Ask how often}}
    - {id: money, says: {zh: 没钱, en: No money}, true: {zh: 有三十万, en: There is}, opens: {zh: 问搬厂, en: Ask why}}
    - {id: alone, says: {zh: 我定, en: I decide}, true: {zh: 姐姐签字, en: She signs}, opens: {zh: 问付款, en: Ask}}
  timetable:
    - {id: power, text: {zh: 十月底通电, en: Power in October}}
    - {id: moved, text: {zh: 十一月搬完, en: Moved by November}}
    - {id: year-end, text: {zh: 元旦前用上, en: In use by New Year}}
  money: {zh: 搬厂款里, en: Within the move}
  decision: {zh: 他和姐姐, en: He and his sister}
  competition: {zh: 一家, en: One}
  excites: {zh: 电话里报日期, en: A date on the phone}
  fit: {zh: 合适, en: It fits}
  grade: {letter: B, when: {zh: 九月, en: September}, why: {zh: 等搬完, en: Waits for the move}}
"""

TRANSCRIPT = """\
id: {id}
title: {{zh: 打给石桁, en: A call to Shiheng}}
setting: {{zh: 下午, en: An afternoon}}
minutes: 5
lines:
{lines}reference:
{references}"""


def _transcript(name: str) -> str:
    """Twenty lines and a reference for each of the six items, at three levels."""
    lines = "".join(
        f'  - {{at: "00:{second:02}", who: {{zh: 小周, en: Zhou}}, line: {{zh: 第{second}句, en: Line {second}}}}}\n'
        for second in range(20)
    )
    references = "".join(
        f"  - {{item: act-{n}, level: {n % 3}, why: {{zh: 见00:0{n}, en: See 00:0{n}}}}}\n" for n in range(6)
    )
    return TRANSCRIPT.format(id=name, lines=lines, references=references)


def _pool() -> str:
    outcomes, sections = ("past-the-desk", "waits", "books"), ("first-call", "what-broke", "takeaway")
    items = (
        ITEM.format(
            n=n,
            outcome=outcomes[n % 3],
            section=sections[n % 3],
            difficulty=n % 3 + 1,
            answer=("one", "two", "three")[n % 3],
        )
        for n in range(12)
    )
    return "items:\n" + "".join(items) + MULTIPLE + more.OTHER_ITEMS


def _checklist() -> str:
    items = (
        f"  - id: act-{n}\n    outcome: {('waits', 'books', 'past-the-desk')[n % 3]}\n"
        f"    critical: {'true' if n == 0 else 'false'}\n"
        f"    title: {{zh: 第{n}样, en: Act {n}}}\n    levels:\n"
        + "".join(f"      - {{zh: 级{level}, en: Level {level}}}\n" for level in range(4))
        for n in range(6)
    )
    return "id: calling\nitems:\n" + "".join(items)


def files() -> dict[str, str]:
    """All files of the course by name."""
    found = {"courses/skills.yaml": SKILLS, "courses/paths/sales.yaml": PATH}
    for module, other in (("calling", "basics"), ("basics", "calling")):
        found |= {
            f"courses/{module}/zh.md": ZH.format(id=module, other=other, more=more.ZH_PAGES),
            f"courses/{module}/en.md": EN.format(id=module, other=other, more=more.EN_PAGES),
            f"courses/{module}/checks.yaml": CHECKS,
            f"courses/{module}/images/tally.svg": SVG,
            f"quizzes/{module}.yaml": _pool(),
        }
    found["courses/calling/terms.yaml"] = TERMS
    found["courses/calling/checklist.yaml"] = _checklist()
    found["courses/calling/show.yaml"] = SHOW
    found["courses/calling/customers/meng.yaml"] = CUSTOMER
    found |= {"courses/world/qiaojing.yaml": VENDOR, "courses/world/shiheng.yaml": PROSPECT}
    found |= {f"courses/calling/cards/card-{n}.yaml": CARD.format(n=n) for n in (1, 2, 3)}
    found |= {f"courses/calling/calibration/{name}.yaml": _transcript(name) for name in ("middling", "smooth")}
    return found


FILES = files()


@dataclass(frozen=True)
class Course:
    """The course in a folder."""

    folder: Path

    @classmethod
    def in_(cls, folder: Path) -> "Course":
        course = cls(folder)
        for name, text in FILES.items():
            course.write(name, text)
        return course

    @property
    def courses(self) -> Path:
        return self.folder / "courses"

    @property
    def quizzes(self) -> Path:
        return self.folder / "quizzes"

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, text: str | bytes) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, old: str, new: str, count: int = 1) -> None:
        text = self.path(name).read_text()
        assert old in text, f"{name} holds no {old!r}"
        self.write(name, text.replace(old, new, count))

    def append(self, name: str, text: str) -> None:
        self.write(name, self.path(name).read_text() + text)

    def load(self) -> Result:
        return load(self.courses, self.quizzes)

    def catalog(self) -> Catalog:
        result = self.load()
        assert result.catalog is not None, "\n".join(map(str, result.faults))
        return result.catalog

    def faults(self, name: str = "") -> list[Fault]:
        """All faults, or those of one file."""
        return [fault for fault in self.load().faults if fault.file.endswith(name)]

    def the_fault(self, name: str) -> Fault:
        """The only fault there is, which is in this file."""
        faults = self.load().faults
        assert [fault.file for fault in faults] == [name], "\n".join(map(str, faults))
        return faults[0]

    def line_of(self, name: str, words: str) -> int:
        return next(i for i, line in enumerate(self.path(name).read_text().split("\n"), 1) if words in line)

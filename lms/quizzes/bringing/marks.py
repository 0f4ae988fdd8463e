"""The words that begin the parts of a question in running text: 【答案】, 解析：, 难度：…"""

import re
from collections.abc import Iterator
from itertools import zip_longest

_PARTS = {
    "ignored": "我的答案|你的答案|学生答案|作答结果|得分|分值",
    "kind": "题型",
    "answer": "正确答案|参考答案|标准答案|答案|答|correct answer|answer|key",
    "explanation": "答案解析|试题解析|题目解析|解析|讲解|详解|explanation|rationale",
    "difficulty": "难度等级|难易程度|难易度|难度|difficulty",
    "outcome": "知识点|考点|outcome",
    "section": "小节|章节|section",
}
_WORDS = "|".join(_PARTS.values())
MARK = re.compile(
    rf"[【\[] ?(?P<boxed>{_WORDS}) ?[:：]? ?(?P<inside>[^】\]\n]{{0,400}})[】\]] ?[:：]?"
    rf"|(?:^|(?<=[\s。.；;）)]))[（(]?(?P<plain>{_WORDS}) ?[:：]"
    r"|^(?P<bare>正确答案|参考答案|标准答案|答案) (?=[A-ZＡ-Ｚ√×对错])",
    re.IGNORECASE,
)


def split_at_marks(line: str) -> Iterator[tuple[str, str]]:
    """The pieces of a line with the part that each begins; no part for what stands before the first mark."""
    marks = list(MARK.finditer(line))
    yield "", line[: marks[0].start()] if marks else line
    for mark, after in zip_longest(marks, marks[1:]):
        word = (mark["boxed"] or mark["plain"] or mark["bare"]).casefold()
        part = next(part for part, words in _PARTS.items() if word in words.split("|"))
        text = f"{mark['inside'] or ''} {line[mark.end() : after.start() if after else len(line)]}".strip()
        yield part, text.strip("()（）").strip() if part == "answer" else text

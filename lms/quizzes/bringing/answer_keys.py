"""The list of answers at the end of a paper: “参考答案：1.B 2.ACD”, “1-5 ABCDA”, or one answer a line."""

import re
from dataclasses import dataclass

HEAD = re.compile(
    r"\s*[【\[]?\s*"
    r"(?:(?:试题|习题|练习题?|题目)?(?:参考|标准|正确)?答案(?:及解析|与解析|部分|汇总)?|answer keys?|answers)"
    r"\s*[】\]]?\s*[:：]?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
LETTERS = "[A-Za-zＡ-Ｚ]"
TRUTHS = "正确|错误|对|错|√|×|✓|✗|True|False|[TF]"
RANGE = re.compile(rf"(\d+)\s*[-—–－~～至到]+\s*(\d+)\s*[.．:：、)）题]?\s*((?:(?:{LETTERS}|[√×✓✗对错])+[\s,，、]*)+)")
ENTRY = re.compile(
    rf"(?<![\d.])(\d{{1,4}})\s*[.．、:：)）\-—]?\s*((?:{TRUTHS})(?![A-Za-z])|{LETTERS}(?:[\s、,，]*{LETTERS})*)(?=[\s;；,，。.]|\d|$)"
)
WHOLE_LINE = re.compile(r"\s*(\d{1,4})\s*[.．、:：)）]\s*(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The answer to one number, and the kind of the section it stands under, or nothing."""

    number: int
    answer: str
    kind: str


def is_key_line(line: str) -> bool:
    """Whether the line begins the list of answers: a heading alone, or one with numbers and answers after it."""
    found = HEAD.fullmatch(line)
    if found is None:
        return False
    rest = found["rest"]
    if not rest.strip():
        return bool(re.search(r"参考|标准|及解析|与解析|部分|汇总|keys?|answers", line, re.IGNORECASE))
    return bool(RANGE.match(rest) or (ENTRY.match(rest) and not re.match(r"\s*\d+\s*$", rest)))


def read_key_line(line: str, kind: str) -> list[KeyEntry]:
    found = HEAD.fullmatch(line)
    rest = found["rest"] if found else line
    entries: list[KeyEntry] = []
    for match in RANGE.finditer(rest):
        first, last = int(match[1]), int(match[2])
        answers = re.split(r"[\s,，、]+", match[3].strip())
        if len(answers) != last - first + 1:
            answers = list("".join(answers))
        if len(answers) == last - first + 1:
            entries += [KeyEntry(first + at, answer, kind) for at, answer in enumerate(answers)]
    rest = RANGE.sub(" ", rest)
    single = list(ENTRY.finditer(rest))
    if not single and (whole := WHOLE_LINE.fullmatch(rest)):
        return [*entries, KeyEntry(int(whole[1]), whole[2].strip(), kind)]
    return entries + [KeyEntry(int(match[1]), re.sub(r"[\s、,，]", "", match[2]), kind) for match in single]

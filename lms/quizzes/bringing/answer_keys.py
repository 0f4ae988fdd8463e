"""The list of answers at the end of a paper: “参考答案：1.B 2.ACD”, “1-5 ABCDA”, or each with its explanation."""

import re
from dataclasses import dataclass, field

from lms.quizzes.bringing.marks import MARK, split_at_marks

HEAD = re.compile(
    r"[【\[]? ?(?:(?:试题|习题|练习题?|题目)?(?:参考|标准|正确)?答案(?:及解析|与解析|部分|汇总)?|answer keys?|answers)"
    r" ?[】\]]? ?[:：]? ?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
LETTERS = "[A-Za-zＡ-Ｚ]"
TRUTHS = "正确|错误|对|错|√|×|✓|✗|True|False|[TF]"
RANGE = re.compile(rf"(\d+) ?[-—–－~～至到]+ ?(\d+) ?[.．:：、)）题]? ?((?:(?:{LETTERS}|[√×✓✗对错])+[ ,，、]*)+)")
ENTRY = re.compile(
    rf"(?<![\d.])(\d{{1,4}}) ?[.．、:：)）\-—]? ?((?:{TRUTHS})(?![A-Za-z])|{LETTERS}(?:[ 、,，]*{LETTERS})*)"
    r"(?=[ ;；,，。.]|\d|$)"
)
NUMBERED = re.compile(r"(?:第 ?)?(\d{1,4}) ?(?:题 ?[.．、:：]?|[.．、:：)）]) ?(\S.*)", re.DOTALL)


@dataclass(slots=True)
class KeyEntry:
    """The answer to one number, with its explanation, and the kind of the section it stands under, or nothing."""

    number: int
    answer: str
    kind: str
    explanation: str = ""


@dataclass(slots=True)
class AnswerKey:
    """Gathers the entries line by line."""

    entries: list[KeyEntry] = field(default_factory=list)

    def line(self, line: str, kind: str) -> None:
        found = HEAD.fullmatch(line)
        rest = found["rest"] if found else line
        numbered = NUMBERED.fullmatch(rest)
        if numbered is not None and MARK.search(numbered[2]):
            self.entries.append(KeyEntry(int(numbered[1]), "", kind))
            self._pieces(numbered[2])
        elif self.entries and MARK.match(rest):
            self._pieces(rest)
        else:
            read = _entries(rest, kind)
            self.entries += read
            if not read and rest and self.entries and self.entries[-1].explanation:
                self.entries[-1].explanation += f"\n{rest}"

    def _pieces(self, text: str) -> None:
        entry = self.entries[-1]
        for part, piece in split_at_marks(text):
            if part == "explanation":
                entry.explanation = f"{entry.explanation}\n{piece}".strip()
            elif part in ("", "answer") and piece.strip() and not entry.answer:
                entry.answer = piece.strip().rstrip("。.")


def is_key_line(line: str) -> bool:
    """Whether the line begins the list of answers: a heading alone, or one with numbers and answers after it."""
    found = HEAD.fullmatch(line)
    if found is None:
        return False
    rest = found["rest"]
    if not rest.strip():
        return bool(re.search(r"参考|标准|及解析|与解析|部分|汇总|keys?|answers", line, re.IGNORECASE))
    return bool(RANGE.match(rest) or ENTRY.match(rest))


def _entries(text: str, kind: str) -> list[KeyEntry]:
    entries: list[KeyEntry] = []
    for match in RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        answers = re.split(r"[ ,，、]+", match[3].strip())
        if len(answers) != last - first + 1:
            answers = list("".join(answers))
        if len(answers) == last - first + 1:
            entries += [KeyEntry(first + at, answer, kind) for at, answer in enumerate(answers)]
    rest = RANGE.sub(" ", text).strip()
    single = list(ENTRY.finditer(rest))
    if not single and (whole := NUMBERED.fullmatch(rest)):
        return [*entries, KeyEntry(int(whole[1]), whole[2].strip(), kind)]
    return entries + [KeyEntry(int(match[1]), re.sub("[ 、,，]", "", match[2]), kind) for match in single]

"""Which column of a spreadsheet holds what: headers as offices write them, in any order."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lms.quizzes.bringing.wording import fold

HEADER_ROWS = 10
_NAMES = {
    "kind": "题型 类型 题目类型 试题类型 题型类别 type kind questiontype",
    "stem": "题干 题目 试题 问题 题目内容 试题内容 试题题干 题目题干 问题内容 stem question ask questiontext",
    "options": "选项 备选项 备选答案 选项内容 options choices",
    "answer": "答案 正确答案 参考答案 标准答案 试题答案 正确选项 answer answers key"
    " correctanswer correct correctoption",
    "explanation": "解析 答案解析 试题解析 题目解析 讲解 详解 解释 explanation analysis rationale",
    "difficulty": "难度 难易度 难度等级 难易程度 difficulty level",
    "outcome": "考点 知识点 考核点 学习目标 outcome",
    "section": "小节 章节 所属章节 section",
    "module": "模块 所属模块 module",
    "id": "编号 题目编号 id slug",
    "scene": "情境 情景 场景 背景 scene scenario",
    "dialogue": "对话 dialogue",
    "reason": "理由答案 正确理由 reasonanswer",
    "unit": "单位 unit",
    "units": "其他单位 otherunits units",
    "tolerance": "误差 允许误差 允差 tolerance",
    "in-order": "按序 选项按序 inorder",
    "number": "序号 题号 no no. number #",
}
NAMES = {word: name for name, words in _NAMES.items() for word in words.split()}
LETTERED = (
    ("option", re.compile(r"(?:选项|选择|备选项?|答案选项|options?|choices?)?([a-z])(?:选项|项)?")),
    ("option", re.compile(r"(?:选项|选择|备选项?|options?|choices?)(\d{1,2})")),
    ("feedback", re.compile(r"(?:反馈|解析|feedback)([a-z]|\d{1,2})")),
    ("feedback", re.compile(r"(?:选项|option)?([a-z]|\d{1,2})(?:选项)?(?:的)?(?:反馈|解析|feedback)")),
    ("reason", re.compile(r"(?:理由|reason)([a-z]|\d{1,2})")),
    ("reason-feedback", re.compile(r"(?:理由|reason)([a-z]|\d{1,2})(?:反馈|feedback)")),
    ("match", re.compile(r"(?:配对|配对项|匹配项|右项|match)([a-z]|\d{1,2})")),
    ("mistake", re.compile(r"(?:错答|常见错答|mistake)([a-z]|\d{1,2})")),
    ("mistake-feedback", re.compile(r"(?:错答|常见错答|mistake)([a-z]|\d{1,2})(?:反馈|feedback)")),
)
ENGLISH = re.compile(r"(.+?)(?:\((?:英文|英语|英|en|english)\)|[_-](?:en|english)|英文)|(?:英文|英语|english)(.+)")
CHINESE = re.compile(r"(.+?)(?:\((?:中文|汉语|中|zh|cn|chinese)\)|[_-](?:zh|cn|chinese)|中文)|(?:中文|chinese)(.+)")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: the part of a question, the number of the option (from 0) or -1, and whether in English."""

    part: str
    number: int = -1
    english: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: where it stands (from 1), the columns that are understood, and the names of those that are not."""

    row: int
    columns: Mapping[int, Column]
    others: Sequence[str] = field(default=())

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(column.part for column in self.columns.values())


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """The first of the first ten rows that names a stem and something else of a question."""
    for number, row in enumerate(rows[:HEADER_ROWS], 1):
        header = _header(number, row)
        if "stem" in header.parts and header.parts & {"answer", "option", "options", "kind"}:
            return header
    return None


def column_of(title: str) -> Column | None:
    """What a column with this title holds; None when nothing is known of it."""
    folded = re.sub(r"[*:。]|\(必填\)|\(选填\)|\(可选\)", "", fold(title))
    folded = unicodedata.normalize("NFKC", folded)
    english, chinese = ENGLISH.fullmatch(folded), CHINESE.fullmatch(folded)
    for match, is_english in ((english, True), (chinese, False)):
        found = _plain(match[1] or match[2], english=is_english) if match else None
        if found is not None:
            return found
    return _plain(folded, english=False)


def _plain(base: str, *, english: bool) -> Column | None:
    base = base.replace("_", "").replace("-", "")
    if base in NAMES:
        return Column(NAMES[base], english=english)
    for part, pattern in LETTERED:
        found = pattern.fullmatch(base)
        if found is not None:
            mark = found[1]
            number = int(mark) - 1 if mark.isdecimal() else ord(mark) - ord("a")
            return Column(part, number, english) if number >= 0 else None
    return None


def _header(number: int, row: Sequence[str]) -> Header:
    columns: dict[int, Column] = {}
    others = []
    for place, title in enumerate(row):
        column = column_of(title) if title.strip() else None
        if column is not None and column not in columns.values():
            columns[place] = column
        elif title.strip():
            others.append(title.strip())
    return Header(number, columns, tuple(others))

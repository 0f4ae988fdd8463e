"""Pasted lines of people, taken apart: name, mobile number or e-mail, team, role."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from lms.people.models import Role
from lms.people.reach import clean_name, fold

MOST = 500
ROLE_WORDS = {
    "trainee": Role.TRAINEE, "learner": Role.TRAINEE, "学员": Role.TRAINEE, "新人": Role.TRAINEE,
    "trainer": Role.TRAINER, "coach": Role.TRAINER, "教练": Role.TRAINER, "师傅": Role.TRAINER, "培训师": Role.TRAINER,
    "manager": Role.MANAGER, "经理": Role.MANAGER, "主管": Role.MANAGER,
}  # fmt: skip
_HEADS = frozenset({
    "name", "姓名", "名字", "mobile", "mobile number", "phone", "e-mail", "email", "mobile or e-mail", "手机", "手机号",
    "邮箱", "手机或邮箱", "手机号或邮箱", "手机号码", "team", "团队", "小组", "部门", "role", "角色",
})  # fmt: skip
_PARTS = re.compile("[,，;；]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was typed, and its parts; what is missing is empty. number: counted from 1, as an editor does."""

    number: int
    text: str
    name: str
    reach: str
    team: str
    role: str
    too_many: bool


def parse(text: str) -> list[Line]:
    """The lines that say something; empty ones and a line of headings on top are left out."""
    lines = [
        (number, line)
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text.lstrip("\ufeff")), start=1)
        if line.strip(" \t,，;；\u3000")
    ]
    if lines and _is_heading(_cells(lines[0][1])):
        lines = lines[1:]
    return [_line(number, line) for number, line in lines]


def role_of(text: str) -> Role | None:
    """The role that a word means; no word means trainee."""
    return ROLE_WORDS.get(fold(text)) if fold(text) else Role.TRAINEE


def near_role(text: str) -> str | None:
    """The role word that was probably meant."""
    near = get_close_matches(fold(text), ROLE_WORDS, n=1, cutoff=0.5)
    return near[0] if near else None


def _line(number: int, line: str) -> Line:
    cells = _cells(line)
    name, reach, team, role = [*cells, "", "", "", ""][:4]
    reach = unicodedata.normalize("NFKC", reach)
    return Line(number, line.strip(), clean_name(name), reach, team, role, len(cells) > 4)


def _cells(line: str) -> list[str]:
    """Parts between tabs, as a spreadsheet copies them, else between commas or semicolons of either width."""
    parts = line.split("\t") if "\t" in line.strip() else _PARTS.split(line)
    cells = [part.strip().strip('"“”').strip() for part in parts]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_heading(cells: list[str]) -> bool:
    return len(cells) >= 2 and all(fold(cell) in _HEADS for cell in cells)

"""Pasted lines of people, taken apart: name, mobile number or e-mail or both, team, role."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
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
_HEADS = {
    "name": "name", "姓名": "name", "名字": "name",
    "mobile": "reach", "mobile number": "reach", "phone": "reach", "e-mail": "reach", "email": "reach",
    "mobile or e-mail": "reach", "手机": "reach", "手机号": "reach", "手机号码": "reach", "电话": "reach",
    "邮箱": "reach", "电子邮箱": "reach", "邮件": "reach", "手机或邮箱": "reach", "手机号或邮箱": "reach",
    "team": "team", "团队": "team", "小组": "team", "部门": "team", "role": "role", "角色": "role",
}  # fmt: skip
_PARTS = re.compile("[,，;；]")
_GAPS = re.compile("\u3000+")
_ADDRESS = re.compile(r".*@.*|\+?(\d[\s().-]*){10,}")  # a team may be called 2026-2027
_NEVER_TYPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_WESTERN = re.compile("[\u00a0-\u2fff]{4,}")  # “ÀîÎÄ” and “æŽæ–‡” were 李文; no name has four such letters in a row
_EASTERN = re.compile("[^\x00-\x7f\u3000-\u303f\uff00-\uffef]{3,}")  # “鏉庢枃” was 李文


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was typed, and its parts; what is missing is empty. number: counted from 1, as an editor does.

    reach: mobile number, e-mail, or both in either order.
    """

    number: int
    text: str
    name: str
    reach: Sequence[str]
    team: str
    role: str
    too_many: bool


def parse(text: str) -> list[Line]:
    """The lines that say something; empty ones and a line of headings on top are left out."""
    lines = _said(text)
    columns = _columns(_cells(lines[0][1])) if lines else None
    return [_line(number, line, columns) for number, line in (lines if columns is None else lines[1:])]


def headings(text: str) -> str:
    """The line of headings on top, if there is one: lines that are taken out of the text are read by it too."""
    first = next((line for _number, line in _said(text)), "")
    return first.strip() if _columns(_cells(first)) else ""


def role_of(text: str) -> Role | None:
    """The role that a word means; no word means trainee."""
    return ROLE_WORDS.get(fold(text)) if fold(text) else Role.TRAINEE


def near_role(text: str) -> str | None:
    """The role word that was probably meant."""
    near = get_close_matches(fold(text), ROLE_WORDS, n=1, cutoff=0.5)
    return near[0] if near else None


def is_garbled(text: str) -> bool:
    """Whether a text was read in another encoding than it was written in, and so is not what its writer sees."""
    if _NEVER_TYPED.search(text):
        return True
    for run in _WESTERN.findall(text):
        if _was_chinese(run, "cp1252", "utf-8") or _was_chinese(run, "latin-1", "gb2312"):
            return True
    return any(_is_rare(run) and _was_chinese(run, "gbk", "utf-8") for run in _EASTERN.findall(text))


def _was_chinese(run: str, taken_for: str, written_in: str) -> bool:
    """Whether these characters are the bytes of Chinese ones, but for the last, which may be cut."""
    try:
        read = codecs.getincrementaldecoder(written_in)().decode(run.encode(taken_for))
    except UnicodeError:
        return False
    return bool(read) and all("\u4e00" <= one <= "\u9fff" for one in read)


def _is_rare(run: str) -> bool:
    """Whether characters go beyond the common Chinese ones, as garbled ones always do."""
    try:
        run.encode("gb2312")
    except UnicodeError:
        return True
    return False


def _said(text: str) -> list[tuple[int, str]]:
    """The lines that are not empty, with their numbers."""
    return [
        (number, line)
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text.lstrip("\ufeff")), start=1)
        if line.strip(" \t,，;；\u3000")
    ]


def _line(number: int, line: str, columns: Sequence[str] | None) -> Line:
    cells = _cells(line)
    if columns is None or len(columns) < len(cells):
        columns = ("name", "reach", "reach", "team", "role") if _has_both(cells) else ("name", "reach", "team", "role")
    parts: dict[str, list[str]] = {}
    for column, cell in zip(columns, cells, strict=False):
        parts.setdefault(column, []).append(cell)
    name, team, role = ("".join(parts.get(column, [])[:1]) for column in ("name", "team", "role"))
    reach = [unicodedata.normalize("NFKC", one) for one in parts.get("reach", []) if one]
    return Line(number, line.strip(), clean_name(name), reach, team, role, len(cells) > len(columns))


def _has_both(cells: Sequence[str]) -> bool:
    """Whether a line without headings gives two addresses before its team; one of the two may be empty."""
    third = unicodedata.normalize("NFKC", cells[2]) if len(cells) > 2 else ""
    return _ADDRESS.fullmatch(third) is not None or (not third and len(cells) == 5)


def _cells(line: str) -> list[str]:
    """Parts between tabs, as a spreadsheet copies them, else between commas or semicolons of either width.

    A line that has none of these is parted by its full-width spaces.
    """
    parts = line.split("\t") if "\t" in line.strip() else _PARTS.split(line)
    if len(parts) == 1:
        parts = _GAPS.split(line.strip())
    cells = [part.strip().strip('"“”').strip() for part in parts]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _columns(cells: list[str]) -> list[str] | None:
    """What each column holds, when these are headings; those with other words hold nothing that is asked here."""
    columns = [_HEADS.get(fold(cell), "") for cell in cells]
    return columns if "name" in columns and len(set(columns) - {""}) > 1 else None

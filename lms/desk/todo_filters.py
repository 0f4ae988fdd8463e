"""By what the to-do is narrowed: whose list it is, which kind, which skill; each filter counts what it would open."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from flask import url_for

from lms.desk.waiting_lines import WaitingLine
from lms.desk.wording import Names
from lms.i18n import _
from lms.judgement.duties import Duty
from lms.judgement.wording import skill_name

ALL = "all"
NOBODY = "nobody"


class Kind(StrEnum):
    """By what the list can be filtered: lines that wait (to watch now, questions, answers, second looks), duties."""

    WATCH = "watch"
    QUESTION = "question"
    ANSWER = "answer"
    SECOND = "second"
    REVIEW = "review"
    SHOW = "show"
    NOT_SEEN = "not_seen"
    TRY = "try"
    MODULE = "module"
    REFRESHER = "refresher"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list is asked for; it stands in the address. owed_by: empty for one's own, else a person's id or all.

    at: the row whose acts are shown; say: which of its forms is open.
    """

    kind: str = ""
    skill: str = ""
    owed_by: str = ""
    at: str = ""
    say: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """What the list is narrowed to."""
        return {"kind": self.kind, "skill": self.skill, "owed_by": self.owed_by}


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: words, address, how many rows it shows."""

    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty or a line of what waits, as the filters see it. whom: who owes it; empty where nobody does."""

    what: Duty | WaitingLine
    person_id: int
    kind: Kind
    whom: frozenset[int]
    skills: frozenset[str]

    def is_of(self, owed_by: str, actor_id: int, managed: set[int]) -> bool:
        """Whether it belongs to the list that is asked for; what others owe only in one's own teams."""
        in_my_teams = self.person_id in managed
        if not owed_by:
            return actor_id in self.whom or (not self.whom and in_my_teams)
        return in_my_teams and (owed_by == ALL or owed_by in ({str(one) for one in self.whom} or {NOBODY}))

    def is_shown(self, asked: Asked) -> bool:
        """Whether kind and skill leave it in the list."""
        return asked.kind in ("", self.kind) and (not asked.skill or asked.skill in self.skills)


def entry_of_duty(duty: Duty) -> Entry:
    kind = Kind.NOT_SEEN if duty.not_seen is not None else Kind(duty.kind.value)
    whom = frozenset() if duty.owed_by is None else frozenset({duty.owed_by})
    return Entry(duty, duty.person_id, kind, whom, frozenset({duty.skill}))


def entry_of_line(line: WaitingLine, kind: Kind) -> Entry:
    return Entry(line, line.person_id, kind, line.whom, line.skills)


def address(**filters: str) -> str:
    """The address of the list with these filters; at: with this row's panel beside it."""
    query = urlencode({name: value for name, value in filters.items() if value})
    return url_for("desk.todo") + (f"?{query}" if query else "")


def kinds_of(entries: Sequence[Entry], asked: Asked) -> list[Choice]:
    """Of the list that is asked for. A kind opens it for all skills, and counts them."""
    words: dict[Kind, str] = {
        Kind.WATCH: _("Watch now"),
        Kind.QUESTION: _("Questions asked"),
        Kind.ANSWER: _("Answers to mark"),
        Kind.SECOND: _("Second looks"),
        Kind.REVIEW: _("Reviews"),
        Kind.SHOW: _("Shows"),
        Kind.NOT_SEEN: _("Shows not seen"),
        Kind.TRY: _("Tries"),
        Kind.MODULE: _("Not read"),
        Kind.REFRESHER: _("Refreshers"),
    }
    counts = Counter(one.kind for one in entries)
    every = Choice(_("Everything"), address(owed_by=asked.owed_by), not asked.kind, counts.total())
    present = [kind for kind in Kind if counts[kind] or kind == asked.kind]
    return [
        every,
        *(Choice(words[k], address(kind=k, owed_by=asked.owed_by), k == asked.kind, counts[k]) for k in present),
    ]


def skills_of(entries: Sequence[Entry], asked: Asked) -> list[Choice]:
    """Of the kind that is asked for."""
    counts = Counter(skill for one in entries for skill in one.skills)
    if len(counts) < 2 and not asked.skill:
        return []
    every = Choice(_("All skills"), _with(asked, skill=""), not asked.skill, len(entries))
    present = sorted({*counts, asked.skill} - {""})
    return [every, *(Choice(skill_name(s), _with(asked, skill=s), s == asked.skill, counts[s]) for s in present)]


def owing_of(entries: Sequence[Entry], asked: Asked, names: Names, managed: set[int], actor_id: int) -> list[Choice]:
    """For who manages: the lists of those who owe something in their teams, as far as kind and skill are asked for."""
    in_my_teams = [one for one in entries if one.person_id in managed]
    if not in_my_teams:
        return []
    shown = [one for one in entries if one.is_shown(asked)]
    owing = sorted({by for one in in_my_teams for by in one.whom} - {actor_id}, key=lambda by: names[by])
    lists = {"": _("Mine"), **{str(by): names[by] for by in owing}, ALL: _("Everybody")}
    return [
        Choice(
            label,
            _with(asked, owed_by=by),
            asked.owed_by == by,
            sum(one.is_of(by, actor_id, managed) for one in shown),
        )
        for by, label in lists.items()
    ]


def _with(asked: Asked, **changes: str) -> str:
    return address(**{**asked.filters, **changes})

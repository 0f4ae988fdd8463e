"""The team as a table that opens in a spreadsheet in Chinese, with nothing in it that could act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from lms.db import transaction
from lms.desk.members import Member
from lms.desk.names import names_of
from lms.desk.team import Team, state_word
from lms.desk.wording import Names, debts_in_words, joined
from lms.i18n import _, zone
from lms.judgement.evidence import DebtKind
from lms.judgement.wording import named_together
from lms.people import audit
from lms.practice.rules import Mark

BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet knows UTF-8
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_CHARACTERS = {Mark.HELD: "■", Mark.HALF: "◧", Mark.NONE: "□"}


def guarded(cell: str | int) -> str | int:
    """Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_ACTS) else cell


def table(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Rows as UTF-8 text with comma, quotes and CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def team_table(team: Team) -> bytes:
    """One row a person, in the order of the page; a state never without the debts that it rests on."""
    skills = [name for _skill, name in team.skills]
    head = [
        _("Name"), _("Team"), _("Week"), _("Start"), _("State"), _("Shows owed"), _("Tries owed"), _("Reviews owed"),
        _("Modules not read"), _("Refreshers owed"), _("Oldest, days late"), _("Owed by"), _("In words"), _("Shows"),
        _("Tries"), _("Reviews"),
    ]  # fmt: skip
    for name in skills:
        head += [name, _("%(skill)s: last reviews", skill=name)]
    today = team.as_of.astimezone(zone()).date()
    names = {**team.names, **names_of([team.manager_id])}
    rows = [_row(one.member, team, names, one.tries, today) for group in team.groups for one in group.rows]
    note = [_("As of %(moment)s", moment=f"{team.as_of.astimezone(zone()):%Y-%m-%d %H:%M}")]
    return table([head, *rows, note])


def _row(
    member: Member, team: Team, names: Names, tries: Sequence[tuple[Mark, ...] | None], today: date
) -> list[str | int]:  # fmt: skip
    debts = [debt for _skill, debt in member.debts]
    kinds = (DebtKind.SHOW, DebtKind.TRY, DebtKind.REVIEW, DebtKind.MODULE, DebtKind.REFRESHER)
    cells: list[str | int] = [
        member.name,
        team.roster.teams[member.team].name,
        member.week,
        member.judged.known.plan.start_on.isoformat(),
        state_word(member.state),
        *(sum(debt.kind is kind for debt in debts) for kind in kinds),
        max(((today - debt.since).days for debt in debts), default=""),
        _owing(member, team.manager_id, names),
        joined(debts_in_words(member.debts, names, today, names[team.manager_id])),
        *member.counts,
    ]
    for (skill, _name), of_skill in zip(team.skills, tries, strict=True):
        judgement = member.judged.by_skill.get(skill)
        cells += [state_word(judgement.state, of_skill=True) if judgement else "", _in_characters(of_skill)]
    return cells


def _owing(member: Member, manager_id: int, names: Names) -> str:
    people = dict.fromkeys(person for person, _debt in member.owed_by(manager_id))
    return named_together([names.get(person, "") for person in people], most=len(people))


def _in_characters(tries: tuple[Mark, ...] | None) -> str:
    return "".join(_CHARACTERS[one] for one in tries) if tries else ""


def note_taken(actor_id: int, what: str, rows: int) -> None:
    """Write down who took which list out, and how many persons were on it."""
    with transaction():
        audit.note(actor_id, audit.Change.DATA_TAKEN, what=what, rows=rows)

"""The team as a table that opens in a spreadsheet in Chinese, with nothing in it that could act as a formula."""

from datetime import date

from lms.db import transaction
from lms.desk.listed import Listed
from lms.desk.names import names_of
from lms.desk.team import Row, Team, state_word
from lms.desk.wording import Names, debts_in_words, joined
from lms.i18n import _, pgettext, zone
from lms.judgement.evidence import DebtKind, State
from lms.judgement.wording import named_together
from lms.people import audit
from lms.practice.rules import Mark
from lms.web.forms import number
from lms.web.spreadsheet import table


def team_table(team: Team) -> bytes:
    """One row a person, in the order of the page; a state never without the debts that it rests on."""
    skills = [name for _skill, name in team.skills]
    head = [
        _("Name"), _("Team"), _("Week"), _("Start"), _("State"), _("Shows owed"), _("Tries owed"), _("Reviews owed"),
        _("Modules not read"), _("Refreshers owed"), _("Oldest, days late"), _("Owed by"), _("In words"), _("Next"),
        _("Shows"), _("Tries"), _("Reviews"),
    ]  # fmt: skip
    for name in skills:
        head += [
            name,
            _("%(skill)s: held, of the last reviews", skill=name),
            _("%(skill)s: last reviews, oldest first", skill=name),
        ]
    today = team.as_of.astimezone(zone()).date()
    names = {**team.names, **names_of([team.manager_id])}
    rows = [_row(one, team, names, today) for group in team.groups for one in group.rows]
    return table([head, *rows])


def file_words(team: Team) -> list[str]:
    """What the file is called by: the team and what it was filtered by."""
    owing = names_of([number(team.asked.owed_by)]).values()
    state = [state_word(State(team.asked.state))] if team.asked.state else []
    return [_("team"), team.title, *state, *(_("owed by %(name)s", name=name) for name in owing)]


def _row(
    row: Row, team: Team, names: Names, today: date
) -> list[str | int]:  # fmt: skip
    member = row.member
    debts = [debt for _skill, debt in member.debts]
    kinds = (DebtKind.SHOW, DebtKind.TRY, DebtKind.REVIEW, DebtKind.MODULE, DebtKind.REFRESHER)
    cells: list[str | int] = [
        member.name,
        team.managed.teams[member.team].name,
        row.week,
        member.summary.start_on.isoformat(),
        state_word(member.state),
        *(sum(debt.kind is kind for debt in debts) for kind in kinds),
        max(((today - debt.since).days for debt in debts), default=""),
        _owing(member, team.manager_id, names),
        joined(debts_in_words(member.debts, names, today, names[team.manager_id])),
        row.next,
        *member.summary.counts,
    ]
    for (skill, _name), tries in zip(team.skills, row.tries, strict=True):
        one = member.summary.skills.get(skill)
        cells += [state_word(one.state, of_skill=True) if one else "", *_reviewed(tries)]
    return cells


def _owing(member: Listed, manager_id: int, names: Names) -> str:
    people = dict.fromkeys(person for person, _debt in member.owed_by(manager_id))
    return named_together([names.get(person, "") for person in people], most=len(people))


def _reviewed(tries: tuple[Mark, ...] | None) -> tuple[int | str, str]:
    """How many of the last reviewed tries held, as a number, and each in a word; nothing before the first."""
    if not tries:
        return "", ""
    words = {
        Mark.HELD: pgettext("reviewed try", "held"),
        Mark.HALF: pgettext("reviewed try", "with prompts"),
        Mark.NONE: pgettext("reviewed try", "not done"),
    }
    return sum(one is Mark.HELD for one in tries), joined(words[one] for one in tries)


def note_taken(actor_id: int, what: str, rows: int) -> None:
    """Write down who took which list out, and how many persons were on it."""
    with transaction():
        audit.note(actor_id, audit.Change.DATA_TAKEN, what=what, rows=rows)

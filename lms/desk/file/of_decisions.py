"""What people decided, why, what the trainee was told and answered, and the evidence as it stood then."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lms.desk.file.loading import File, Line
from lms.desk.file.told import Cells, Sheet, Told, one_part, reads
from lms.i18n import _, day
from lms.judgement.cases.evidence import asked_statistics
from lms.judgement.cases.words import promised_words
from lms.judgement.evidence import DebtKind, State
from lms.judgement.states import Reason, Rule
from lms.judgement.why.panel import lines_asked
from lms.judgement.wording import decided_words, module_title, skill_name, thing


@reads("decision", without_records=True)
def of_decision(file: File, line: Line) -> Told:
    row = line.body or {}
    evidence = {} if line.rests_on_sealed else row["evidence"]
    return Told(
        pairs=(
            (_("Decided"), decided_words(row["kind"], row["until_on"])),
            (_("What the trainee was told"), row["said"]),
            (_("The reason on record"), row["reason"]),
            *_in_case(file, row),
            *state_in_words(evidence, mine=file.mine),
            *((_("Owed then"), _debt(file, row["skill"], debt)) for debt in evidence.get("debts", ())),
        ),
        sheets=reasons_in_words(file, evidence),
        about=((_("The review"), file.number_of("review_case", row["case_id"])),) if row["case_id"] else (),
        versions=((_("Method"), evidence.get("method")),),
    )


def _in_case(file: File, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a decision that ended a review promises to teach, and who agreed to it as the second person."""
    plan = row["plan"]
    if plan:
        file.name(plan["by"])
    promised = promised_words(row["kind"], plan, file.names)
    found = [(_("To be taught"), ", ".join(promised))] if promised else []
    if row["confirmed_by"]:
        found.append((_("The second person"), file.name(row["confirmed_by"])))
    return found


def state_in_words(evidence: Mapping[str, Any], *, mine: bool) -> list[tuple[str, str]]:
    """What the rules said when it was decided, in the words for who reads."""
    state = evidence.get("state")
    if not state:
        return []
    return [(_("State then"), _state_words(State(state), mine=mine) if state in set(State) else state)]


def _state_words(state: State, *, mine: bool) -> str:
    return {
        State.UNTRAINABLE: _("Taught, not working yet: let’s look together")
        if mine
        else _("Not responding? – needs review"),
        State.UNTRAINED: _("We still owe you") if mine else _("Teaching owed"),
        State.ON_PLAN: _("On plan"),
        State.READY: _("Holds"),
        State.UNKNOWN: _("Not started"),
    }[state]


def _debt(file: File, skill: str, debt: Mapping[str, Any]) -> str:
    kind = DebtKind(debt["kind"])
    name = module_title(debt["subject"]) if kind is DebtKind.MODULE else skill_name(skill, file.standard)
    what = thing(kind, name, debt["ordinal"])
    since = date.fromisoformat(debt["since"])
    owed_by = file.name(debt["owed_by"]) or _("the manager (nobody coaches this yet)")
    return _("%(what)s, by %(name)s, since %(day)s", what=what, name=owed_by, day=day(since, year=True))


def reasons_in_words(file: File, evidence: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Each condition with what was found and asked, and the lines of this file that it rests on."""
    by_id = {line.record.id: line.number for line in file.lines}
    statistics = asked_statistics(evidence.get("thresholds", {}))
    rows: list[Cells] = []
    for one in evidence.get("reasons", ()):
        numbers = sorted({by_id[record] for record in one["records"] if record in by_id})
        shown = _words_of(one, statistics=statistics)
        if shown is not None:
            rows.append((*shown, ", ".join(map(str, numbers))))
    columns = (_("What the rule asks"), _("Found"), _("Needed"), _("Holds?"), _("Entries"))
    return one_part(_("The evidence as it stood"), columns, rows)


def _words_of(one: Mapping[str, Any], *, statistics: bool) -> tuple[str, str, str, str] | None:
    """A condition in the words of the page; as it was written where the rules of today don't know it any more."""
    if one["rule"] not in set(Rule):
        return one["rule"], str(one["found"]), str(one["asked"]), _("yes") if one["holds"] else _("no")
    reason = Reason(Rule(one["rule"]), one["found"], one["asked"], one["holds"], tuple(one["records"]), one.get("due"))
    for line in lines_asked([reason], statistics=statistics):
        holds = "" if line.holds is None else _("yes") if line.holds else _("no")
        return line.asks, line.here, line.needed, holds
    return None


@reads("reply")
def of_reply(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=((_("In their words"), row["text"]),),
        about=((_("The decision"), file.number_of("decision", row["decision_id"])),),
    )

"""What a case says, in both languages: of what was taught and seen, never a label on a person."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from lms.i18n import _, day, ngettext
from lms.judgement.cases.deciding import TEACHES, CaseDeciding
from lms.judgement.cases.evidence import Evidence, as_json
from lms.judgement.cases.rules import Change, Changed, Lacking, Piece
from lms.judgement.decisions.service import Kind
from lms.judgement.evidence import DebtKind, State
from lms.judgement.states import Debt
from lms.judgement.why.panel import lines_asked
from lms.judgement.wording import ReasonLine, count_of, decided_words, listed, named_together, skill_name

Names = Mapping[int, str]


def piece_words(piece: Piece, tries: int, reasons: int, shows: int) -> str:
    """What a piece of the evidence is, with how much of it there is."""
    counted = {
        Piece.CURVE: ngettext("The curve and %(num)s review", "The curve and %(num)s reviews", tries),
        Piece.WHY: ngettext("Why the rules ask, %(num)s line", "Why the rules ask, %(num)s lines", reasons),
        Piece.SHOWS: ngettext("The record of %(num)s show", "The records of %(num)s shows", shows),
    }
    counts = {Piece.CURVE: tries, Piece.WHY: reasons, Piece.SHOWS: shows}
    return counted[piece] % {"num": counts[piece]}


def lines_of(evidence: Evidence) -> list[ReasonLine]:
    """The conditions that were asked, as they were found then."""
    return lines_asked(evidence.reasons, statistics=evidence.asked_statistics)


def hint_of(kind: Kind) -> str:
    """What has to be said with an outcome."""
    return {
        Kind.TEACH_DIFFERENTLY: _("Who teaches, how often and until when; it is owed until it is done"),
        Kind.ACCOMPANY: _("Go along to real customers first, then practise again"),
        Kind.ANOTHER_TRAINER: _("What is still to be given goes to them"),
        Kind.OTHER_POST: _("The training for the other post is owed too"),
        Kind.OBSERVE: _("Until which day, and what is looked at"),
        Kind.NOT_SUITED: _("Needs everything below, and a second person who agrees"),
    }[kind]


def lacking_words(missing: Lacking, owed: Iterable[tuple[str, Debt]]) -> str:
    """What is missing before it can be agreed that somebody is not suited. owed: by skill, in whichever."""
    where = listed(dict.fromkeys(skill_name(skill) for skill, _debt in owed))
    return {
        Lacking.STANDARD: _("They did not acknowledge the standard before the first try that was reviewed"),
        Lacking.FIRST: _("There is no first assessment against it"),
        Lacking.FIRST_TOLD: _("The first assessment was not told to them: their own rating is still missing"),
        Lacking.TEACHING: _("No earlier review led to teaching for this gap that was carried out"),
        Lacking.SECOND: _("There is no second assessment after that teaching"),
        Lacking.SECOND_TOLD: _("The second assessment was not told to them: their own rating is still missing"),
        Lacking.FAILED: _("Their latest tries hold: what was taught has helped by now"),
        Lacking.DEBTS: _("Something is still owed to them: %(skills)s", skills=where),
    }[missing]


def changed_words(one: Changed, names: Names, state: State | None) -> str:
    """What is other than when the evidence was frozen. state: of now."""
    match one.what:
        case Change.OFF_PATH:
            return _("The skill is not on their path any more.")
        case Change.STANDARD:
            return _("Their path or its standard is another one now.")
        case Change.STATE:
            assert state is not None
            return _("The rules say something else now: %(state)s.", state=state_words(state))
        case Change.DEBTS:
            words = ngettext(
                "%(num)s thing is owed to them again.", "%(num)s things are owed to them again.", one.count
            )
        case Change.CORRECTED:
            words = ngettext(
                "%(num)s review was corrected or stands no more.", "%(num)s reviews were corrected or stand no more.",
                one.count,
            )  # fmt: skip
        case Change.SHOWS:
            words = ngettext(
                "%(num)s show was corrected or stands no more.", "%(num)s shows were corrected or stand no more.",
                one.count,
            )  # fmt: skip
        case Change.TRIES:
            words = ngettext("%(num)s more try was reviewed.", "%(num)s more tries were reviewed.", one.count)
        case Change.TEAM:
            return _("They are in another team now.")
        case Change.RATERS:
            return _("%(names)s left.", names=named_together([names.get(who, "") for who in one.people]))
        case Change.ESTIMATE:
            return _("How others grow was estimated anew, and by that the rules judge otherwise.")
        case Change.SETTINGS:
            return _("The thresholds were changed.")
    return words % {"num": one.count}


def state_words(state: State) -> str:
    """A skill's state within a sentence that the trainee and whoever decides read alike."""
    return {
        State.UNKNOWN: _("not started"),
        State.READY: _("holds"),
        State.UNTRAINED: _("teaching is still owed"),
        State.UNTRAINABLE: _("to be looked at together"),
        State.ON_PLAN: _("on plan"),
    }[state]


def outcome_words(deciding: CaseDeciding, names: Names) -> list[str]:
    """A decision as a page says it: what, then what it promises."""
    teaching = deciding.teaching if deciding.kind in TEACHES else None
    plan = None if teaching is None else {**as_json(asdict(teaching)), "post": deciding.post}
    return [decided_words(deciding.kind, deciding.until_on), *promised_words(deciding.kind, plan, names)]


def promised_words(kind: str, plan: Mapping[str, Any] | None, names: Names) -> list[str]:
    """What a decision promises to teach, part by part; nothing for one that promises none."""
    if not plan:
        return []
    things = [
        count_of(debt, plan[name])
        for debt, name in ((DebtKind.SHOW, "shows"), (DebtKind.TRY, "tries"))
        if plan[name]
    ]  # fmt: skip
    until = day(date.fromisoformat(plan["due_on"])) if things and plan["due_on"] else ""
    return [
        *([plan["post"]] if kind == Kind.OTHER_POST else []),
        *([skill_name(plan["skill"])] if kind == Kind.OTHER_POST and things else []),
        names.get(plan["by"], ""),
        *([listed(things)] if things else []),
        *([_("by %(day)s", day=until)] if until else []),
    ]

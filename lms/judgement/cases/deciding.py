"""Looking at the evidence of a case, answering it, and deciding: by one person, or by two where one is not enough."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from lms import clock
from lms.db import insert_row, once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotAllowed, Unusable
from lms.i18n import _, day, ngettext, zone
from lms.judgement.cases import telling
from lms.judgement.cases.models import CaseEnd, CaseView, CaseWord, DraftDecision, ReviewCase
from lms.judgement.cases.reading import Case, assigned, case_for, course_of, load, matter_of
from lms.judgement.cases.rules import Piece, decides_not_alone, is_second, lacking
from lms.judgement.decisions.service import (
    LONGEST,
    LONGEST_OBSERVING,
    SHORTEST_REASON,
    Deciding,
    InCase,
    Kind,
    close,
    faults,
)
from lms.judgement.evidence import DebtKind
from lms.judgement.rules import teaching_of
from lms.judgement.service import PersonJudgement
from lms.people.policy import Action, can, require
from lms.plan.added import promise_more
from lms.plan.arrangements import Arranged, Owed, arrange, who_may_take
from lms.plan.rules import Promise, PromiseKind
from lms.plan.service import working_days
from lms.records import service as records
from lms.records.models import Verb

MOST_PROMISED = 20  # shows or tries of one decision
PROMISES = (Kind.TEACH_DIFFERENTLY, Kind.ACCOMPANY, Kind.OTHER_POST)  # what is not teaching without any
TEACHES = (*PROMISES, Kind.ANOTHER_TRAINER)


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a decision promises to teach: so many shows and supervised tries of a skill, by whom, until a day."""

    by: int
    shows: int
    tries: int
    due_on: date | None
    skill: str


@dataclass(frozen=True, slots=True)
class CaseDeciding:
    """A decision on a case as it is sent. post: only for OTHER_POST; teaching: None for what teaches nothing."""

    kind: Kind
    reason: str
    said: str
    until_on: date | None = None
    teaching: Teaching | None = None
    post: str = ""

    @property
    def words(self) -> Deciding:
        return Deciding(self.kind, self.reason, self.said, self.until_on)


def open_piece(actor_id: int, case_id: int, piece: Piece) -> ReviewCase:
    """The actor opens a piece of the evidence; the first time is kept. Raises NotYours, LookingAgain."""
    with transaction():
        row = case_for(actor_id, case_id)
        seen = {"case_id": case_id, "person_id": actor_id, "piece": piece.value, "at": clock.now()}
        insert_row(CaseView, seen, unless_there=True)
        return row


def say(actor_id: int, case_id: int, text: str, key: str) -> int:
    """The trainee's word before anything is decided. Returns its id.

    Raises NotYours; AlreadyClosed once it is decided, since then they reply to the decision; Unusable.
    """
    with transaction():
        row = case_for(actor_id, case_id)
        require(can(actor_id, Action.REPLY, matter_of(row)))
        if not 1 <= len(text.strip()) <= LONGEST:
            raise Unusable(fields={"text": _("Write between 1 and %(count)s characters.", count=LONGEST)})
        return int(once(actor_id, key, {"case": case_id, "text": text}, lambda: {"id": _say(row, text.strip())})["id"])


def _say(row: ReviewCase, text: str) -> int:
    if row.closed_at is not None:
        raise AlreadyClosed(_("It was decided meanwhile. You can reply to the decision."))
    word = CaseWord(case_id=row.id, person_id=row.person_id, text=text, at=clock.now())
    session().add(word)
    session().flush()
    body = records.body_of(word)
    records.add(
        records.Fact(row.person_id, Verb.REPLIED, "case_word", word.id, row.skill, row.person_id, word.at, body)
    )
    manager = assigned(row)
    if manager is not None:
        telling.replied(row, manager, word.id)
    return word.id


def faults_in(case: Case, deciding: CaseDeciding) -> dict[str, str]:
    """All that is wrong with a decision on a case, by field: those of teaching and post begin with the kind."""
    wrong = faults(deciding.words, tuple(Kind))
    kind, teaching = deciding.kind, deciding.teaching
    if kind is Kind.NOT_SUITED and (missing := lacking(course_of(case))):
        wrong["kind"] = ngettext(
            "This cannot be agreed yet: %(num)s thing that it needs is missing.",
            "This cannot be agreed yet: %(num)s things that it needs are missing.", len(missing),
        ) % {"num": len(missing)}  # fmt: skip
    if kind is Kind.OTHER_POST and not 2 <= len(deciding.post.strip()) <= 80:
        wrong[f"{kind}_post"] = _("Write which post, in at most 80 characters.")
    if kind in TEACHES:
        wrong |= {f"{kind}_{name}": words for name, words in _faults_in_teaching(case, kind, teaching)}
    return wrong


def _faults_in_teaching(case: Case, kind: Kind, teaching: Teaching | None) -> Iterator[tuple[str, str]]:
    if teaching is None:
        yield "by", _("Choose who teaches.")
        return
    if teaching.by not in dict(who_may_take(case.row.person_id, teaching.skill)):
        yield "by", _("Choose who teaches.")
    if case.judged is None or teaching.skill not in case.judged.by_skill:
        yield "skill", _("Choose a skill of their path.")
    numbers = (teaching.shows, teaching.tries)
    if not all(0 <= number <= MOST_PROMISED for number in numbers):
        yield "shows", _("From 0 to %(most)s of each.", most=MOST_PROMISED)
    elif kind in PROMISES and not any(numbers):
        yield "shows", _("Say at least one show or one try.")
    first, last = days_to_teach()
    if any(numbers) and (teaching.due_on is None or not first <= teaching.due_on <= last):
        yield "due_on", _("Choose a day from %(first)s to %(last)s.", first=day(first), last=day(last))


def days_to_teach() -> tuple[date, date]:
    """The first and the last day by which something can be promised, decided today."""
    today = clock.today(zone())
    return today + timedelta(days=1), today + LONGEST_OBSERVING


def needs_second(case: Case, decider_id: int, kind: Kind) -> bool:
    """Whether somebody else must agree before it stands."""
    alone = not decides_not_alone(decider_id, case.evidence.raters, case.debts)
    return kind is Kind.NOT_SUITED or not alone


def decide_case(actor_id: int, case_id: int, deciding: CaseDeciding, key: str) -> bool:
    """Decide on a case. Returns whether it stands: where a second person must agree, it waits for them.

    Raises NotYours; AlreadyClosed for one that is decided; Conflict while a decision waits for a second person;
    Unusable for evidence that the actor has not opened, and for all that is wrong with the decision.
    """
    with transaction():
        row = _held(actor_id, case_id, Action.DECIDE)

        def do() -> dict[str, bool]:
            case = load(row)
            _require_undecided(case)
            if wrong := _unopened(case, actor_id) | faults_in(case, deciding):
                raise Unusable(fields=wrong)
            if not needs_second(case, actor_id, deciding.kind):
                _conclude(case, actor_id, deciding, None)
                return {"stands": True}
            _draft(case, actor_id, deciding)
            return {"stands": False}

        return bool(once(actor_id, key, {"case": case_id, **asdict(deciding)}, do)["stands"])


def confirm(actor_id: int, case_id: int, key: str) -> int:
    """The second person agrees, and the decision stands. Returns its id.

    Raises NotYours; NotAllowed for who drafted it; AlreadyClosed where none waits; Unusable for evidence that the actor
    has not opened, and where something is missing by now.
    """
    with transaction():
        row = _held(actor_id, case_id, Action.CONFIRM_DECISION)

        def do() -> dict[str, int]:
            case = load(row)
            draft = _waiting(case)
            if not is_second(actor_id, draft.by_id, row.person_id):
                raise NotAllowed(_("Who drafted a decision cannot be its second person."))
            deciding = deciding_from(draft.body)
            if case.not_opened_by(actor_id):
                raise Unusable(fields={"": _("Open each piece of the evidence first.")})
            if wrong := faults_in(case, deciding):
                # Who agrees cannot change what was drafted: a day may have passed, or a teacher left meanwhile.
                what = " ".join(dict.fromkeys(wrong.values()))
                raise Unusable(fields={"": _("This cannot stand as it was drafted; hand it back. %(what)s", what=what)})
            draft.ended_at = clock.now()
            return {"id": _conclude(case, draft.by_id, deciding, actor_id)}

        return int(once(actor_id, key, {"confirm": case_id}, do)["id"])


def hand_back(actor_id: int, case_id: int, why: str, key: str) -> None:
    """The second person does not agree, or who drafted it takes it back: the case is to be decided anew.

    Raises NotYours; AlreadyClosed where none waits; Unusable for no reason.
    """
    with transaction():
        row = _held(actor_id, case_id, Action.CONFIRM_DECISION)
        reason = why.strip()
        if not 1 <= len(reason) <= LONGEST:
            raise Unusable(fields={"why": _("Write between 1 and %(count)s characters.", count=LONGEST)})

        def do() -> dict[str, int]:
            draft = _waiting(load(row))
            draft.ended_at, draft.ended_by, draft.why = clock.now(), actor_id, reason
            if actor_id != draft.by_id:
                telling.handed_back(row, draft.by_id, draft.id)
            return {"id": draft.id}

        once(actor_id, key, {"hand back": case_id, "why": reason}, do)


def end(actor_id: int, case_id: int, text: str, key: str) -> int:
    """Close a review that was decided, with what came of it: never by itself. Returns the fact.

    Raises NotYours; AlreadyClosed for one that is closed; Conflict before it is decided; Unusable for too few words.
    """
    with transaction():
        row = _held(actor_id, case_id, Action.DECIDE)
        if not SHORTEST_REASON <= len(text.strip()) <= LONGEST:
            raise Unusable(
                fields={"text": _("Write what came of it, at least %(count)s characters.", count=SHORTEST_REASON)}
            )

        def do() -> dict[str, int]:
            case = load(row)
            if case.decided is None:
                raise Conflict(_("It is not decided yet."))
            if case.ended is not None:
                raise AlreadyClosed(_("This review was closed meanwhile."))
            made = CaseEnd(
                case_id=case_id, decision_id=case.decided.decision.id, by_id=actor_id, text=text.strip(),
                at=clock.now(),
            )  # fmt: skip
            session().add(made)
            session().flush()
            body = records.body_of(made)
            records.add(
                records.Fact(row.person_id, Verb.CLOSED, "case_end", made.id, row.skill, actor_id, made.at, body)
            )
            return {"id": made.id}

        return int(once(actor_id, key, {"end": case_id, "text": text.strip()}, do)["id"])


def deciding_from(body: dict[str, Any]) -> CaseDeciding:
    """A draft as it was sent."""
    teaching = body["teaching"]
    return CaseDeciding(
        kind=Kind(body["kind"]),
        reason=body["reason"],
        said=body["said"],
        until_on=_date(body["until_on"]),
        teaching=Teaching(**{**teaching, "due_on": _date(teaching["due_on"])}) if teaching else None,
        post=body["post"],
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _held(actor_id: int, case_id: int, named: Action) -> ReviewCase:
    """The case, held until the transaction ends. Raises NotYours."""
    row = case_for(actor_id, case_id)
    require(can(actor_id, named, matter_of(row)))
    session().refresh(row, with_for_update=True)
    return row


def _require_undecided(case: Case) -> None:
    if case.row.closed_at is not None:
        raise AlreadyClosed(_("This was decided meanwhile. Here is what stands."))
    if case.draft is not None:
        raise Conflict(_("A decision waits for its second person already."))


def _unopened(case: Case, actor_id: int) -> dict[str, str]:
    """What is wrong with deciding on evidence that one has not looked at."""
    if not case.not_opened_by(actor_id):
        return {}
    return {"": _("Open each piece of the evidence first. What you wrote is still here.")}


def _waiting(case: Case) -> DraftDecision:
    if case.draft is None:
        raise AlreadyClosed(_("No decision waits here any more."))
    return case.draft


def _draft(case: Case, actor_id: int, deciding: CaseDeciding) -> None:
    body = {**asdict(deciding), "until_on": _text(deciding.until_on)}
    if deciding.teaching:
        body["teaching"] = {**asdict(deciding.teaching), "due_on": _text(deciding.teaching.due_on)}
    row = DraftDecision(case_id=case.row.id, body=body, by_id=actor_id, at=clock.now())
    session().add(row)
    session().flush()
    telling.second_asked(case.row, actor_id, row.id)


def _text(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _conclude(case: Case, decider_id: int, deciding: CaseDeciding, confirmed_by: int | None) -> int:
    """The decision as a fact, what it promises as debts to come, and the case marked as decided."""
    row, teaching = case.row, deciding.teaching if deciding.kind in TEACHES else None
    plan: dict[str, Any] | None = None
    if teaching is not None:
        plan = {**asdict(teaching), "due_on": _text(teaching.due_on), "post": deciding.post.strip()}
    judgement = case.judged.by_skill[row.skill] if case.judged is not None and case.on_path else None
    in_case = InCase(row.id, plan, confirmed_by)
    decision = close(decider_id, row.person_id, row.skill, deciding.words, judgement, in_case)
    if teaching is not None and case.judged is not None:
        if teaching.due_on is not None and (teaching.shows or teaching.tries):
            promise_more(row.person_id, decision.id, promises_of(case.judged, teaching))
            telling.promised(row, teaching.by, decision.id, teaching.due_on)
        if deciding.kind is Kind.ANOTHER_TRAINER:
            _hand_over(decider_id, case.judged, row, teaching.by, decision.id)
    row.closed_at = decision.at
    telling.decided(row, decision.id)
    return decision.id


def promises_of(judged: PersonJudgement, teaching: Teaching) -> Iterator[Promise]:
    """What is promised, numbered on from all that was promised, given or offered in vain, so that none of it pays."""
    assert teaching.due_on is not None
    read = teaching_of(judged.evidence[teaching.skill], clock.now(), working_days(), judged.known.plan.zone)
    shows = len(read.shows_given) + len(read.shows_waiting) + len(read.shows_missed)
    for kind, debt, given, count in (
        (PromiseKind.SHOW, DebtKind.SHOW, shows, teaching.shows),
        (PromiseKind.TRY, DebtKind.TRY, len(read.tries), teaching.tries),
    ):
        declined = sum(offer.kind is debt for offer in read.declined)
        last = max([given + declined, *(due.ordinal for due in read.dues if due.kind is debt)])
        for ordinal in range(last + 1, last + count + 1):
            yield Promise(kind, ordinal, teaching.due_on, skill=teaching.skill, owed_by=teaching.by)


def _hand_over(decider_id: int, judged: PersonJudgement, row: ReviewCase, to: int, decision_id: int) -> None:
    """What is still to be given in the skill goes to the trainer who takes over."""
    read = teaching_of(judged.evidence[row.skill], clock.now(), working_days(), judged.known.plan.zone)
    for due in read.unpaid:
        if due.kind in (DebtKind.SHOW, DebtKind.TRY) and due.owed_by != to:
            thing = Owed(due.kind.value, row.skill, "", due.ordinal)
            key = f"decision {decision_id} {due.kind} {due.ordinal}"
            arrange(decider_id, row.person_id, thing, Arranged.HANDED, key, handed_to=to)


def body_of_word(word_id: int) -> dict[str, Any] | None:
    row = session().get(CaseWord, word_id)
    return None if row is None else records.body_of(row)


def body_of_end(end_id: int) -> dict[str, Any] | None:
    row = session().get(CaseEnd, end_id)
    return None if row is None else records.body_of(row)


records.BODIES["case_word"] = body_of_word
records.BODIES["case_end"] = body_of_end

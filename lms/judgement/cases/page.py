"""A case as its page shows it: evidence and both voices on one side, on the other what this reader may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from lms import clock
from lms.i18n import _, day, level, moment, ngettext, sentences, zone
from lms.judgement.cases.deciding import days_to_teach, deciding_from
from lms.judgement.cases.models import CaseEnd, CaseWord
from lms.judgement.cases.reading import (
    Case,
    assigned,
    case_for,
    changed,
    course_of,
    load,
    matter_of,
    person_of,
    sealed_tries,
)
from lms.judgement.cases.rules import Piece, decides_not_alone, is_second, lacking
from lms.judgement.cases.words import (
    Names,
    changed_words,
    lacking_words,
    lines_of,
    outcome_words,
    piece_words,
    promised_words,
)
from lms.judgement.decisions.service import Decided
from lms.judgement.evidence import State
from lms.judgement.why.curve import Leave, absences_among, raters_told
from lms.judgement.why.panel import version_of
from lms.judgement.wording import skill_name
from lms.people.directory import names as names_of
from lms.people.policy import Action, can
from lms.plan.arrangements import who_may_take
from lms.plan.calendar import working_days_from
from lms.plan.service import working_days
from lms.web.curve import Curve, Point, Usual

UNMOVED = 0.05  # levels, which read as none


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    number: str
    asked: str


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece of the evidence. mine: when the reader opened it, None while they have not; others: who did, and when."""

    piece: Piece
    words: str
    mine: datetime | None
    others: str


@dataclass(frozen=True, slots=True)
class VoiceLine:
    name: str
    text: str
    where: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision that waits for its second person. mine: the reader drafted it; agrees: the reader may."""

    words: list[str]
    reason: str
    said: str
    by: str
    at: datetime
    mine: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the page shows. own: read by the trainee; due: how near its day is, empty once decided; seal: a try that the
    reader must rate first, None where they may read it all; missing: what "agreed not suited" lacks; alone: the reader
    may decide by themself; decides: the reader may decide; ended, ends: what came of it, and whether the reader may
    write that and close the review; withdraws: they may withdraw the decision; story: None for who may not read it.
    """

    case: Case
    own: bool
    name: str
    skill: str
    heading: str
    about: list[str]
    state: State | None
    changes: list[str]
    figures: list[Figure]
    sentence: str
    curve: Curve | None
    pieces: list[PieceLine]
    seal: int | None
    words: tuple[CaseWord, ...]
    voices: list[VoiceLine]
    draft: Draft | None
    handed_back: list[tuple[str, datetime, str]]
    decided: Decided | None
    ended: CaseEnd | None
    ends: bool
    withdraws: bool
    promised: list[str]
    earlier: list[Decided]
    missing: list[str]
    alone: bool
    decides: bool
    decider: str
    trainers: list[tuple[int, str]]
    skills: list[tuple[str, str]]
    days: tuple[date, date]
    names: Names
    story: str | None


def case_page(actor_id: int, case_id: int) -> CasePage:
    """The page as this reader may see it. Raises NotYours, LookingAgain."""
    case = load(case_for(actor_id, case_id), actor_id)
    row, own, matter = case.row, actor_id == case.row.person_id, matter_of(case.row)
    person, skill = person_of(row), _name(case)
    called = names_of(sorted({*_mentioned(case), actor_id}))
    seal = next(iter(sealed_tries(case, actor_id)), None)
    decides = not own and case.is_open and can(actor_id, Action.DECIDE, matter)
    story = can(actor_id, Action.SEE_STORY, matter)
    decider = assigned(row)
    judged = case.judged
    state = judged.by_skill[row.skill].state if judged is not None and case.on_path else None
    earlier = [*case.withdrawn, *case.before]
    return CasePage(
        case=case,
        own=own,
        name=person.name,
        skill=skill,
        heading=_("%(skill)s: taught, not working yet", skill=skill)
        if own
        else _("%(name)s, %(skill)s: taught, not working yet", name=person.name, skill=skill),
        about=_about(case, own=own),
        state=state,
        changes=[changed_words(one, called, state) for one in changed(case)] if case.is_open and seal is None else [],
        figures=list(_figures(case)),
        sentence=_sentence(case),
        curve=_curve(case, person.name, skill, called, linked=story),
        pieces=[_piece(case, piece, actor_id, called) for piece in Piece],
        seal=seal,
        words=case.words,
        voices=list(_voices(case, called, linked=story)) if seal is None else [],
        draft=_draft(case, actor_id, called) if not own else None,
        handed_back=[(called[one.ended_by or 0], one.ended_at, one.why) for one in case.handed_back if one.ended_at]
        if decides
        else [],
        decided=case.decided,
        ended=case.ended,
        ends=not own and not case.is_open and case.ended is None and can(actor_id, Action.DECIDE, matter),
        withdraws=not own and can(actor_id, Action.DECIDE, matter),
        promised=promised_words(case.decided.decision.kind, case.decided.decision.plan, called) if case.decided else [],
        earlier=earlier,
        missing=[lacking_words(one, case.owed) for one in lacking(course_of(case))] if decides else [],
        alone=not decides_not_alone(actor_id, case.evidence.raters, case.debts),
        decides=decides,
        decider=called.get(decider or 0, ""),
        trainers=who_may_take(row.person_id, row.skill) if decides else [],
        skills=[(one, skill_name(one)) for one in judged.by_skill] if decides and judged is not None else [],
        days=days_to_teach(),
        names=called,
        story=url_for("desk.story", person_id=row.person_id, skill=row.skill) if story and case.on_path else None,
    )


def _name(case: Case) -> str:
    standard = case.judged.known.plan.standard if case.judged is not None else None
    return skill_name(case.row.skill, standard)


def _mentioned(case: Case) -> Iterator[int]:
    yield case.row.person_id
    yield from (one.rater for one in case.evidence.tries)
    yield from (one.by for one in case.evidence.shows)
    yield from (person for person, _piece in case.views)
    yield from (one for one in (assigned(case.row), case.row.opened_by) if one is not None)
    for draft in (*case.handed_back, *([case.draft] if case.draft else [])):
        yield from (one for one in (draft.by_id, draft.ended_by) if one is not None)
        if draft.body["teaching"]:
            yield draft.body["teaching"]["by"]
    if case.ended is not None:
        yield case.ended.by_id
    for decided in (*([case.decided] if case.decided else []), *case.withdrawn, *case.before):
        yield from decided.mentioned
        if decided.decision.plan:
            yield decided.decision.plan["by"]


def _about(case: Case, *, own: bool) -> list[str]:
    evidence = case.evidence
    frozen = _("evidence frozen on %(day)s", day=day_of(evidence.as_of))
    same = _("whoever decides sees the same") if own else _("the trainee sees the same page")
    return [_due(case), frozen, _("method %(method)s", method=version_of(evidence.method)), same]


def _due(case: Case) -> str:
    if not case.is_open:
        return ""
    due_on, today = case.row.due_on, clock.today(zone())
    if today > due_on:
        return _("was to be decided by %(day)s", day=day(due_on))
    left = 0
    for one in working_days_from(today, working_days()):
        if one >= due_on:
            break
        left += 1
    words = ngettext("to be decided by %(day)s, %(num)s working day left",
                     "to be decided by %(day)s, %(num)s working days left", left)  # fmt: skip
    return words % {"day": day(due_on), "num": left}


def day_of(at: datetime) -> str:
    return day(at.astimezone(zone()).date())


def _figures(case: Case) -> Iterator[Figure]:
    found, evidence = case.evidence.figures, case.evidence
    yield Figure(_("Shows"), str(found.shows), _("%(count)s owed by then", count=found.shows_owed))
    yield Figure(_("Tries that count"), str(found.counted), _("at least %(count)s", count=found.tries_asked))
    yield Figure(_("Trainers who reviewed"), str(found.raters), _("at least %(count)s", count=found.raters_asked))
    last = "—" if found.last_five is None else level(found.last_five)
    yield Figure(_("Mean of the last five"), last, _("bar %(level)s", level=level(evidence.bar)))


def _sentence(case: Case) -> str:
    """What the curve says, in a sentence or three; empty where it could not be read."""
    found = case.evidence.figures
    if found.gained is None or found.usual is None or found.chance is None:
        return ""
    values = {"gained": level(max(found.gained, 0.0)), "usual": level(found.usual)}
    gained = (
        _("Nothing gained so far, where people usually gain %(usual)s levels by now.", **values)
        if found.gained < UNMOVED
        else _("Gained %(gained)s levels so far, where people usually gain %(usual)s by now.", **values)
    )
    same = ngettext(
        "On %(num)s of %(others)s other skill the same.", "On %(num)s of %(others)s other skills the same.",
        found.others,
    ) % {"num": found.alike, "others": found.others}  # fmt: skip
    others = same if found.alike else _("Not so on any other skill.") if found.others else ""
    chance = _("under 1%") if found.chance < 0.01 else f"{round(100 * found.chance)}%"
    left = _("If nothing changes, the chance to reach the bar in six more tries is %(chance)s.", chance=chance)
    return sentences(filter(None, (gained, others, left if case.evidence.asked_statistics else "")))


def _curve(case: Case, name: str, skill: str, called: Names, *, linked: bool) -> Curve | None:
    """The curve as it was frozen; None where nothing was reviewed."""
    tries = case.evidence.tries
    seats = list(dict.fromkeys(one.rater for one in tries))
    points = tuple(
        Point(
            n=one.number,
            when=day_of(one.at),
            level=one.level,
            seat=seats.index(one.rater),
            rater=called[one.rater],
            shown=one.shown,
            why_not="" if one.counted else _("no show before it, or reviewed late"),
            href=url_for("practice.back", try_id=one.try_id) if linked else "",
        )
        for one in tries
    )
    if not points:
        return None
    usual = tuple(Usual(*one) for one in case.evidence.usual)
    raters = tuple(called[one] for one in seats)
    days = [one.at.astimezone(zone()).date() for one in tries]
    leave = [Leave(one.from_on, one.days, one.breaks) for one in case.evidence.away]
    absences = tuple(absences_among(leave, days))
    notes = (_("Mean level of each reviewed try."), *raters_told(case.cohort, seats, called))
    return Curve("curve", name, skill, case.evidence.bar, points, usual, absences, raters, notes)


def _piece(case: Case, piece: Piece, actor_id: int, called: Names) -> PieceLine:
    seen = {person: at for (person, opened), at in case.views.items() if opened == piece}
    others = [
        _("%(name)s %(moment)s", name=called[person], moment=moment(at))
        for person, at in sorted(seen.items(), key=lambda pair: pair[1])
        if person != actor_id
    ]
    evidence = case.evidence
    words = piece_words(piece, len(evidence.tries), len(lines_of(evidence)), len(evidence.shows))
    return PieceLine(piece, words, seen.get(actor_id), _(", ").join(others))


def _voices(case: Case, called: Names, *, linked: bool) -> Iterator[VoiceLine]:
    """What each trainer wrote last; who wrote nothing is named too, since silence is no consent."""
    said = {voice.rater: voice for voice in case.evidence.voices}
    for rater in case.evidence.raters:
        voice = said.get(rater)
        if voice is None:
            yield VoiceLine(called[rater], "", "", None)
            continue
        at = f"{voice.second // 60:02}:{voice.second % 60:02}"
        href = url_for("practice.back", try_id=voice.try_id) if linked else None
        yield VoiceLine(called[rater], voice.text, _("try %(number)s, %(at)s", number=voice.number, at=at), href)


def _draft(case: Case, actor_id: int, called: Names) -> Draft | None:
    draft = case.draft
    if draft is None:
        return None
    deciding = deciding_from(draft.body)
    second = is_second(actor_id, draft.by_id, case.row.person_id)
    return Draft(
        words=outcome_words(deciding, called),
        reason=deciding.reason,
        said=deciding.said,
        by=called[draft.by_id],
        at=draft.at,
        mine=draft.by_id == actor_id,
        agrees=second and can(actor_id, Action.CONFIRM_DECISION, matter_of(case.row)),
    )

"""What a case is opened on, gathered from a person's judgement of now."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from lms.curriculum.frozen import hash_of
from lms.db import session
from lms.judgement.cases.evidence import AwaySeen, Evidence, Figures, ShowSeen, TrySeen, Voice
from lms.judgement.evidence import ReviewGiven
from lms.judgement.response import Response
from lms.judgement.service import PersonJudgement
from lms.judgement.states import Reason, Rule
from lms.judgement.why.curve import leave_of, usual_of
from lms.people.models import Membership, Person, Role
from lms.practice.models import Note, Review
from lms.practice.rules import notes_standing


def evidence_of(judged: PersonJudgement, skill: str) -> Evidence:
    """Everything about one skill, as of the judgement."""
    judgement, plan, basis = judged.by_skill[skill], judged.known.plan, judged.basis
    bar = plan.bar_of(skill)
    assert bar is not None
    tries = tuple(tries_of(judged, skill))
    today = judgement.as_of.astimezone(plan.zone).date()
    return Evidence(
        state=judgement.state,
        as_of=judgement.as_of,
        method=judgement.method,
        cohort_version=basis.cohort.version,
        settings_version=basis.settings_version,
        thresholds=asdict(basis.thresholds),
        standard=hash_of(plan.standard),
        bar=bar,
        figures=_figures(judged, skill),
        reasons=judgement.reasons,
        tries=tries,
        shows=tuple(_shows(judged, skill)),
        voices=tuple(_voices(judged, tries)),
        coaches=tuple(sorted({one.by for one in judged.evidence[skill].coaches if one.on(today)})),
        team=team_of(judged.person_id, judgement.as_of),
        usual=tuple((one.low, one.mean, one.high) for one in usual_of(judged, skill)),
        away=tuple(AwaySeen(one.from_on, one.days, one.breaks) for one in leave_of(judged, skill)),
    )


def tries_of(judged: PersonJudgement, skill: str) -> Iterator[TrySeen]:
    """Every reviewed try of a skill in the order of time, with the review that leads."""
    leading = set(_reason(judged, skill, Rule.HAS_REVIEWED_TRY).records)
    counted = {one.record_id for one in judged.responses[skill].tries}
    given = shows_that_count(judged, skill)
    shows = [show.happened_at for show in judged.known.practice.shown(skill) if show.record_id in given]
    by_record = {made.record_id: made for made in judged.known.practice.tries}
    before: datetime | None = None
    for made in sorted(judged.evidence[skill].tries, key=lambda one: (one.happened_at, one.record_id)):
        lead: ReviewGiven | None = next((one for one in made.reviews if one.record_id in leading), None)
        if lead is None:
            continue
        view = by_record[made.record_id]
        since = before
        yield TrySeen(
            record=made.record_id,
            review_record=lead.record_id,
            try_id=view.id,
            number=view.number,
            at=made.happened_at,
            rater=lead.rater,
            level=lead.mean_level,
            counted=made.record_id in counted,
            shown=any(at <= made.happened_at and (since is None or at > since) for at in shows),
        )
        before = made.happened_at


def shows_that_count(judged: PersonJudgement, skill: str) -> frozenset[int]:
    """Their index lines."""
    return frozenset(_reason(judged, skill, Rule.SHOWS_GIVEN).records)


def team_of(person_id: int, now: datetime) -> int | None:
    """The team in which somebody learns on a day of theirs, the one they came to last."""
    day = now.astimezone(ZoneInfo(session().get_one(Person, person_id).zone)).date()
    placed = select(Membership.team_id).where(
        Membership.person_id == person_id, Membership.role == Role.TRAINEE, Membership.from_on <= day,
        or_(Membership.to_on.is_(None), Membership.to_on >= day),
    )  # fmt: skip
    return session().scalars(placed.order_by(Membership.from_on.desc(), Membership.id.desc()).limit(1)).first()


def _reason(judged: PersonJudgement, skill: str, rule: Rule) -> Reason:
    return next(one for one in judged.by_skill[skill].reasons if one.rule is rule)


def _figures(judged: PersonJudgement, skill: str) -> Figures:
    response, asked = judged.responses[skill], judged.basis.thresholds
    shows = _reason(judged, skill, Rule.SHOWS_GIVEN)
    others = [one for name, one in judged.responses.items() if name != skill and one.tries]
    return Figures(
        shows=len(shows.records),
        shows_owed=int(shows.due or 0),
        counted=len(response.tries),
        tries_asked=asked.tries,
        raters=len(response.raters),
        raters_asked=asked.raters,
        last_five=response.last_five,
        gained=response.gained,
        usual=response.usual,
        chance=response.chance,
        flat=response.flat,
        ratio=response.ratio,
        alike=sum(_stands_still(one, asked.flat) for one in others),
        others=len(others),
    )


def _stands_still(response: Response, flat: float) -> bool:
    return response.flat is not None and response.flat >= flat


def _shows(judged: PersonJudgement, skill: str) -> Iterator[ShowSeen]:
    given = shows_that_count(judged, skill)
    for show in judged.known.practice.shown(skill):
        if show.record_id in given:
            yield ShowSeen(show.record_id, show.id, show.happened_at, show.by)


def _voices(judged: PersonJudgement, tries: Sequence[TrySeen]) -> Iterator[Voice]:
    """Of each trainer who reviewed a try that counts, what they wrote last."""
    lines = {review.record_id: review.id for made in judged.known.practice.tries for review in made.trainer_reviews}
    seen = {lines[one.review_record]: one for one in tries if one.counted}
    rows = session().execute(
        select(Note, Review.end_seq).join(Review, Review.id == Note.review_id).where(Note.review_id.in_(seen))
        .order_by(Note.review_id, Note.seq)
    )  # fmt: skip
    written: dict[int, list[Note]] = {}
    ends: dict[int, int | None] = {}
    for note, end_seq in rows:
        written.setdefault(note.review_id, []).append(note)
        ends[note.review_id] = end_seq
    latest: dict[int, Voice] = {}
    for review_id, one in sorted(seen.items(), key=lambda pair: pair[1].at):
        standing = [note for note in notes_standing(written.get(review_id, []), ends.get(review_id)) if note.text]
        if standing:
            note = standing[-1]
            latest[one.rater] = Voice(one.rater, one.try_id, one.number, note.second, note.text)
    yield from latest.values()

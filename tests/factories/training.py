"""A trainee's weeks as tests tell them: enrolled, taught, tried, reviewed, all through the services."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session
from lms.i18n import language
from lms.people.models import Person
from lms.plan import progress, service
from lms.practice import changes, reviews, selfrating, shows, tries
from lms.practice.loading import checklist_of
from lms.practice.models import Attendance, Review, Try
from lms.practice.reviews import Tap
from lms.quizzes import service as quizzes
from tests.cast import DAY_ONE, Cast
from tests.factories.answers import answered

PHONE = "telephone-selling"
VISIT = "first-visit"
SHANGHAI = ZoneInfo("Asia/Shanghai")
_keys = itertools.count(1)


def key() -> str:
    return f"training-{next(_keys):08}"


def on(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of November 2026 in Shanghai; the cast begins on Monday the 2nd."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@dataclass(frozen=True)
class Trainee:
    """One trainee with who trains and who manages them."""

    id: int
    trainer: int
    manager: int

    def enrolled(self, start_on: date = DAY_ONE, *, acknowledged: bool = True) -> "Trainee":
        with clock.standing_at(on(2, 8)):
            enrolment = service.enrol(self.manager, self.id, "sales", start_on, key())
        if acknowledged:
            with clock.standing_at(on(2, 9)):
                service.acknowledge(self.id, enrolment, key())
        return self

    def read(self, module: str, at: datetime) -> "Trainee":
        with clock.standing_at(at):
            for section in edition.catalog().modules[ModuleId(module)].lessons[language()].sections:
                progress.finish_section(self.id, module, section.anchor)
        return self

    def mastered(self, module: str, at: datetime) -> "Trainee":
        """Two attempts in which every answer is right: the last two of each outcome are different items."""
        for go in range(3):
            with clock.standing_at(at + timedelta(minutes=20 * go)):
                attempt = quizzes.start(self.id, module, key())
                for item in quizzes.attempt_view(self.id, attempt).items:
                    quizzes.confirm(self.id, attempt, item.position, answered(item))
                quizzes.finish(self.id, attempt, key())
        return self

    def shown(self, skill: str, at: datetime, *, seen: bool | None = True, absent: bool = False) -> int:
        """A show by the trainer; seen: the trainee's word an hour later, None for none. Returns the attendance."""
        with clock.standing_at(at):
            people: Sequence[int] = [] if absent else [self.id]
            show = shows.give_show(
                self.trainer, skill, people, "live", at, key(), absent_ids=[self.id] if absent else []
            )
            attendance = session().scalars(select(Attendance.id).where(Attendance.show_id == show)).one()
        if seen is not None and not absent:
            with clock.standing_at(at + timedelta(hours=1)):
                shows.answer_show(self.id, attendance, seen, "" if seen else "我那天在外面拜访", key())
        return attendance

    def tried(
        self, skill: str, at: datetime, level: int | None = 2, *, rater: int | None = None, rated_self: bool = True,
        change: str = "", reviewed_at: datetime | None = None,
    ) -> int:  # fmt: skip
        """A try of a quarter of an hour. level: given to every item by the trainer, None for no review yet."""
        trainer = rater or self.trainer
        with clock.standing_at(at):
            made = tries.start_try(trainer, self.id, skill, key())
        with clock.standing_at(at + timedelta(minutes=15)):
            tries.end_try(self.id, made, key())
            if rated_self:
                selfrating.self_rate(self.id, made, dict.fromkeys(items_of(made), 2), {}, key())
        if level is not None:
            review_at = reviewed_at or at + timedelta(minutes=20)
            with clock.standing_at(review_at):
                self.reviewed(made, trainer, level, review_at)
                if change:
                    changes.agree_change(trainer, made, change, key())
                    changes.agree_change(self.id, made, change, key(), seen=change)
        return made

    def reviewed(self, made: int, trainer: int, level: int, at: datetime) -> None:
        review = session().scalars(
            select(Review.id).where(Review.try_id == made, Review.rater_id == trainer, Review.kind == "trainer")
        ).first() or reviews.open_review(trainer, made)  # fmt: skip
        taps = [Tap(seq, item, level, seq * 20, at) for seq, item in enumerate(items_of(made), start=1)]
        reviews.rate(trainer, review, taps)
        reviews.end_review(trainer, review, len(taps))

    def practised_alone(self, skill: str, at: datetime) -> int:
        with clock.standing_at(at):
            return tries.log_solo(self.id, skill, key())


def items_of(made: int) -> list[str]:
    row = session().get_one(Try, made)
    assert row.checklist_hash is not None
    return [item.id for item in checklist_of(row.checklist_hash).items]


def trainee_of(cast: Cast) -> Trainee:
    return Trainee(cast.trainee, cast.trainer, cast.manager)


def name_of(person_id: int) -> str:
    return session().get_one(Person, person_id).name

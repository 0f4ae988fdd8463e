"""Two devices answer one check: whatever way their answers come, and however often, they make the same attempt."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.db import session
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes import service
from lms.quizzes.answering import Given
from lms.quizzes.models import Response
from lms.quizzes.rules import Mode
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.quizzes.attempts import attempted, pool

DEVICES = ("phone", "desk")
KINDS = ("single", "ordering", "numeric")


class Sent(NamedTuple):
    """One answer on its way. place: of the item, from 0; choice: which of the answers that the item could be given."""

    device: str
    seq: int
    place: int
    choice: int
    unsure: bool


def items() -> list[Question]:
    return [next(one for one in pool() if one.kind == kind) for kind in KINDS]


def answers_to(question: Question) -> list[dict[str, list[str]]]:
    """The key, something beside it, and an answer taken back."""
    key = {name: list(values) for name, values in kind_of(question).key(question.body).items()}
    beside = {
        "single": lambda: {"chosen": [next(o.id for o in question.body.options if o.id != question.body.answer)]},
        "ordering": lambda: {"order": key["order"][::-1]},
        "numeric": lambda: {"entry": ["7"]},
    }
    return [key, beside[question.kind](), {}]


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Sent], list[Sent]]:
    """What two devices send, and one way of it to the server: each at least once, some again, in any order."""
    sent = []
    for device in DEVICES:
        counted = st.tuples(st.integers(0, len(KINDS) - 1), st.integers(0, 2), st.booleans())
        for seq, (place, choice, unsure) in enumerate(draw(st.lists(counted, max_size=5)), 1):
            sent.append(Sent(device, seq, place, choice, unsure))
    again = draw(st.lists(st.sampled_from(sent), max_size=5)) if sent else []
    return sent, list(draw(st.permutations([*sent, *again])))


@given(deliveries())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_repetition_and_interleaving_gives_the_same_attempt(
    cast: Cast, way: tuple[list[Sent], list[Sent]]
) -> None:
    sent, delivered = way
    questions = items()
    attempt = attempted(cast.trainee, {one: {} for one in questions}, mode=Mode.CHECK)
    deliver(cast, attempt, questions, delivered)
    latest = {one.place: one for one in sorted(sent, key=lambda one: (one.seq, one.device))}
    expected = {
        place: (one.seq, one.device, one.unsure, answers_to(questions[place])[one.choice])
        for place, one in latest.items()
    }
    assert rows(attempt) == expected
    service.finish(cast.trainee, attempt, f"end {attempt}")
    worth = [(1.0, 0.0, 0.0)[latest[place].choice] if place in latest else 0.0 for place in range(len(KINDS))]
    assert [item.score for item in service.attempt_view(cast.trainee, attempt).items] == worth
    assert first_bad_line(cast.trainee) is None


def deliver(cast: Cast, attempt: int, questions: Sequence[Question], delivered: Sequence[Sent]) -> None:
    """Each echo says what stands after it, so that a device knows whether its own answer does."""
    best: dict[int, Sent] = {}
    for one in delivered:
        answer = answers_to(questions[one.place])[one.choice]
        echo = service.save(cast.trainee, attempt, one.place + 1, Given(answer, one.seq, one.device, one.unsure))
        best[one.place] = max(best.get(one.place, one), one, key=lambda sent: (sent.seq, sent.device))
        stands = best[one.place]
        assert (echo.seq, echo.device, echo.unsure) == (stands.seq, stands.device, stands.unsure)
        assert echo.answer == answers_to(questions[one.place])[stands.choice]


def rows(attempt: int) -> dict[int, tuple[int, str, bool, dict[str, list[str]]]]:
    session().rollback()
    found = session().scalars(sa.select(Response).where(Response.attempt_id == attempt))
    return {one.position - 1: (one.seq, one.device, one.unsure, one.answer) for one in found}

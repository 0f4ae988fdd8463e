"""More people who may rate the cast's trainee, and what there is of a try, as tests of this room tell them."""

from collections.abc import Iterator
from contextlib import contextmanager

from lms.db import session, transaction
from lms.people.models import Coaching, Person
from lms.practice.evidence import EVIDENCE, Link
from lms.practice.loading import Loaded
from tests.cast import DAY_ONE, Cast

WHY = "报价那一条我说了单价，您那时在接电话"


def second_coach(cast: Cast) -> int:
    """The trainer of the other team coaches this trainee as well. Returns their id."""
    with transaction():
        row = Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=DAY_ONE)
        session().add(row)
    return cast.other_trainer


def account_shut(person_id: int) -> None:
    with transaction():
        session().get_one(Person, person_id).suspended_at = session().get_one(Person, person_id).created_at


@contextmanager
def recorded() -> Iterator[None]:
    """Of every try there is something to be heard, by everybody who may see it."""

    def tell(actor_id: int, loaded: Loaded) -> list[Link]:
        del actor_id
        return [Link("录音 12:40", f"/recordings/{loaded.row.id}")]

    EVIDENCE.append(tell)
    try:
        yield
    finally:
        EVIDENCE.remove(tell)

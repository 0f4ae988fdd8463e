"""What who plays the customer reads of the card, and what who rates sees ticked. Never shown to who tries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lms.curriculum.catalog import HiddenFact, RoleCard
from lms.db import session
from lms.errors import NotYours
from lms.practice import uncovering
from lms.practice.joining import seated
from lms.practice.loading import Loaded, card_of, load_try
from lms.practice.models import Uncovered
from lms.practice.seats import Part, may_see_card, seat_of
from lms.practice.try_view import Head, head_of
from lms.practice.uncovering import may_tick


@dataclass(frozen=True, slots=True)
class FactLine:
    """A hidden fact as it is ticked. second: of the tick that stands, None for none."""

    fact: HiddenFact
    second: int | None


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer's side of a try, for one reader. ticks: they tick now; others: names of who else plays the customer.

    last_seq, saved_at: of the reader's own ticks; rates: they rate from a seat as well; seated: they have one.
    """

    head: Head
    card: RoleCard
    lines: tuple[FactLine, ...]
    ticks: bool
    others: tuple[str, ...]
    last_seq: int
    saved_at: datetime | None
    rates: bool
    seated: bool

    @property
    def seconds(self) -> int:
        """How long the play is meant to be."""
        return self.card.minutes * 60


def customer_of(actor_id: int, loaded: Loaded) -> Customer | None:
    """The customer's side for who may read it; None where the try has no card. Raises NotYours."""
    if not may_see_card(actor_id, loaded):
        raise NotYours
    card, made = card_of(loaded.row), loaded.row
    if card is None:
        return None
    playing = [one for one in seated(made.id) if Part.CUSTOMER in one.parts]
    others = tuple(one.name for one in playing if one.person_id != actor_id)
    own = any(one.person_id == actor_id for one in playing)
    ticks = own or (not others and may_tick(actor_id, loaded))
    heard = uncovering.heard_in(made.id, actor_id if ticks else None)
    saved = select(func.max(Uncovered.saved_at)).where(Uncovered.try_id == made.id, Uncovered.by_id == actor_id)
    return Customer(
        head=head_of(loaded, actor_id),
        card=card,
        lines=tuple(FactLine(fact, heard[fact.id].second if fact.id in heard else None) for fact in card.facts),
        ticks=ticks,
        others=others,
        last_seq=uncovering.last_seq(actor_id, made.id),
        saved_at=session().scalar(saved),
        rates=seat_of(actor_id, made.id, {Part.PEER}) is not None,
        seated=own,
    )


def customer_page(actor_id: int, try_id: int) -> Customer:
    """The page of who plays the customer. Raises NotYours to everybody else, and where there is no card to play."""
    loaded = load_try(try_id)
    if not loaded.stands or not may_tick(actor_id, loaded):
        raise NotYours
    customer = customer_of(actor_id, loaded)
    if customer is None:
        raise NotYours
    return customer


@dataclass(frozen=True, slots=True)
class Ticked:
    """How the facts stand now, for a page that is open. heard: the second by fact; played: somebody else ticks them."""

    heard: dict[str, int]
    played: bool
    over: bool


def ticked_now(actor_id: int, try_id: int) -> Ticked:
    """Raises NotYours to who may not read the customer's card."""
    loaded = load_try(try_id)
    customer = customer_of(actor_id, loaded)
    lines = customer.lines if customer is not None else ()
    heard = {line.fact.id: line.second for line in lines if line.second is not None}
    return Ticked(heard, customer is not None and not customer.ticks, loaded.row.closed_at is not None)

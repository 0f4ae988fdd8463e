"""What taps, cards and agreed changes come to. Pure: values in, values out."""

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Protocol, TypeVar

from lms.curriculum.catalog import RoleCard
from lms.plan.calendar import WorkingDays, add_working_days
from lms.plan.coaches import Coach

OWN_RATING_DAYS = 5  # working days after a trainer's review: a whole week in which to come to it
TRIES_A_STEP = 2  # after so many tries the cards get a step harder
HARDEST = 3


class Level(IntEnum):
    """How a behaviour of the checklist was shown, on four anchored levels."""

    NOT_DONE = 0
    WITH_PROMPTS = 1
    DONE = 2
    DONE_WELL = 3


class TryKind(StrEnum):
    """A live try is reviewed; solo practice and practice with a colleague are shown beside and never scored."""

    LIVE = "live"
    SOLO = "solo"
    PEER = "peer"


class ReviewKind(StrEnum):
    """Only what a trainer rates is evidence; a guest and who looks a second time rate as one."""

    TRAINER = "trainer"
    SELF = "self"
    PEER = "peer"


class ShowMode(StrEnum):
    LIVE = "live"
    CLIP = "clip"


class ShowStanding(StrEnum):
    """What is known of a show that was entered for somebody: their own word, or that they were absent."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    NOT_SEEN = "not_seen"
    ABSENT = "absent"


class Mark(StrEnum):
    """A reviewed try as one square."""

    HELD = "held"
    HALF = "half"
    NONE = "none"


class Tapped(Protocol):
    """A tap on an item: the level is None where it took the level away."""

    @property
    def seq(self) -> int: ...
    @property
    def item(self) -> str: ...
    @property
    def level(self) -> int | None: ...


class DeviceTap(Tapped, Protocol):
    """A tap and where it was made. seen: the last sequence that its page knew of then; None: all that there was."""

    @property
    def device(self) -> str: ...
    @property
    def seen(self) -> int | None: ...


class Noted(Protocol):
    """A note; one with `undoes` takes back the note of that sequence and says nothing itself."""

    @property
    def seq(self) -> int: ...
    @property
    def undoes(self) -> int | None: ...


class Settled(Protocol):
    """What the seal between trainee and trainer needs to know of a review."""

    @property
    def rater_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def skipped_at(self) -> datetime | None: ...


D = TypeVar("D", bound=DeviceTap)
N = TypeVar("N", bound=Noted)
R = TypeVar("R", bound=Settled)
L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Written:
    """The change written after a try. agreed: both have said yes to it, or to the words in whose place it stands."""

    text: str
    agreed: bool


def levels_at(taps: Iterable[Tapped], end_seq: int | None = None) -> dict[str, int]:
    """The level of each item: its tap with the highest sequence, up to `end_seq` (None: up to the last).

    An item whose last tap took its level away is not among them. The order in which taps are given doesn't matter.
    """
    counted = (tap for tap in taps if end_seq is None or tap.seq <= end_seq)
    last = {tap.item: tap.level for tap in sorted(counted, key=lambda tap: tap.seq)}
    return {item: level for item, level in last.items() if level is not None}


def disagreements(taps: Iterable[D]) -> dict[str, tuple[D, ...]]:
    """The items of one review on which two devices of its rater differ, each with the taps that differ, in order.

    The last tap of an item settles it, unless another device said something else last, of which it did not know. A tap
    that has seen both settles them. The order in which taps are given doesn't matter.
    """
    last: dict[str, dict[str, D]] = {}
    for tap in sorted(taps, key=lambda tap: tap.seq):
        of_item = last.setdefault(tap.item, {})
        of_item.pop(tap.device, None)  # so that the latest device stands last
        of_item[tap.device] = tap
    found: dict[str, tuple[D, ...]] = {}
    for item, by_device in last.items():
        *others, final = by_device.values()
        knew = final.seq if final.seen is None else final.seen
        unseen = [tap for tap in others if tap.seq > knew and tap.level != final.level]
        if unseen:
            found[item] = (*unseen, final)
    return found


def unsettled_at(taps: Iterable[DeviceTap], end_seq: int) -> frozenset[str]:
    """The items on which a review can't end at a sequence: devices differ, or another one has gone on since."""
    given = list(taps)
    counted = {tap.item: tap for tap in sorted(given, key=lambda tap: tap.seq) if tap.seq <= end_seq}
    after = {
        tap.item
        for tap in given
        if tap.seq > end_seq and tap.item in counted and tap.device != counted[tap.item].device
        and tap.level != counted[tap.item].level
    }  # fmt: skip
    return frozenset(after | disagreements(tap for tap in given if tap.seq <= end_seq).keys())


def notes_standing(notes: Iterable[N], end_seq: int | None = None) -> list[N]:
    """The notes that were not taken back, up to `end_seq`, in the order written."""
    counted = sorted((n for n in notes if end_seq is None or n.seq <= end_seq), key=lambda n: n.seq)
    taken_back = {note.undoes for note in counted if note.undoes is not None}
    return [note for note in counted if note.undoes is None and note.seq not in taken_back]


def missing(items: Iterable[str], levels: Mapping[str, int]) -> list[str]:
    """The items without a level, in the checklist's order."""
    return [item for item in items if item not in levels]


def mean_level(levels: Mapping[str, int]) -> float:
    """The raw mean, 0 to 3. Raises ValueError when nothing was rated."""
    if not levels:
        raise ValueError("nothing was rated")
    return sum(levels.values()) / len(levels)


def critical_done(levels: Mapping[str, int], critical: Iterable[str]) -> bool:
    """Whether every critical item is done or done well; one without a level is not done."""
    return all(levels.get(item, Level.NOT_DONE) >= Level.DONE for item in critical)


def holds(levels: Mapping[str, int], critical: Collection[str], bar: float) -> bool:
    """Whether a reviewed try shows the skill: every critical item done, and the mean level (0 to 3) at the bar."""
    return bool(levels) and critical_done(levels, critical) and mean_level(levels) >= bar


def mark(mean: float, every_critical_done: bool, bar: float) -> Mark:
    """The square of a reviewed try: held, half when prompts got it there (a mean of 1 or more), else not done."""
    if every_critical_done and mean >= bar:
        return Mark.HELD
    return Mark.HALF if mean >= Level.WITH_PROMPTS else Mark.NONE


def assigned_to(trainer_id: int | None, skill: str, day: date, coaches: Iterable[Coach]) -> frozenset[int]:
    """Whose review of a try leads: its own trainer's, else that of whoever coached the skill on its day.

    day: the local date of the try; coaches: of any date. Who coaches later changes nothing about an old try.
    """
    if trainer_id is not None:
        return frozenset({trainer_id})
    return frozenset(one.trainer_id for one in coaches if one.on(day) and one.skill in (None, skill))


def lead_of(reviews: Sequence[L], is_assigned: Callable[[L], bool]) -> L | None:
    """The review that counts for a try: by who is assigned to it, else the first; so, too, of two who are assigned.

    reviews: by trainers, in the order in which they ended.
    """
    return next((review for review in reviews if is_assigned(review)), reviews[0] if reviews else None)


def carried_change(written: Sequence[Written]) -> str:
    """The first line of the next try: the last change that both agreed, else the last that was written, else empty.

    written: the changes of one skill, in the order of their tries.
    """
    agreed = [change.text for change in written if change.agreed]
    return agreed[-1] if agreed else written[-1].text if written else ""


def difficulty_after(earlier: int) -> int:
    """How hard (1 to 3) a card should be after so many earlier tries."""
    return min(1 + earlier // TRIES_A_STEP, HARDEST)


def draw_card(
    cards: Iterable[RoleCard], drawn_before: Sequence[str], seed: str, known: Collection[str] = ()
) -> RoleCard | None:
    """The role card of a try: drawn, not chosen; None when the skill has no cards. The same seed draws the same.

    Cards that were met least come first, so an unseen one before all others; among them the nearest in difficulty to
    what so many tries ask for; chance decides the rest. The card of the last try comes again only if it is the only
    one. drawn_before: ids of the cards of earlier tries, in order; seed: of the device that starts the try; known: ids
    of cards whose hidden facts the person has read, which count as met once more.
    """
    pack = sorted(cards, key=lambda card: card.id)
    random.Random(seed).shuffle(pack)
    fresh = [card for card in pack if not drawn_before or card.id != drawn_before[-1]]
    target = difficulty_after(len(drawn_before))
    return min(
        fresh or pack,
        key=lambda card: (drawn_before.count(card.id) + (card.id in known), abs(card.difficulty - target)),
        default=None,
    )


def self_rating_settled(reviews: Iterable[Settled]) -> bool:
    """Whether the trainee has rated themself, or said that they will not."""
    own = [review for review in reviews if review.kind == ReviewKind.SELF]
    return any(review.closed_at is not None or review.skipped_at is not None for review in own)


def own_rating_until(reviewed_on: date, days: WorkingDays) -> date:
    """The last local date on which others wait for the trainee's own rating of a try that was reviewed on a date."""
    return add_working_days(reviewed_on, OWN_RATING_DAYS, days)


def sealed_from(reviews: Collection[Settled], trainee_id: int) -> frozenset[int]:
    """Who may know no level of a try yet: the trainee until they have settled their own, a rater until their end."""
    raters = {review.rater_id for review in reviews if review.kind != ReviewKind.SELF and review.closed_at is None}
    return frozenset(raters if self_rating_settled(reviews) else raters | {trainee_id})


def unsealed(reviews: Collection[R], viewer_id: int, trainee_id: int) -> list[R]:
    """The closed reviews of a try that a viewer may read; what is open is only its rater's own.

    Trainee and trainers are sealed from each other: the trainee reads the trainers' levels once their own rating is
    closed or skipped; a trainer reads the trainee's, and another trainer's, once their own review is closed. Whoever
    has no review of their own reads when a trainer has ended theirs. A colleague who rated reads what they put alone.
    """
    closed = [review for review in reviews if review.closed_at is not None]
    if viewer_id == trainee_id:
        settled = self_rating_settled(reviews)
        return [review for review in closed if review.kind == ReviewKind.SELF or settled]
    trainers = [review for review in reviews if review.kind == ReviewKind.TRAINER]
    own = [review for review in trainers if review.rater_id == viewer_id]
    if not own and any(review.rater_id == viewer_id for review in reviews):
        return [review for review in closed if review.rater_id == viewer_id]
    ended = all(review.closed_at is not None for review in own) and any(r.closed_at is not None for r in trainers)
    return closed if ended else [review for review in closed if review.rater_id == viewer_id]


def within(moment: datetime, first: datetime, last: datetime) -> datetime:
    """A moment told by a device, kept between two that the server knows: a phone's clock may be wrong."""
    return max(first, min(moment, last))

"""What taps, cards and changes come to."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.catalog import RoleCard
from lms.i18n import Text
from lms.practice.rules import (
    Mark,
    ReviewKind,
    Written,
    carried_change,
    critical_done,
    difficulty_after,
    disagreements,
    draw_card,
    holds,
    levels_at,
    mark,
    mean_level,
    missing,
    notes_standing,
    self_rating_settled,
    unsealed,
    unsettled_at,
    within,
)
from lms.questions.question import ContentHash

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
TRAINEE, TRAINER, SECOND, MANAGER = 1, 2, 3, 4


@dataclass(frozen=True)
class ATap:
    seq: int
    item: str
    level: int | None


@dataclass(frozen=True)
class ANote:
    seq: int
    text: str = ""
    undoes: int | None = None


@dataclass(frozen=True)
class AReview:
    rater_id: int
    kind: str = ReviewKind.TRAINER
    closed_at: datetime | None = None
    skipped_at: datetime | None = None


taps = st.lists(
    st.builds(ATap, seq=st.integers(1, 60), item=st.sampled_from("abcd"), level=st.sampled_from([None, 0, 1, 2, 3])),
    unique_by=lambda tap: tap.seq,
)


@given(taps, st.randoms())
def test_the_order_in_which_taps_arrive_does_not_matter(given_taps: list[ATap], chance: random.Random) -> None:
    shuffled = given_taps.copy()
    chance.shuffle(shuffled)
    assert levels_at(shuffled) == levels_at(given_taps)


@given(taps, st.integers(0, 60))
def test_taps_after_the_end_change_nothing(given_taps: list[ATap], end_seq: int) -> None:
    assert levels_at(given_taps, end_seq) == levels_at([tap for tap in given_taps if tap.seq <= end_seq])


@given(taps)
def test_undoing_the_last_tap_gives_the_level_before(given_taps: list[ATap]) -> None:
    before = levels_at(given_taps)
    last = max((tap.seq for tap in given_taps), default=0)
    tapped = ATap(last + 1, "a", 3)
    undone = ATap(last + 2, "a", before.get("a"))
    assert levels_at([*given_taps, tapped, undone]) == before


def test_a_level_taken_away_leaves_the_item_missing() -> None:
    levels = levels_at([ATap(1, "a", 2), ATap(2, "b", 1), ATap(3, "a", None)])
    assert levels == {"b": 1}
    assert missing(["a", "b", "c"], levels) == ["a", "c"]


def test_a_note_that_was_taken_back_is_gone_and_so_is_what_took_it_back() -> None:
    notes = [ANote(2, "opened the system"), ANote(5, "asked twice"), ANote(7, undoes=2)]
    assert [note.text for note in notes_standing(notes)] == ["asked twice"]
    assert [note.text for note in notes_standing(notes, end_seq=6)] == ["opened the system", "asked twice"]


def test_a_try_holds_with_every_critical_item_done_and_the_mean_at_the_bar() -> None:
    assert holds({"a": 2, "b": 2, "c": 1, "d": 2, "e": 2}, {"a"}, bar=1.8)
    assert not holds({"a": 1, "b": 3, "c": 3, "d": 3, "e": 3}, {"a"}, bar=1.8)
    assert not holds({"a": 2, "b": 1, "c": 2}, {"a"}, bar=1.8)
    assert not holds({}, set(), bar=0)


def test_a_critical_item_without_a_level_is_not_done() -> None:
    assert not critical_done({"a": 3}, {"a", "b"})
    assert critical_done({"a": 3}, set())


def test_the_mean_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was rated"):
        mean_level({})


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3), min_size=1), st.floats(0, 3))
def test_a_mark_is_held_exactly_when_the_try_holds(levels: dict[str, int], bar: float) -> None:
    critical = {"a", "b"} & set(levels)
    square = mark(mean_level(levels), critical_done(levels, critical), bar)
    assert (square is Mark.HELD) == holds(levels, critical, bar)


def test_a_mark_is_half_where_prompts_got_it_there() -> None:
    assert mark(1.0, False, 1.8) is Mark.HALF
    assert mark(0.9, False, 1.8) is Mark.NONE
    assert mark(2.5, False, 1.8) is Mark.HALF


def test_the_last_agreed_change_is_carried_else_the_last_written() -> None:
    assert carried_change([]) == ""
    assert carried_change([Written("listen", False), Written("wait", False)]) == "wait"
    assert carried_change([Written("listen", True), Written("wait", False)]) == "listen"
    assert carried_change([Written("listen", True), Written("wait", True)]) == "wait"


def card(name: str, difficulty: int) -> RoleCard:
    words = Text(name, name)
    return RoleCard(name, difficulty, 8, words, words, words, words, (), words, ContentHash(name))


PACK = [card("easy", 1), card("middle-a", 2), card("middle-b", 2), card("hard", 3)]
ids = st.sampled_from([one.id for one in PACK])


@given(st.lists(ids), st.text(min_size=1), st.randoms())
def test_the_same_device_draws_the_same_card_whatever_the_order_of_the_pack(
    before: list[str], seed: str, chance: random.Random
) -> None:
    pack = PACK.copy()
    chance.shuffle(pack)
    assert draw_card(pack, before, seed) == draw_card(PACK, before, seed)


@given(st.lists(ids, max_size=3), st.text(min_size=1))
def test_an_unseen_card_comes_before_all_others(before: list[str], seed: str) -> None:
    drawn = draw_card(PACK, before, seed)
    assert drawn is not None
    unseen = {one.id for one in PACK} - set(before)
    assert drawn.id in unseen


@given(st.lists(ids, min_size=1), st.text(min_size=1))
def test_the_card_of_the_last_try_does_not_come_again(before: list[str], seed: str) -> None:
    drawn = draw_card(PACK, before, seed)
    assert drawn is not None
    assert drawn.id != before[-1]


@given(st.lists(st.text(min_size=1), min_size=12, max_size=12))
def test_cards_grow_harder_until_all_were_met(seeds: list[str]) -> None:
    before: list[str] = []
    difficulties = []
    for seed in seeds:
        drawn = draw_card(PACK, before, seed)
        assert drawn is not None
        before.append(drawn.id)
        difficulties.append(drawn.difficulty)
    assert difficulties[:4] == [1, 2, 2, 3]
    assert set(before[4:8]) == {one.id for one in PACK}, "met equally often, so each comes once more"


def test_both_cards_of_one_difficulty_are_drawn_by_some_device() -> None:
    drawn = {draw_card(PACK, ["easy"], f"device-{n}") for n in range(40)}
    assert {one.id for one in drawn if one} == {"middle-a", "middle-b"}


def test_a_skill_with_one_card_has_it_again_and_one_without_has_none() -> None:
    assert draw_card(PACK[:1], ["easy", "easy"], "device") == PACK[0]
    assert draw_card([], [], "device") is None


def test_difficulty_ends_at_the_hardest() -> None:
    assert [difficulty_after(n) for n in range(7)] == [1, 1, 2, 2, 3, 3, 3]


def closed(rater: int, kind: str = ReviewKind.TRAINER) -> AReview:
    return AReview(rater, kind, closed_at=AT)


def test_the_trainee_reads_the_trainers_levels_once_their_own_are_closed_or_skipped() -> None:
    trainers = closed(TRAINER)
    assert unsealed([trainers], TRAINEE, TRAINEE) == []
    assert unsealed([trainers, AReview(TRAINEE, ReviewKind.SELF)], TRAINEE, TRAINEE) == []
    own = closed(TRAINEE, ReviewKind.SELF)
    assert unsealed([trainers, own], TRAINEE, TRAINEE) == [trainers, own]
    skipped = AReview(TRAINEE, ReviewKind.SELF, skipped_at=AT)
    assert unsealed([trainers, skipped], TRAINEE, TRAINEE) == [trainers]


def test_the_trainer_reads_the_self_rating_once_their_own_review_has_ended() -> None:
    own = closed(TRAINEE, ReviewKind.SELF)
    assert unsealed([own, AReview(TRAINER)], TRAINER, TRAINEE) == []
    assert unsealed([own, closed(TRAINER)], TRAINER, TRAINEE) == [own, closed(TRAINER)]


def test_a_second_rater_is_sealed_from_the_first_until_they_have_ended() -> None:
    first = closed(TRAINER)
    assert unsealed([first, AReview(SECOND)], SECOND, TRAINEE) == []
    assert unsealed([first, AReview(SECOND)], TRAINER, TRAINEE) == [first]


def test_who_does_not_rate_reads_when_a_trainer_has_ended() -> None:
    own = closed(TRAINEE, ReviewKind.SELF)
    assert unsealed([own], MANAGER, TRAINEE) == []
    assert unsealed([own, AReview(TRAINER)], MANAGER, TRAINEE) == []
    assert unsealed([own, closed(TRAINER)], MANAGER, TRAINEE) == [own, closed(TRAINER)]


reviews = st.lists(
    st.builds(
        AReview,
        rater_id=st.sampled_from([TRAINER, SECOND]),
        closed_at=st.sampled_from([None, AT]),
    ),
    unique_by=lambda review: review.rater_id,
)
self_ratings = st.sampled_from([None, AReview(TRAINEE, ReviewKind.SELF), closed(TRAINEE, ReviewKind.SELF)])


@given(reviews, self_ratings, st.sampled_from([TRAINEE, TRAINER, SECOND, MANAGER]))
def test_nobody_ever_reads_the_other_side_before_their_own_is_closed(
    made: list[AReview], own: AReview | None, viewer: int
) -> None:
    everything = [*made, *([own] if own else [])]
    seen = unsealed(everything, viewer, TRAINEE)
    assert all(review.closed_at is not None for review in seen)
    mine_open = [r for r in everything if r.rater_id == viewer and r.closed_at is None]
    if mine_open:
        assert all(review.rater_id == viewer for review in seen)
    if viewer == TRAINEE and not self_rating_settled(everything):
        assert not [review for review in seen if review.kind == ReviewKind.TRAINER]
    if viewer != TRAINEE and not any(review.closed_at for review in made):
        assert seen == []


def test_a_device_with_a_wrong_clock_is_kept_within_what_the_server_knows() -> None:
    hour = timedelta(hours=1)
    assert within(AT - hour, AT, AT + hour) == AT
    assert within(AT + 2 * hour, AT, AT + hour) == AT + hour
    assert within(AT + hour / 2, AT, AT + hour) == AT + hour / 2


@dataclass(frozen=True)
class ADeviceTap(ATap):
    device: str = ""
    seen: int | None = None


device_taps = st.lists(
    st.builds(
        ADeviceTap,
        seq=st.integers(1, 60),
        item=st.sampled_from("ab"),
        level=st.sampled_from([None, 0, 1, 2, 3]),
        device=st.sampled_from(["phone", "laptop", "tablet"]),
        seen=st.one_of(st.none(), st.integers(0, 60)),
    ),
    unique_by=lambda tap: tap.seq,
)


@given(device_taps, st.randoms())
def test_whether_devices_differ_does_not_depend_on_the_order_of_arrival(
    made: list[ADeviceTap], chance: random.Random
) -> None:
    shuffled = made.copy()
    chance.shuffle(shuffled)
    assert disagreements(shuffled) == disagreements(made)


@given(device_taps)
def test_a_tap_that_has_seen_both_settles_what_differs(made: list[ADeviceTap]) -> None:
    last = max((tap.seq for tap in made), default=0)
    settled = [ADeviceTap(last + n, item, 2, "phone", last) for n, item in enumerate("ab", start=1)]
    assert disagreements([*made, *settled]) == {}
    assert unsettled_at([*made, *settled], last + 2) == frozenset()


@given(device_taps)
def test_one_device_never_differs_from_itself_and_what_differs_names_different_levels(made: list[ADeviceTap]) -> None:
    alone = [ADeviceTap(tap.seq, tap.item, tap.level, "phone", tap.seen) for tap in made]
    assert disagreements(alone) == {}
    for item, taps_of_item in disagreements(made).items():
        assert {tap.item for tap in taps_of_item} == {item}
        assert len({tap.device for tap in taps_of_item}) == len(taps_of_item) >= 2
        assert all(tap.level != taps_of_item[-1].level for tap in taps_of_item[:-1])


def test_two_devices_differ_while_the_later_did_not_know_of_the_earlier() -> None:
    phone, laptop = ADeviceTap(6, "a", 2, "phone", 5), ADeviceTap(7, "a", 1, "laptop", 5)
    assert disagreements([phone, laptop]) == {"a": (phone, laptop)}
    assert disagreements([phone, ADeviceTap(7, "a", 1, "laptop", 6)]) == {}, "the laptop knew and changed it"
    assert disagreements([phone, ADeviceTap(7, "a", 2, "laptop", 5)]) == {}, "both say the same"
    assert unsettled_at([phone, laptop], 6) == {"a"}, "the end came from a phone that did not know"

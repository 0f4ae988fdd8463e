"""A try that was written on paper and entered later: a fact like any other, that says so."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.db import session
from lms.errors import Conflict, NotYours, Unusable
from lms.practice import paper
from lms.practice.models import Try
from lms.practice.paper import Sheet
from lms.practice.reading import practice_of
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import SKILL, at, begin, clock_at, key, verbs


def sheet(levels: Mapping[str, int] | int = 2, **changes: object) -> Sheet:
    """All rows filled in, of a play of twelve minutes that began at ten."""
    checklist = edition.catalog().checklist_of(SkillId(SKILL))
    items = [item.id for item in checklist.items]
    filled = dict(levels) if isinstance(levels, Mapping) else dict.fromkeys(items, levels)
    return replace(Sheet(at(), 12, "", checklist.hash, filled, {items[0]: "好开场", "": "稳"}), **changes)  # type: ignore[arg-type]


def enter(cast: Cast, what: Sheet, days: int = 1, by: int | None = None) -> int:
    with clock_at(days=days):
        return paper.enter(by or cast.trainer, cast.trainee, SKILL, what, key())


def test_what_was_written_is_a_reviewed_try_of_its_own_day_and_says_that_it_was_entered_later(
    cast: Cast, pages: Pages
) -> None:
    made = enter(cast, sheet(), days=1)
    [seen] = practice_of([cast.trainee])[cast.trainee].live(SKILL)
    assert (seen.happened_at, seen.ended_at) == (at(), at(12))
    assert seen.lead is not None
    assert (seen.lead.rater, seen.lead.mean_level, seen.lead.closed_at) == (cast.trainer, 2.0, at(days=1))
    assert verbs(cast.trainee) == ["tried", "reviewed"]
    session().rollback()
    with clock_at(days=1):
        page = pages.sign_in(cast.trainer).get(f"/tries/{made}/back")
    assert "陈静于11月17日 周二 10:00按纸面补录" in page.text
    assert "好开场" in page.text


def test_the_same_sending_enters_once_and_a_second_sheet_of_that_time_is_told_of_the_first(cast: Cast) -> None:
    once = key()
    with clock_at(days=1):
        made = [paper.enter(cast.trainer, cast.trainee, SKILL, sheet(), once) for _time in range(2)]
        assert made[0] == made[1]
        with pytest.raises(Conflict, match="第1次练习"):
            paper.enter(cast.trainer, cast.trainee, SKILL, sheet(started_at=at(5)), key())
        paper.enter(cast.trainer, cast.trainee, SKILL, sheet(started_at=at(12)), key())
    assert [row.number for row in session().query(Try).order_by(Try.id)] == [1, 2]


def test_a_phone_that_was_there_after_all_is_not_entered_again(cast: Cast) -> None:
    begin(cast, minutes=3)
    with pytest.raises(Conflict):
        enter(cast, sheet())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 181}, "minutes"),
        ({"started_at": at(days=1) - timedelta(minutes=11)}, "happened"),
        ({"started_at": at(days=1) - timedelta(days=31)}, "happened"),
        ({"card": "no-such-card"}, "card"),
        ({"notes": {"": "长" * 501}}, "note-"),
    ],
)
def test_what_cannot_be_is_refused_in_its_place(cast: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Unusable) as refused:
        enter(cast, sheet(**changes))
    assert list(refused.value.fields) == [field]
    assert session().query(Try).count() == 0


def test_a_row_without_a_level_and_rows_of_another_checklist_leave_nothing_behind(cast: Cast) -> None:
    full = sheet()
    first, *rest = full.levels
    with pytest.raises(Unusable) as refused:
        enter(cast, replace(full, levels=dict.fromkeys(rest, 1)))
    assert list(refused.value.fields) == [first]
    with pytest.raises(Conflict, match="检查表改过"):
        enter(cast, replace(full, checklist_hash="0" * 64))
    with pytest.raises(Unusable):
        enter(cast, replace(full, levels={**full.levels, "unknown": 2}))
    assert session().query(Try).count() == 0


def test_only_who_rates_this_trainee_enters_a_sheet(cast: Cast) -> None:
    for stranger in (cast.trainee, cast.other_trainer, cast.admin):
        with pytest.raises(NotYours):
            enter(cast, sheet(), by=stranger)
    assert enter(cast, sheet(), by=cast.manager)


def test_the_sheet_is_printed_with_its_card_and_what_is_sent_unfinished_comes_back_whole(
    cast: Cast, pages: Pages
) -> None:
    rows = edition.catalog().checklist_of(SkillId(SKILL)).items
    with clock_at(days=1):
        browser = pages.sign_in(cast.trainer)
        printed = browser.get(f"/practice/{SKILL}/paper?person={cast.trainee}").text
        again = browser.get(f"/practice/{SKILL}/paper?person={cast.trainee}").text
        titles = [card.title.zh for card in edition.catalog().modules[SKILL].cards]  # type: ignore[index]
        assert [t for t in titles if t in printed] == [t for t in titles if t in again]
        assert len([t for t in titles if t in printed]) == 1
        assert all(row.levels[3].zh in printed for row in rows)
        form = {"happened": "2026-11-16T10:00", "minutes": "12", "card": "", rows[0].id: "2",
                f"note-{rows[0].id}": "先停一停",
                "checklist": edition.catalog().checklist_of(SkillId(SKILL)).hash}  # fmt: skip
        address = f"/practice/{SKILL}/from-paper?person={cast.trainee}"
        page = browser.post(address, form, status=422)
        assert f"有{len(rows) - 1}条要改" in page.text
        assert "先停一停" in page.text
        form |= {row.id: "2" for row in rows}
        assert "/back" in browser.post(address, form).location
        for stranger in (cast.trainee, cast.other_trainer):
            pages.sign_in(stranger).get(address, status=404)

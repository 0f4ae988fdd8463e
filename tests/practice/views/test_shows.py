"""Entering a show, the trainee's word on it, and mending one that was entered wrongly."""

import pytest
from sqlalchemy import select

from lms.db import session, transaction
from lms.i18n import Language
from lms.people.models import Coaching
from lms.practice import shows
from lms.practice.reading import practice_of
from lms.practice.rules import ShowMode, ShowStanding
from lms.records.models import Correction
from tests.cast import DAY_ONE, Cast
from tests.pages import Pages
from tests.practice.plays import OTHER_SKILL, SKILL, at, attendance_of, clock_at, key, shown, verbs

LANGUAGES = list(Language)


def test_a_trainer_enters_a_show_for_one_save(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainer)
    form = {"skill": SKILL, "people": cast.trainee, "mode": "clip", "happened": "2026-11-16T09:30", "key": key()}
    assert pages.post("/shows/new", form).location == "/practice"
    pages.post("/shows/new", form)
    view = practice_of([cast.trainee])[cast.trainee].shows
    assert [(show.mode, show.happened_at) for show in view] == [("clip", at(-30))]
    pages.get("/practice")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": []}, "people"),
        ({"happened": "2099-01-01T09:30"}, "happened"),
        ({"happened": "gestern"}, "happened"),
        ({"skill": ""}, "skill"),
    ],
)
def test_a_show_that_cannot_be_entered_keeps_all_that_was_chosen(
    cast: Cast, pages: Pages, language: Language, change: dict[str, object], field: str
) -> None:
    pages.sign_in(cast.trainer, language)
    form: dict[str, object] = {"skill": OTHER_SKILL, "people": cast.trainee, "mode": "clip",
                               "happened": "2026-11-16T09:30", "key": key(), **change}  # fmt: skip
    page = pages.post("/shows/new", form, 422)
    assert f'id="{field}-error"' in page.text
    assert 'value="clip" checked' in page.text or 'checked id="mode-1"' in page.text or "checked" in page.text
    assert verbs(cast.trainee) == []


def test_the_trainee_answers_a_show_by_one_tap_or_with_words(cast: Cast, pages: Pages) -> None:
    first, second = shown(cast), shown(cast, days=1)
    session().rollback()
    pages.sign_in(cast.trainee)
    assert "看到了" in pages.get("/practice").text
    pages.post(f"/shows/{first}/answer", {"seen": "yes", "key": key()})
    pages.post(f"/shows/{second}/answer", {"seen": "no", "comment": "在接电话", "key": key()})
    standings = {show.id: (show.standing, show.comment) for show in practice_of([cast.trainee])[cast.trainee].shows}
    assert standings == {first: (ShowStanding.CONFIRMED, ""), second: (ShowStanding.NOT_SEEN, "在接电话")}
    page = pages.post(f"/shows/{second}/answer", {"seen": "yes", "comment": "想起来了", "key": key()}, 422)
    assert "你已经回答过了" in page.words
    assert "想起来了" in page.words, "what was typed is kept"
    page = pages.post(f"/shows/{shown(cast, days=2)}/answer", {"seen": "no", "comment": "很" * 501, "key": key()}, 422)
    assert "很" * 501 in page.text, "what was typed is kept"


def test_a_trainer_corrects_a_show_in_two_taps_and_a_reason(cast: Cast, pages: Pages) -> None:
    attendance = shown(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    address = f"/shows/{attendance}/correct"
    for form in ({"why": "取消了"}, {"what": "never", "why": ""}, {"what": "time", "why": "x", "happened": ""}):
        page = pages.post(address, {"key": key(), **form}, 422)
        assert "error-summary" in page.text
    assert pages.post(address, {"what": "never", "why": "取消了", "key": key()}).location == f"/shows/{attendance}"
    page = pages.get(f"/shows/{attendance}")
    assert "取消了" in page.words
    assert "陈静" in page.words
    assert "取消了" in pages.sign_in(cast.trainee).get(f"/practice/{SKILL}").words
    assert session().scalars(select(Correction.replacement_id)).one() is None


def test_a_show_at_another_time_is_corrected_on_its_page(cast: Cast, pages: Pages) -> None:
    attendance = shown(cast)
    session().rollback()
    form = {"what": "time", "happened": "2026-11-16T08:00", "why": "早一点", "key": key()}
    pages.sign_in(cast.trainer).post(f"/shows/{attendance}/correct", form)
    assert [show.happened_at for show in practice_of([cast.trainee])[cast.trainee].shows] == [at(-120)]
    pages.get(f"/shows/{attendance}")


def test_a_trainee_corrects_a_mistapped_answer_and_both_are_read(cast: Cast, pages: Pages) -> None:
    attendance = shown(cast)
    shows.answer_show(cast.trainee, attendance, False, "在接电话", key())
    session().rollback()
    page = pages.sign_in(cast.trainee).get(f"/shows/{attendance}")
    address = f"/shows/{attendance}/word"
    assert address in page.text
    pages.get(address)
    assert "error-summary" in pages.post(address, {"seen": "yes", "why": "", "key": key()}, 422).text
    pages.post(address, {"seen": "yes", "why": "点错了", "key": key()})
    for who in (cast.trainee, cast.trainer):
        words = pages.sign_in(who).get(f"/shows/{attendance}").words
        assert "点错了" in words
        assert "在接电话" in words, "what was said first stays readable"
    assert "学员已确认" in words
    pages.get(address, 404)


def test_who_was_marked_as_absent_says_so_and_the_trainer_reads_it(cast: Cast, pages: Pages) -> None:
    with clock_at():
        made = shows.give_show(cast.trainer, SKILL, [], "live", at(-60), key(), absent_ids=[cast.trainee])
    attendance = attendance_of(made, cast.trainee)
    session().rollback()
    pages.sign_in(cast.trainee)
    assert "我在场" in pages.get(f"/shows/{attendance}").words
    pages.post(f"/shows/{attendance}/answer", {"seen": "yes", "comment": "坐在后排", "key": key()})
    words = pages.sign_in(cast.trainer).get(f"/shows/{attendance}").words
    assert "李文说自己在场" in words
    assert "坐在后排" in words


SHOW = {"skill": SKILL, "mode": "live", "happened": "2026-11-16T09:30"}


def teach_both(cast: Cast) -> None:
    """The trainer teaches the trainee of the other team as well."""
    with transaction():
        session().add(Coaching(trainer_id=cast.trainer, trainee_id=cast.other_trainee, from_on=DAY_ONE))


def test_who_is_ticked_as_seen_and_as_absent_is_asked_about_and_nothing_is_entered(cast: Cast, pages: Pages) -> None:
    form = {**SHOW, "people": [cast.trainee], "absent": [cast.trainee], "key": key()}
    page = pages.sign_in(cast.trainer).post("/shows/new", form, 422)
    assert 'id="absent-error"' in page.text
    assert "李文两边都选了，留一边" in page.words
    assert verbs(cast.trainee) == []


def test_what_was_entered_names_who_was_absent(cast: Cast, pages: Pages) -> None:
    teach_both(cast)
    pages.sign_in(cast.trainer)
    pages.post("/shows/new", {**SHOW, "people": [cast.other_trainee], "absent": [cast.trainee], "key": key()})
    assert "记下了，共1人。记为没来：李文。" in pages.get("/practice").words
    pages.post("/shows/new", {**SHOW, "absent": [cast.trainee], "key": key()})
    words = pages.get("/practice").words
    assert "记为没来：李文。" in words
    assert "共0人" not in words


def test_a_show_is_entered_for_a_colleague_and_says_who_entered_it(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.manager)
    assert 'name="by"' in pages.get("/shows/new").text
    pages.post("/shows/new", {**SHOW, "people": [cast.trainee], "by": cast.trainer, "key": key()})
    view = practice_of([cast.trainee])[cast.trainee].shows[0]
    assert view.by == cast.trainer
    words = pages.sign_in(cast.trainee).get(f"/shows/{view.id}").words
    assert "陈静给你示范了" in words
    assert "王强" in words, "who entered it"


def test_where_nobody_else_coaches_it_is_not_asked_who_showed_it(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainer)
    assert 'name="by"' not in pages.get("/shows/new").text
    pages.post("/shows/new", {**SHOW, "people": [cast.trainee], "key": key()})
    assert practice_of([cast.trainee])[cast.trainee].shows[0].by == cast.trainer


@pytest.mark.parametrize("by", ["other_trainer", "trainee", "admin"])
def test_who_does_not_teach_them_cannot_have_shown_it(cast: Cast, pages: Pages, by: str) -> None:
    form = {**SHOW, "people": [cast.trainee], "by": cast.roles()[by], "key": key()}
    page = pages.sign_in(cast.manager).post("/shows/new", form, 422)
    assert 'id="by-error"' in page.text
    assert verbs(cast.trainee) == []


@pytest.mark.parametrize(("what", "field"), [("time", "happened"), ("person", "person")])
def test_a_correction_that_changes_nothing_is_told_where_it_would_be_changed(
    cast: Cast, pages: Pages, what: str, field: str
) -> None:
    teach_both(cast)
    attendance = shown(cast)
    session().rollback()
    form = {"what": what, "happened": "2026-11-16T09:00", "person": cast.trainee if what == "person" else
            cast.other_trainee, "why": "写错了", "key": key()}  # fmt: skip
    page = pages.sign_in(cast.trainer).post(f"/shows/{attendance}/correct", form, 422)
    assert f'id="{field}-error"' in page.text
    assert page.text.count('-error"') == page.text.count(f'{field}-error"')


def test_a_show_is_given_to_somebody_else_only_when_they_were_chosen_and_not_entered_for_it(
    cast: Cast, pages: Pages
) -> None:
    teach_both(cast)
    with clock_at():
        show = shows.give_show(cast.trainer, SKILL, [cast.trainee, cast.other_trainee], ShowMode.LIVE, at(-60), key())
    attendance, other = (attendance_of(show, person) for person in (cast.trainee, cast.other_trainee))
    session().rollback()
    address = f"/shows/{attendance}/correct"
    form = {"what": "person", "person": "", "why": "其实是别人"}
    pages.sign_in(cast.trainer)
    assert 'value="">请选择</option>' in pages.get(address).text
    assert "选一下是谁" in pages.post(address, {**form, "key": key()}, 422).words
    page = pages.post(address, {**form, "person": cast.other_trainee, "key": key()}, 422)
    assert "已经记了" in page.words
    pages.post(f"/shows/{other}/correct", {"what": "never", "why": "没来", "key": key()})
    assert "已撤销" in pages.get(f"/shows/{other}").words
    pages.post(address, {**form, "person": cast.other_trainee, "key": key()})
    assert "记在" in pages.get(f"/shows/{attendance}").words

"""Courses and lessons as people see them."""

from datetime import timedelta

import pytest
from flask import Flask

from lms import clock
from lms.classes.reading import learnt_by
from lms.curriculum import edition
from lms.errors import Unusable
from lms.i18n import Language
from lms.people import accounts, places
from lms.people.models import Role
from lms.plan import service
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.training import trainee_of
from tests.pages import Pages, queries

MODULE = "telephone-selling"
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def anchors(language: Language = Language.ZH) -> list[str]:
    return [s.anchor for s in edition.catalog().modules[MODULE].lessons[language].sections]  # type: ignore[index]


@LANGUAGES
def test_the_courses_of_a_path_stand_by_day(cast: Cast, pages: Pages, language: Language) -> None:
    with clock.standing_at(BEGAN):
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "k")
    page = pages.sign_in(cast.trainee, language).get("/courses")
    assert ("第1天" if language is Language.ZH else "Day 1") in page.words
    assert f"/courses/{MODULE}" in page.text


@pytest.mark.parametrize("who", ["trainee", "trainer", "manager", "admin"])
def test_whoever_is_not_enrolled_sees_all_modules(cast: Cast, pages: Pages, who: str) -> None:
    page = pages.sign_in(getattr(cast, who)).get("/courses")
    assert f"/courses/{MODULE}" in page.text
    assert "/courses/first-visit" in page.text


@LANGUAGES
def test_every_section_of_every_module_is_a_sound_page(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.trainee, language)
    for module in edition.catalog().modules.values():
        pages.get(f"/courses/{module.id}")
        for section in module.lessons[language].sections:
            page = pages.get(f"/courses/{module.id}/{section.anchor}")
            assert section.title in page.words


def test_a_level_three_anchor_opens_its_section(cast: Cast, pages: Pages) -> None:
    headings = [h.anchor for s in edition.catalog().modules[MODULE].lessons[Language.ZH].sections for h in s.headings]  # type: ignore[index]
    pages.sign_in(cast.trainee).get(f"/courses/{MODULE}/{headings[0]}")


def test_what_is_not_there_is_not_found(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    pages.get("/courses/no-such-module", status=404)
    pages.get(f"/courses/{MODULE}/no-such-section", status=404)


def test_a_lesson_page_costs_at_most_five_queries(app: Flask, cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    path = f"/courses/{MODULE}/{anchors()[0]}"
    pages.get(path)
    with queries(5):
        pages.get(path)


def test_a_small_check_answers_at_once_and_its_key_is_not_in_the_page(cast: Cast, pages: Pages) -> None:
    module = edition.catalog().modules[MODULE]  # type: ignore[index]
    pages.sign_in(cast.trainee)
    for section in module.lessons[Language.ZH].sections:
        for check_id in section.checks:
            check = module.checks[check_id]
            page = pages.get(f"/courses/{MODULE}/{section.anchor}")
            for option in check.body.options:
                assert option.feedback.zh not in page.text
                answer = pages.client.post(
                    f"/courses/{MODULE}/checks/{check_id}",
                    data={"csrf_token": pages.token(), "chosen": option.id},
                    headers={"Accept": "application/json"},
                ).get_json()
                assert answer["right"] is (option.id == check.body.answer)
                assert answer["because"] == option.feedback.zh
                plain = pages.post(f"/courses/{MODULE}/checks/{check_id}", {"chosen": option.id}, status=200)
                assert option.feedback.zh in plain.words


def test_finished_sections_lead_to_the_next_and_the_last_into_the_record(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    first, second, *_rest = anchors()
    assert pages.post(f"/courses/{MODULE}/{first}/finish").location.endswith(second)
    for anchor in anchors()[1:]:
        pages.post(f"/courses/{MODULE}/{anchor}/finish")
    assert MODULE in learnt_by([cast.trainee])[cast.trainee].done


def test_the_paragraph_reached_is_offered_again(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    path = f"/courses/{MODULE}/{anchors()[0]}"
    pages.send(f"{path}/paragraph", {"paragraph": 6})
    assert 'href="#p-6"' in pages.get(path).text
    pages.send(f"{path}/paragraph", {"paragraph": "six"}, status=422)


@LANGUAGES
def test_the_standard_is_shown_and_noted(cast: Cast, pages: Pages, language: Language) -> None:
    with clock.standing_at(BEGAN):
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "k")
    pages.sign_in(cast.trainee, language)
    page = pages.get("/standard")
    checklist = edition.catalog().checklist_of("telephone-selling")  # type: ignore[arg-type]
    for item in checklist.items:
        assert item.title.in_(language) in page.words
    pages.post("/standard", {"key": "n1"})
    plan = service.plan_of(cast.trainee)
    assert plan is not None
    assert plan.acknowledged_at is not None


def test_the_standard_says_what_counts_as_done_as_the_rating_form_does(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    page = pages.sign_in(cast.trainee).get("/standard")
    done = [words for words in ("".join(li.itertext()) for li in page.tree.iter("li")) if "做到：" in words]
    assert done
    assert not [words for words in done if "做到： " in words or words.rstrip().endswith("。")]
    assert "确认" not in page.words, "seen is not agreed"


def test_whoever_is_not_enrolled_has_no_standard(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee).get("/standard", status=404)


@pytest.mark.parametrize("who", ["trainee", "trainer", "other_trainer", "other_trainee"])
def test_enrolling_is_hidden_from_those_without_the_right(cast: Cast, pages: Pages, who: str) -> None:
    pages.sign_in(getattr(cast, who)).get(f"/enrol/{cast.trainee}", status=404)
    pages.post(f"/enrol/{cast.trainee}", {"path": "sales", "start_on": "2026-11-02", "key": "x"}, status=404)
    assert service.plan_of(cast.trainee) is None


@LANGUAGES
def test_a_manager_enrols_and_a_missing_day_keeps_what_was_typed(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.manager, language)
    page = pages.post(f"/enrol/{cast.trainee}", {"path": "sales", "start_on": "soon", "key": "x"}, status=422)
    assert 'value="soon"' in page.text
    with clock.standing_at(BEGAN):
        pages.post(f"/enrol/{cast.trainee}", {"path": "sales", "start_on": "2026-11-02", "key": "x"})
    assert service.plan_of(cast.trainee) is not None


def test_readers_who_share_a_page_see_their_own_name_and_token_only(cast: Cast, app: Flask) -> None:
    path = f"/courses/{MODULE}/{anchors()[0]}"
    first = Pages(app).sign_in(cast.trainee).get(path)
    second = Pages(app).sign_in(cast.other_trainee).get(path)
    again = Pages(app).sign_in(cast.trainee).get(path)
    assert "李文" in first.text
    assert "赵敏" in second.text
    assert "李文" not in second.text
    assert "赵敏" not in again.text
    for page in (first, second, again):
        assert not any("\ue000" <= letter <= "\uf8ff" for letter in page.text)
        assert "csrf-token" in page.text


def test_a_finished_section_is_ticked_for_its_reader_alone(cast: Cast, app: Flask) -> None:
    first, second, *_rest = anchors()
    Pages(app).sign_in(cast.trainee).post(f"/courses/{MODULE}/{first}/finish")
    assert 'class="read"' in Pages(app).sign_in(cast.trainee).get(f"/courses/{MODULE}/{second}").text
    assert 'class="read"' not in Pages(app).sign_in(cast.other_trainee).get(f"/courses/{MODULE}/{second}").text


@pytest.mark.parametrize(("who", "said"), [("trainer", "陈静在11月2日 周一不是学员"), ("suspended", "李文已停用")])
def test_who_can_begin_no_path_has_no_form_for_it(cast: Cast, pages: Pages, who: str, said: str) -> None:
    person = cast.trainee if who == "suspended" else cast.trainer
    if who == "suspended":
        accounts.suspend(cast.admin, person)
    with clock.standing_at(BEGAN):
        pages.sign_in(cast.admin)
        page = pages.get(f"/enrol/{person}")
        assert said in page.words
        assert page.tree.find(".//select[@id='path']") is None
        pages.post(f"/enrol/{person}", {"path": "sales", "start_on": "2026-11-02", "key": "x"}, status=422)
    assert service.plan_of(person) is None


def test_a_trainee_from_next_week_on_can_be_enrolled_from_then_on(cast: Cast, pages: Pages) -> None:
    later = DAY_ONE + timedelta(days=7)
    with clock.standing_at(BEGAN):
        places.add(cast.admin, cast.trainer, (cast.team, Role.TRAINEE), (later, None), "k")
        pages.sign_in(cast.admin)
        assert pages.get(f"/enrol/{cast.trainer}").tree.find(".//select[@id='path']") is not None
        with pytest.raises(Unusable):
            service.enrol(cast.admin, cast.trainer, "sales", DAY_ONE, "k1")
        service.enrol(cast.admin, cast.trainer, "sales", later, "k2")

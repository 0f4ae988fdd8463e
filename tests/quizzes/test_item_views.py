"""The author's pages: who sees them, what they show of each kind of item, and that nobody stands in them."""

import csv
import io

import pytest
from sqlalchemy import select

from lms.asking import service as asking
from lms.asking.places import Kind, Place
from lms.curriculum import edition
from lms.db import session, transaction
from lms.i18n import Language
from lms.people.models import Membership, Person, Role
from tests.cast import DAY_ONE, Cast
from tests.pages import Pages, queries
from tests.quizzes.test_analysis_reading import MODULE, RIGHT, WRONG, Given, attempt, people, singles
from tests.quizzes.test_flags import answers

STAFF = ("trainer", "manager", "other_trainer", "admin")
BOTH = pytest.mark.parametrize("language", list(Language))


def addresses() -> list[str]:
    return ["/items", f"/items/{MODULE}", f"/items/{MODULE}.csv", f"/items/{MODULE}/{singles()[0].id}"]


def test_who_learns_and_does_not_teach_gets_404(pages: Pages, cast: Cast) -> None:
    for learner in (cast.trainee, cast.other_trainee):
        pages.sign_in(learner)
        for address in addresses():
            pages.get(address, 404)
        assert 'href="/items"' not in pages.get("/").text


@pytest.mark.parametrize("role", STAFF)
def test_who_teaches_or_looks_after_accounts_gets_there_from_the_bar(pages: Pages, cast: Cast, role: str) -> None:
    pages.sign_in(cast.roles()[role])
    assert 'href="/items"' in pages.get("/courses").text
    for address in addresses():
        pages.get(address)


def test_a_trainee_who_also_teaches_gets_there(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().add(Membership(person_id=cast.trainee, team_id=cast.team, role=Role.TRAINER.value, from_on=DAY_ONE))
    pages.sign_in(cast.trainee).get("/items")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_to_fill_in_is_for_those_who_teach(pages: Pages, cast: Cast, ending: str) -> None:
    pages.sign_in(cast.trainee)
    assert pages.client.get(f"/items/template.{ending}").status_code == 404
    pages.sign_in(cast.trainer)
    answer = pages.client.get(f"/items/template.{ending}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"PK" if ending == "xlsx" else b"\xef\xbb\xbf")
    assert pages.client.get("/items/template.exe").status_code == 404


def test_what_does_not_exist_is_404(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainer)
    for address in ("/items/no-such", "/items/no-such.csv", "/items/no-such/x", f"/items/{MODULE}/no-such"):
        pages.get(address, 404)


@BOTH
def test_every_item_of_every_kind_is_shown_as_learners_see_it_in_both_languages(
    pages: Pages, cast: Cast, language: Language
) -> None:
    pages.sign_in(cast.trainer, language)
    seen = set()
    for module in edition.catalog().modules.values():
        for question in module.pool.questions:
            if question.kind in seen:
                continue
            seen.add(question.kind)
            page = pages.get(f"/items/{module.id}/{question.id}")
            for text in (question.ask.zh, question.ask.en):
                assert "".join(text.split()) in "".join(page.words.split())
            assert module.places[question.id] in page.text
    assert len(seen) >= 9


@BOTH
def test_a_broken_item_comes_first_with_its_flags_and_what_to_do(pages: Pages, cast: Cast, language: Language) -> None:
    with transaction():
        answers()
    pages.sign_in(cast.trainer, language)
    first = singles()[0]
    page = pages.get(f"/items/{MODULE}")
    assert page.text.index(f"/items/{MODULE}/{first.id}") < page.text.index(f"/items/{MODULE}/{singles()[1].id}")
    flagged = pages.get(f"/items/{MODULE}?flagged=1&sort=order").text
    assert f"/items/{MODULE}/{first.id}" in flagged
    assert f"/items/{MODULE}/{singles()[1].id}" not in flagged
    words = pages.get(f"/items/{MODULE}/{first.id}").words
    told = {
        Language.ZH: ("标准答案存疑", "这里算对的答案也许不对", "没有区分度", "36次作答"),
        Language.EN: ("Key in doubt", "What counts as right here may be wrong", "Tells nobody apart", "36 answers"),
    }[language]
    assert all(one in words for one in told)
    assert "uspect" not in words


def test_few_answers_are_said_to_be_few_and_very_few_are_not_shown(pages: Pages, cast: Cast) -> None:
    one, two = singles()[:2]
    with transaction():
        for n, person in enumerate(people(12)):
            attempt(person, [Given(one, WRONG if n else RIGHT, language="en" if n == 3 else "zh-Hans")])
            if n < 4:
                attempt(person, [Given(two, RIGHT)])
    pages.sign_in(cast.trainer, Language.EN)
    shown = pages.get(f"/items/{MODULE}/{one.id}").words
    assert "8%" in shown
    assert "From 30 answers" in shown
    assert "Fewer than 5 answered in one of the languages" in shown
    hidden = pages.get(f"/items/{MODULE}/{two.id}").words
    assert "Too few to show" in hidden
    assert "100%" not in hidden


def test_how_many_found_it_unclear_and_asked_is_told_and_never_who(pages: Pages, cast: Cast) -> None:
    asked = singles()[0]
    with transaction():
        attempt(cast.trainee, [Given(asked, RIGHT)])
    place = Place(Kind.ITEM, MODULE, "", asked.id)
    asking.set_unclear(cast.trainee, place, True)
    asking.ask(cast.trainee, place, "为什么不是前台？", "key-of-asking")
    page = pages.sign_in(cast.trainer).get(f"/items/{MODULE}/{asked.id}")
    assert "1位学员没看懂。1位问过。" in page.words
    assert "李文" not in page.words
    assert "为什么不是前台" not in page.words


def test_the_list_comes_as_a_file(pages: Pages, cast: Cast) -> None:
    with transaction():
        answers()
    pages.sign_in(cast.manager, Language.EN)
    page = pages.get(f"/items/{MODULE}.csv?flagged=1")
    head, row = csv.reader(io.StringIO(page.text.removeprefix("\ufeff")))
    line = dict(zip(head, row, strict=True))
    assert line["ID"] == singles()[0].id
    assert line["Answers"] == "36"
    assert float(line["Lower bound"]) < 0, "a number, no guarded text"
    assert float(line["Upper bound"]) < 0.1
    assert line["Flags"] == "Key in doubt, Tells nobody apart"


def test_no_page_names_who_answered(pages: Pages, cast: Cast) -> None:
    with transaction():
        answers()
        for row in session().scalars(select(Person).where(Person.email.contains("@many"))):
            row.name = "无名氏"
    pages.sign_in(cast.trainer)
    for address in addresses():
        assert "无名氏" not in pages.get(address).text


def test_lists_take_as_many_queries_however_many_answered(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainer).get(f"/items/{MODULE}")
    with transaction():
        attempt(people(1)[0], [Given(one, RIGHT) for one in singles()[:5]])
    pages.get(f"/items/{MODULE}")
    with queries(8) as few:
        pages.get(f"/items/{MODULE}")
    with transaction():
        answers()
    with queries(len(few)):
        pages.get(f"/items/{MODULE}")

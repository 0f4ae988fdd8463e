"""What a lesson and the pages around it say where no script runs, and where they lead."""

from lms.curriculum import edition
from lms.i18n import Language
from lms.plan import service
from lms.questions.question import Question
from tests.cast import DAY_ONE, Cast
from tests.pages import Pages

MODULE = "telephone-selling"


def first_check() -> tuple[str, Question]:
    """The first section of the module that has a small check, and the check."""
    module = edition.catalog().modules[MODULE]  # type: ignore[index]
    section = next(section for section in module.lessons[Language.ZH].sections if section.checks)
    return section.anchor, module.checks[section.checks[0]]


def test_a_check_sent_without_a_choice_is_shown_again(cast: Cast, pages: Pages) -> None:
    _anchor, check = first_check()
    page = pages.sign_in(cast.trainee).post(f"/courses/{MODULE}/checks/{check.id}", status=422)
    assert "先选一个答案。" in page.words
    assert check.ask.zh in page.words
    offered = [box.get("value") for box in page.tree.iter("input") if box.get("name") == "chosen"]
    assert offered == [option.id for option in check.body.options]
    for option in check.body.options:
        assert option.feedback.zh not in page.text


def test_a_script_that_sends_no_choice_is_told_so(cast: Cast, pages: Pages) -> None:
    _anchor, check = first_check()
    pages.sign_in(cast.trainee)
    answer = pages.client.post(
        f"/courses/{MODULE}/checks/{check.id}",
        data={"csrf_token": pages.token()},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.get_json()["detail"]) == (422, "先选一个答案。")


def test_the_language_can_be_changed_from_within_a_lesson(cast: Cast, pages: Pages) -> None:
    anchor, _check = first_check()
    pages.sign_in(cast.trainee)
    for language, other in ((Language.ZH, Language.EN), (Language.EN, Language.ZH)):
        page = pages.sign_in(cast.trainee, language).get(f"/courses/{MODULE}/{anchor}")
        bar = next(node for node in page.tree.iter("div") if "titlebar" in (node.get("class") or ""))
        form = next(bar.iter("form"))
        assert [button.get("value") for button in form.iter("button")] == [other.value]
        back = next(field.get("value") for field in form.iter("input") if field.get("name") == "next")
        assert back == f"/courses/{MODULE}/{anchor}"
        assert pages.post(form.get("action") or "", {"language": other.value, "next": back}).location.endswith(back)
        assert pages.get(back).tree.get("lang") == other.value


def test_what_one_reader_came_with_is_not_told_to_the_next(cast: Cast, pages: Pages) -> None:
    anchor, _check = first_check()
    pages.sign_in(cast.trainee).get(f"/courses/{MODULE}/{anchor}?note=only-mine")
    assert "only-mine" not in pages.sign_in(cast.other_trainee).get(f"/courses/{MODULE}/{anchor}").text


def test_the_standard_can_be_read_again_from_the_courses(cast: Cast, pages: Pages) -> None:
    assert 'href="/standard"' not in pages.sign_in(cast.trainee).get("/courses").text
    service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "k")
    pages.sign_in(cast.trainee).post("/standard", {"key": "n1"})
    assert 'href="/standard"' in pages.get("/courses").text
    assert 'class="back" href="/courses"' in pages.get("/standard").text

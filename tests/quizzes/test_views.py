"""Quiz pages as a trainee sees them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

import pytest
from flask import Flask

from lms.curriculum import edition
from lms.db import session
from lms.i18n import Language, Text
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes import answering, service
from lms.quizzes.models import Response
from lms.quizzes.rules import Mode
from tests.cast import Cast
from tests.factories.answers import answered, as_form, right, seed_with, wrong
from tests.pages import Page, Pages, queries

MODULE = "telephone-selling"
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def begin(cast: Cast) -> service.AttemptView:
    return service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, "start", seed=0))


@LANGUAGES
def test_a_whole_quiz_with_one_miss(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.trainee, language)
    pages.get(f"/quizzes/{MODULE}")
    address = pages.post(f"/quizzes/{MODULE}", {"key": "s"}).location
    attempt_id = int(address.split("/")[2])
    view = service.attempt_view(cast.trainee, attempt_id)
    missed = next(item for item in view.items if item.question.kind != "open")
    for item in view.items:
        path = f"/attempts/{attempt_id}/{item.position}"
        asked = pages.get(path)
        for secret in reasons_of(item.question, language):
            assert secret not in asked.text, "a key or its reason left before the answer"
        chosen = wrong(item) if item == missed else right(item)
        pages.post(path, as_form(item, chosen) | {f"{item.position}:seq": "1"})
        told = pages.get(path)
        shown = [reason for reason in reasons_of(item.question, language) if reason in told.words]
        assert shown, "the explanation says why"
    pages.post(f"/attempts/{attempt_id}/finish", {"key": "f"})
    result = pages.get(f"/attempts/{attempt_id}/result")
    assert missed.question.ask.in_(language) in result.words
    assert f"/courses/{MODULE}/" in result.text
    pages.get(f"/quizzes/{MODULE}")


def reasons_of(question: Question, language: Language) -> list[str]:
    """Every sentence of an item that may be read only after the answer."""

    def within(value: object, name: str = "") -> Iterator[str]:
        if isinstance(value, Text):
            if name in ("feedback", "grades", "model"):
                yield value.in_(language)
        elif isinstance(value, tuple):
            for one in value:
                yield from within(one, name)
        elif isinstance(value, Mapping):
            for one in value.values():
                yield from within(one, name)
        elif is_dataclass(value):
            for field in fields(value):
                yield from within(getattr(value, field.name), field.name)

    return list(within(question.body))


def test_confirming_nothing_says_so(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    page = pages.sign_in(cast.trainee).post(f"/attempts/{view.id}/1", {"1:seq": "0"}, status=422)
    assert "先选一个" in page.words


def test_a_script_saves_and_the_echo_names_the_sequence(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    answer = right(view.items[0])
    pages.sign_in(cast.trainee)
    sent = {"seq": 1, "device": "tab", "answer": answer, "unsure": True, "seconds": 12}
    echo = pages.send(f"/attempts/{view.id}/1/answer", sent).get_json()
    assert (echo["seq"], echo["device"], echo["answer"]) == (1, "tab", answer)
    pages.send(f"/attempts/{view.id}/1/answer", sent | {"seq": "1"}, status=422)
    page = pages.get(f"/attempts/{view.id}/1").text
    assert f'value="{answer["chosen"][0]}" checked' in page
    assert "data-unsure checked" in page


def test_saving_an_answer_costs_at_most_five_queries_with_a_cold_session(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    pages.sign_in(cast.trainee)
    pages.token()
    with queries(5):
        pages.send(f"/attempts/{view.id}/1/answer", {"seq": 1, "answer": right(view.items[0])})


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_an_attempt_of_another_cannot_be_answered(app: Flask, cast: Cast, pages: Pages, who: str) -> None:
    view = begin(cast)
    key = right(view.items[0])
    pages.sign_in(getattr(cast, who))
    pages.post(f"/attempts/{view.id}/1", as_form(view.items[0], key), status=404)
    pages.send(f"/attempts/{view.id}/1/answer", {"seq": 1, "answer": key}, status=404)
    pages.post(f"/attempts/{view.id}/finish", {"key": "f"}, status=404)
    assert session().query(Response).count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("trainer", 200), ("manager", 200), ("other_trainer", 404), ("admin", 404)]
)
def test_those_who_teach_can_read_an_ended_attempt(cast: Cast, pages: Pages, who: str, status: int) -> None:
    view = begin(cast)
    for item in view.items:
        service.confirm(cast.trainee, view.id, item.position, answered(item))
    service.finish(cast.trainee, view.id, "f")
    pages.sign_in(getattr(cast, who)).get(f"/attempts/{view.id}/result", status=status)


def begin_with(cast: Cast, kind: str, module: str = MODULE) -> tuple[service.AttemptView, service.ItemView]:
    seed, position = seed_with(module, kind)
    view = service.attempt_view(cast.trainee, service.start(cast.trainee, module, "start", seed=seed))
    return view, view.items[position - 1]


def answer_all(cast: Cast, view: service.AttemptView, *, rightly: bool) -> None:
    for item in view.items:
        service.confirm(cast.trainee, view.id, item.position, answered(item, rightly=rightly))


def again(cast: Cast, *, rightly: bool) -> service.AttemptView:
    count = len(service.attempts_at(cast.trainee, cast.trainee, MODULE))
    view = service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, f"start {count}", seed=count))
    answer_all(cast, view, rightly=rightly)
    return view


@LANGUAGES
def test_a_right_option_that_was_missed_does_not_read_as_chosen(cast: Cast, pages: Pages, language: Language) -> None:
    view, item = begin_with(cast, "multiple")
    one, *missed = item.question.body.answer
    beside = next(o for o in item.option_order if o not in item.question.body.answer)
    sent = {f"{item.position}:chosen": [one, beside]}
    pages.sign_in(cast.trainee, language).post(f"/attempts/{view.id}/{item.position}", sent)
    page = pages.get(f"/attempts/{view.id}/{item.position}")
    chinese = language is Language.ZH
    left_out = "这一项也该选，你没选。" if chinese else "This belongs too; you left it out."
    assert page.words.count(left_out) == len(missed)
    assert page.words.count("对，有这一项。" if chinese else "Yes, this belongs.") == 1
    as_a_whole = (
        "没全对：该选的2项里，选中1项，选错1项。" if chinese else "you chose 1 of the 2 right ones, and 1 wrong one."
    )
    assert as_a_whole in page.words
    boxes = [li for li in page.tree.iter("li") if "missed" in (li.get("class") or "").split()]
    assert len(boxes) == len(missed)
    for box in boxes:
        ring = next(span for span in box.iter("span") if "ring" in (span.get("class") or ""))
        assert list(ring.iter("svg")) == [], "its box is not ticked"


@pytest.mark.parametrize(("rightly", "words"), [(True, "答对了。"), (False, "这次没答对。")])
def test_one_line_says_whether_the_answer_was_right(cast: Cast, pages: Pages, rightly: bool, words: str) -> None:
    view, item = begin_with(cast, "single")
    path = f"/attempts/{view.id}/{item.position}"
    sent = as_form(item, right(item) if rightly else wrong(item))
    address = pages.sign_in(cast.trainee).post(path, sent).location
    assert address.endswith("#answered"), "the explanation is in sight at once"
    page = pages.get(path)
    assert words in page.words
    assert 'id="answered"' in page.text


def test_another_tab_that_confirmed_first_is_shown_and_not_an_error(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    service.confirm(cast.trainee, view.id, 1, answered(view.items[0]))
    sent = as_form(view.items[0], wrong(view.items[0]))
    page = pages.sign_in(cast.trainee).post(f"/attempts/{view.id}/1", sent, status=409)
    assert "答案不再变" in page.words
    assert view.items[0].question.ask.zh in page.words


def test_an_earlier_result_shows_how_things_stood_then(cast: Cast, pages: Pages) -> None:
    earlier = again(cast, rightly=False)
    for _time in range(4):  # enough for two different questions on each outcome
        later = again(cast, rightly=True)
    pages.sign_in(cast.trainee)
    assert "样都稳了" in pages.get(f"/attempts/{later.id}/result").words
    page = pages.get(f"/attempts/{earlier.id}/result")
    outcomes = len(edition.catalog().modules[MODULE].outcomes)  # type: ignore[index]
    assert f"{outcomes}样再看看" in page.words
    assert "样稳了" not in page.words


def test_a_result_without_an_outcome_that_holds_says_why(cast: Cast, pages: Pages) -> None:
    view = again(cast, rightly=True)
    page = pages.sign_in(cast.trainee).get(f"/attempts/{view.id}/result")
    assert "0样" not in page.words
    assert "最近两道不同的题都对，才算稳" in page.words


def test_the_result_repeats_a_missed_question_with_its_scene_and_leads_to_it(cast: Cast, pages: Pages) -> None:
    view = again(cast, rightly=False)
    page = pages.sign_in(cast.trainee).get(f"/attempts/{view.id}/result")
    cards = [node for node in page.tree.iter("article") if "again" in (node.get("class") or "")]
    missed = [item for item in view.items if not kind_of(item.question).by_trainer]  # what waits is not missed yet
    assert len(cards) == len(missed) > 0
    for card, item in zip(cards, missed, strict=True):
        words = "".join(card.itertext())
        if item.question.scene:
            assert item.question.scene.zh in words
        for line in item.question.dialogue:
            assert line.zh.partition("：")[2] in words
        assert f"/attempts/{view.id}/{item.position}" in [a.get("href") for a in card.iter("a")]
    rows = [span.text for span in page.tree.iter("span") if span.get("class") == "second"]
    first = next(item.question.scene.zh for item in view.items if item.question.scene)
    assert any(row and row.endswith("…") and first.startswith(row[:-1]) for row in rows)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ([], "JSON object"),
        ({"seq": 10**30, "answer": {}}, "seq is too large"),
        ({"seq": True, "answer": {}}, "seq must be a whole number"),
        ({"seq": -1, "answer": {}}, "seq must be a whole number"),
        ({"seq": 1, "answer": "a"}, "answer must be an object"),
        ({"seq": 1, "answer": {"chosen": [1]}}, "answer must be an object"),
        ({"seq": 1, "answer": {}, "device": "x" * 41}, "device must be a text"),
        ({"seq": 1, "answer": {}, "unsure": 1}, "unsure must be true or false"),
        ({"seq": 1, "answer": {"score": ["1"]}}, "没有这个选项"),
        ({"seq": 1, "answer": {"chosen": ["x" * 5_000]}}, "没有这个选项"),
    ],
)
def test_a_script_that_sends_nonsense_is_told_what_is_wrong(cast: Cast, pages: Pages, body: object, wrong: str) -> None:
    view = begin(cast)
    answer = pages.sign_in(cast.trainee).send(f"/attempts/{view.id}/1/answer", body, status=422)
    assert wrong in answer.get_json()["detail"]


def test_a_sequence_that_no_column_holds_does_not_stop_a_confirmed_answer(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    pages.sign_in(cast.trainee)
    pages.post(f"/attempts/{view.id}/1", as_form(view.items[0], right(view.items[0])) | {"1:seq": "9" * 30})
    assert service.attempt_view(cast.trainee, view.id).items[0].confirmed


def test_what_is_missing_is_told_at_the_question_and_what_was_chosen_stays(cast: Cast, pages: Pages) -> None:
    view, item = begin_with(cast, "multiple", "first-visit")
    key = item.question.body.answer
    path = f"/attempts/{view.id}/{item.position}"
    page = pages.sign_in(cast.trainee).post(path, {f"{item.position}:chosen": [key[0]]}, status=422)
    assert f"还要选{len(key) - 1}项。" in page.words
    assert f'value="{key[0]}" checked' in page.text


def test_a_number_that_is_none_is_told_and_stays_in_its_field(cast: Cast, pages: Pages) -> None:
    view, item = begin_with(cast, "numeric")
    page = pages.sign_in(cast.trainee).post(
        f"/attempts/{view.id}/{item.position}", {f"{item.position}:entry": "十来个"}, status=422
    )
    assert "这不是一个数" in page.words
    assert 'value="十来个"' in page.text


def test_lines_are_put_in_order_without_a_script(cast: Cast, pages: Pages) -> None:
    view, item = begin_with(cast, "ordering")
    path, order = f"/attempts/{view.id}/{item.position}", item.option_order
    pages.sign_in(cast.trainee)
    pages.post(path, {f"{item.position}:order": order, "move": f"{item.position}:{order[0]}:down"})
    kept = service.attempt_view(cast.trainee, view.id).items[item.position - 1]
    assert kept.answer == {"order": [order[1], order[0], *order[2:]]}
    assert not kept.confirmed
    page = pages.get(path).text
    assert page.index(f'value="{order[1]}"') < page.index(f'value="{order[0]}"')


@LANGUAGES
def test_a_quiz_that_ended_with_its_last_answer_leads_to_its_result(
    cast: Cast, pages: Pages, language: Language
) -> None:
    view = again(cast, rightly=True)
    page = pages.sign_in(cast.trainee, language).get(f"/attempts/{view.id}/8")
    assert ("8题都答完了" if language is Language.ZH else "All 8 answered") in page.words
    assert f'href="/attempts/{view.id}/result"' in page.text


def test_a_quiz_left_open_after_its_last_answer_ends_when_it_is_gone_on_with(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers did not always end their attempt, and on two tabs of an older page they may not yet."""
    monkeypatch.setattr(answering, "_close_when_all_is_confirmed", lambda _attempt: None)
    view = again(cast, rightly=True)
    assert service.attempt_view(cast.trainee, view.id).closed_at is None
    answer = pages.sign_in(cast.trainee).post(f"/quizzes/{MODULE}", {"key": "go on"})
    assert answer.location.endswith(f"/attempts/{view.id}/result")
    pages.get(f"/attempts/{view.id}/result")


def primary(page: Page) -> str:
    return "".join(next(node for node in page.tree.iter() if "primary" in (node.get("class") or "").split()).itertext())


def test_after_a_result_with_something_to_look_at_the_quiz_comes_before_practice_as_at_home(
    cast: Cast, pages: Pages
) -> None:
    view = again(cast, rightly=False)
    page = pages.sign_in(cast.trainee).get(f"/attempts/{view.id}/result")
    assert primary(page) == "再做一遍"
    for _time in range(4):
        view = again(cast, rightly=True)
    assert primary(pages.get(f"/attempts/{view.id}/result")) == "去练一次"


@LANGUAGES
def test_a_result_says_what_makes_each_outcome_hold_and_where_to_read_it_again(
    cast: Cast, pages: Pages, language: Language
) -> None:
    again(cast, rightly=False)
    view = again(cast, rightly=True)
    page = pages.sign_in(cast.trainee, language).get(f"/attempts/{view.id}/result")
    chinese = language is Language.ZH
    assert re.search("[78]题都答对了。" if chinese else "All [78] right.", page.words), (
        "an open answer waits for its mark"
    )
    missed = (
        "以前错过，这次对了：再对一题就稳。" if chinese else "Missed before, right now: one more right and it holds."
    )
    assert missed in page.words
    shaky = [row for row in page.tree.iter("li") if missed in "".join(row.itertext())]
    assert shaky
    for row in shaky:
        assert [a.get("href", "").startswith(f"/courses/{MODULE}/") for a in row.iter("a")] == [True]


def test_a_missed_multiple_choice_is_explained_in_the_result(cast: Cast, pages: Pages) -> None:
    view, missed = begin_with(cast, "multiple")
    for item in view.items:
        service.confirm(cast.trainee, view.id, item.position, answered(item, rightly=item != missed))
    page = pages.sign_in(cast.trainee).get(f"/attempts/{view.id}/result")
    chosen = wrong(missed)["chosen"]
    for option in missed.question.body.options:
        told = (option.id in chosen) != (option.id in missed.question.body.answer)
        assert (option.feedback.zh in page.words) == told


def begin_check(cast: Cast, kind: str = "single") -> tuple[service.AttemptView, service.ItemView]:
    seed, position = seed_with(MODULE, kind)
    view = service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, "check", Mode.CHECK, seed=seed))
    return view, view.items[position - 1]


def test_a_check_is_taken_without_scripts_and_each_save_is_the_later_word(cast: Cast, pages: Pages) -> None:
    view, item = begin_check(cast)
    path = f"/attempts/{view.id}"
    pages.sign_in(cast.trainee)
    for answer in (wrong(item), right(item)):
        held = service.attempt_view(cast.trainee, view.id).items[item.position - 1]
        sent = as_form(item, answer) | {f"{item.position}:seq": str(held.seq), f"{item.position}:device": held.device}
        pages.post(path, sent | {"do": "save"})
        assert service.attempt_view(cast.trainee, view.id).items[item.position - 1].answer == answer
    assert pages.post(path, as_form(item, right(item)) | {"do": "end", "key": "end"}).location.endswith("/result")
    assert service.attempt_view(cast.trainee, view.id).items[item.position - 1].score == 1


def test_lines_that_nobody_has_moved_are_no_answer(cast: Cast, pages: Pages) -> None:
    view, item = begin_check(cast, "ordering")
    pages.sign_in(cast.trainee).post(
        f"/attempts/{view.id}", {f"{item.position}:order": item.option_order, "do": "save"}
    )
    assert not service.attempt_view(cast.trainee, view.id).items[item.position - 1].answered
    view, item = begin_with(cast, "ordering")
    page = pages.post(f"/attempts/{view.id}/{item.position}", {f"{item.position}:order": item.option_order}, status=422)
    assert "先把顺序排好" in page.words


def test_a_line_break_counts_as_one_character_and_what_is_too_long_is_kept_and_said(cast: Cast, pages: Pages) -> None:
    view, item = begin_with(cast, "open")
    path, name = f"/attempts/{view.id}/{item.position}", f"{item.position}:text"
    page = pages.sign_in(cast.trainee).post(path, {name: "字" * 2003}, status=422)
    assert "超了3个" in page.words
    assert "字" * 2003 in page.text
    pages.post(path, {name: "字\r\n" * 1000})
    assert service.attempt_view(cast.trainee, view.id).items[item.position - 1].answer == {"text": ["字\n" * 1000]}


def test_an_attempt_at_a_module_that_has_left_the_content_stays_readable(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, item = begin_with(cast, "single")
    pages.sign_in(cast.trainee)
    catalog = edition.catalog()
    without = {name: module for name, module in catalog.modules.items() if name != MODULE}
    monkeypatch.setattr(edition, "catalog", lambda: replace(catalog, modules=without))
    for one in view.items:
        pages.get(f"/attempts/{view.id}/{one.position}")
        service.confirm(cast.trainee, view.id, one.position, answered(one))
    assert item.question.ask.zh in pages.get(f"/attempts/{view.id}/{item.position}").words
    pages.get(f"/attempts/{view.id}/result")

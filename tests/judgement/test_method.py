"""The method's own page: what is in force, and how often the method errs."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement.method import measured as measuring
from lms.judgement.method.measured import (
    Shares,
    measured,
    measured_from,
    measured_of,
    scenario_words,
)
from lms.judgement.models import JudgementSettings
from lms.judgement.rules import METHOD
from tests.cast import BEGAN, Cast
from tests.judgement.companies.scenarios import SCENARIOS
from tests.pages import Pages

BOTH = pytest.mark.parametrize("language", list(Language))


def body(method: str = METHOD) -> dict[str, Any]:
    """What the bench writes, of two generators and two scenarios."""

    def row(scenario: str, generator: str, people: float, upper: float, harsh: float | None) -> dict[str, Any]:
        found = [0.001, 0.002, people, upper, None, 0.5, 0.7, 0.9, 0.8, harsh, 0.03, None]
        asked = {"naive, product": [0.41, 0.42, 0.9, 0.91, *[None] * 8], "product": found, "plain, product": found}
        return {"kind": "scenarios", "scenario": scenario, "generator": generator, "asked": asked}

    return {
        "method": method, "made": "2026-11-28", "seed": 1, "people": 20,
        "shares": [one.name for one in fields(Shares)],
        "rows": [
            row("clean", "curves", 0.007, 0.012, None), row("clean", "steps", 0.021, 0.034, None),
            row("hard on some", "curves", 0.02, 0.03, 0.061),
        ],
        "points": [["curves", "flat", 0.6, 0.007, 0.012, 0.5, 0.7]],
    }  # fmt: skip


@BOTH
def test_the_method_says_what_is_in_force_and_that_it_was_not_measured(
    cast: Cast, pages: Pages, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.judgement.method.page.measured_of", lambda _method: None)
    zh = language is Language.ZH
    page = pages.sign_in(cast.trainee, language).get("/judgement")
    for words in ("这一版还没有测过", "年龄、性别、籍贯、长相", "没有人改过") if zh else (
        "This version was not measured yet", "age, gender, origin, looks", "nobody has changed them here",
    ):  # fmt: skip
        assert words in page.words
    with transaction():
        session().add(JudgementSettings(body={"tries": 9}, why="人少，多看几次", by_id=cast.manager, at=BEGAN))
    page = pages.get("/judgement")
    assert ("至少有9次练习算数" if zh else "At least 9 tries count") in page.words
    assert "王强" in page.words
    assert "人少，多看几次" in page.words


@BOTH
def test_the_method_says_how_often_it_was_wrong(
    cast: Cast, pages: Pages, language: Language, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "measured.json"
    file.write_text(json.dumps(body()))
    monkeypatch.setattr("lms.judgement.method.page.measured_of", lambda _method: measured(file))
    page = pages.sign_in(cast.manager, language).get("/judgement")
    said = "没有岔子" if language is Language.ZH else "Nothing odd"
    for words in (said, "90%", "1.4%", "2.1%", "3.4%", "50%", "70%", "6.1%"):
        assert words in page.words, words


def test_what_was_measured_of_another_version_says_nothing_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.judgement.method.measured.measured", lambda: measured_from(body("curves-0")))
    assert measured_of("curves-0") is not None
    assert measured_of(METHOD) is None


def test_what_was_measured_is_of_the_method_that_judges_and_every_company_has_words() -> None:
    found = measured()
    assert found is None or (found.rows and found.method == METHOD)
    assert measuring.FILE.exists() == (found is not None)
    assert [one.key for one in SCENARIOS if scenario_words(one.key) == one.key] == []


@BOTH
def test_a_trainee_reads_the_states_in_the_words_for_them(cast: Cast, pages: Pages, language: Language) -> None:
    zh = language is Language.ZH
    own = pages.sign_in(cast.trainee, language).get("/judgement").words
    staff = pages.sign_in(cast.manager, language).get("/judgement").words
    for to_trainee, to_staff in (
        (("教过了，还没见效，一起看看", "教而未会·待复核"), ("我们还欠你", "未教够"))
        if zh
        else (("let’s look together", "Not responding? – needs review"), ("We still owe you", "Teaching owed"))
    ):
        assert to_trainee in own
        assert to_staff not in own
        assert to_staff in staff
    assert not [word for word in ("教不会", "untrain") if word in own.lower()]

"""The method's own page: what is in force, and how often the method errs."""

import json
from pathlib import Path

import pytest

from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement.method import measured as measuring
from lms.judgement.method.measured import measured, scenario_words
from lms.judgement.models import JudgementSettings
from tests.cast import BEGAN, Cast
from tests.judgement.companies.scenarios import SCENARIOS
from tests.pages import Pages

BOTH = pytest.mark.parametrize("language", list(Language))
ROW = {
    "scenario": "clean", "naive_pairs": 0.41, "naive_people": 0.9, "false_pairs": 0.001, "false_pairs_upper": 0.002,
    "false_people": 0.007, "false_people_upper": 0.012, "found_8": 0.55, "found_10": 0.75, "found_14": None,
}  # fmt: skip


@BOTH
def test_the_method_says_what_is_in_force_and_that_it_was_not_measured(
    cast: Cast, pages: Pages, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.judgement.method.page.measured", lambda: None)
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
    body = {"method": "curves-1", "made": "2026-11-28", "settings": {}, "rows": [ROW], "plain_tier": [ROW]}
    file = tmp_path / "measured.json"
    file.write_text(json.dumps({**body, "hard_on_one": 0.061}))
    monkeypatch.setattr("lms.judgement.method.page.measured", lambda: measured(file))
    page = pages.sign_in(cast.manager, language).get("/judgement")
    for words in (
        "90%",
        "0.7%",
        "1.2%",
        "55%",
        "75%",
        "6.1%",
        "没有岔子" if language is Language.ZH else "Nothing odd",
    ):
        assert words in page.words, words


def test_what_was_measured_can_be_read_and_every_company_has_words() -> None:
    found = measured()
    assert found is None or found.rows
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

"""Why a state was found, as each of those whom it concerns reads it."""

import html
import re

import pytest

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement import proposal_words
from lms.judgement.method.costs import Cost
from lms.judgement.models import JudgementSettings
from lms.judgement.states import Reason, Rule
from lms.judgement.thresholds import Tier
from tests.cast import BEGAN, Cast
from tests.factories.slow import DAYS, estimated, slow, taught, tried_on
from tests.factories.training import PHONE, on
from tests.pages import Page, Pages

BOTH = pytest.mark.parametrize("language", list(Language))


def story(cast: Cast, pages: Pages, reader: int, language: Language = Language.ZH) -> Page:
    with clock.standing_at(on(20, 9)):
        return pages.sign_in(reader, language).get(f"/people/{cast.trainee}?skill={PHONE}")


def told(page: Page) -> dict[str, tuple[str, str, str]]:
    """By rule what is here, what is needed, and whether it holds."""
    return {
        row.get("data-reason") or "": tuple(" ".join("".join(cell.itertext()).split()) for cell in list(row)[1:4])
        for row in page.tree.iter("tr")
        if row.get("data-reason")
    }  # type: ignore[return-value]  # three cells each


@BOTH
@pytest.mark.parametrize("reader", ["trainee", "trainer", "manager"])
def test_all_of_them_read_the_same_evidence_each_in_the_words_for_them(
    cast: Cast, pages: Pages, reader: str, language: Language
) -> None:
    slow(cast)
    page = story(cast, pages, getattr(cast, reader), language)
    zh, mine = language is Language.ZH, reader == "trainee"
    for words in ("教过吗？", "达标了吗？", "会不会另有原因？", "照样再教，有用吗？") if zh else (
        "Was it taught?", "Does it hold?", "Could something else explain it?", "Would more of the same help?",
    ):  # fmt: skip
        assert words in page.words
    to_staff, to_trainee = ("教而未会·待复核", "教过了，还没见效，一起看看") if zh else (
        "Not responding? – needs review", "Taught, not working yet: let’s look together",
    )  # fmt: skip
    assert (to_trainee if mine else to_staff) in page.words
    assert (to_staff if mine else to_trainee) not in page.words
    assert ("这是请人来看的问题，不是结论。" if zh else "A question for people, not a verdict.") in page.words
    lines, yes = told(page), "是" if zh else "yes"
    assert lines["tries_that_count"] == ("12", "至少6" if zh else "6 or more", yes)
    assert lines["last_five_below"] == ("1.0", "最多1.4" if zh else "1.4 or less", yes)
    assert lines["others_grow"] == ("0.8", "超过0.4" if zh else "over 0.4", yes)
    assert lines["any_rater_left_out"][0] == ("“停住了”" if zh else "“it stays”")
    assert lines["odds_of_flat"][0].endswith("%")
    assert lines["odds_of_flat"][1:] == ("至少70%" if zh else "70% or more", yes)
    assert ("没有动过" if zh else "have not moved") in page.words
    assert ("照样教下去，再练六次，有" if zh else "If we go on in the same way, the chance") in page.words
    assert 'href="/judgement"' in page.text


@BOTH
def test_each_link_of_the_panel_opens_as_many_records_as_it_says(cast: Cast, pages: Pages, language: Language) -> None:
    slow(cast)
    page = story(cast, pages, cast.manager, language)
    links = re.findall(r'<a href="([^"]+rule=\w+)">([^<]*?)(\d+)([^<]*)</a>', page.text)
    assert {re.sub(r".*rule=", "", href) for href, *_rest in links} >= {
        "tries_that_count", "raters_of_curve", "last_five_below", "last_below_bar",
    }  # fmt: skip
    for href, _before, count, _after in links:
        with clock.standing_at(on(20, 9)):
            opened = pages.get(html.unescape(href))
        rows = [list(node) for node in opened.tree.iter("ol") if node.get("class") == "timeline"]
        assert sum(map(len, rows)) == int(count), href


def test_of_few_tries_one_line_says_that_nothing_can_be_said(cast: Cast, pages: Pages) -> None:
    trainee = taught(cast)
    estimated()
    tried_on(trainee, cast, DAYS[:3], (1.0, 1.0, 1.0))
    page = story(cast, pages, cast.trainee)
    assert "还太少，曲线看不出什么：算数的练习3次，至少要6次。" in page.words
    assert "会不会另有原因？" not in page.words
    assert "odds_of_flat" not in told(page)


def test_while_something_is_owed_nothing_is_asked_of_the_tries(cast: Cast, pages: Pages) -> None:
    trainee = taught(cast)
    estimated()
    tried_on(trainee, cast, DAYS[:8], (1.0,) * 8)
    trainee.tried(PHONE, on(13, 15), None)
    page = story(cast, pages, cast.manager)
    assert "我们还有欠的没补上，练习怎样都不问这一句。" in page.words
    assert "带教还有欠的，先不下任何判断。" in page.words
    assert "odds_of_flat" not in told(page)


def test_of_a_skill_that_holds_it_is_not_asked_whether_training_works(cast: Cast, pages: Pages) -> None:
    trainee = taught(cast)
    estimated()
    tried_on(trainee, cast, DAYS[:6], (1.0, 1.0, 1.5, 2.0, 2.0, 2.0))
    page = story(cast, pages, cast.trainee)
    assert "已经达标，不用再问。" in page.words
    assert "never_ready" not in told(page)


def somewhat_slow(cast: Cast) -> None:
    tried_on(taught(cast), cast, DAYS[:8], (1.0, 1.25, 1.0, 1.25, 1.25, 1.25, 1.25, 1.25))
    estimated()


@BOTH
def test_that_somebody_is_slower_is_told_to_who_coaches_them_and_to_nobody_else(
    cast: Cast, pages: Pages, language: Language
) -> None:
    somewhat_slow(cast)
    note = "比通常慢：现在就换个教法" if language is Language.ZH else "Slower than usual: teach it differently now"
    for reader in ("trainer", "other_trainer", "manager", "trainee"):
        coaches = reader.endswith("trainer")
        assert (note in story(cast, pages, getattr(cast, reader), language).words) == coaches, reader
    with clock.standing_at(on(20, 9)):
        assert note in pages.sign_in(cast.trainer, language).get("/todo").words
        assert note not in pages.sign_in(cast.manager, language).get("/todo").words


def test_who_decides_reads_the_same_panel_beside_the_form(cast: Cast, pages: Pages) -> None:
    slow(cast)
    on_story = told(story(cast, pages, cast.manager))
    with clock.standing_at(on(20, 9)):
        page = pages.sign_in(cast.manager).get(f"/people/{cast.trainee}/decisions/new?skill={PHONE}")
    assert told(page) == on_story


def test_by_plain_counting_no_chance_is_told_but_what_that_costs(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(cast)
    with transaction():
        session().add(JudgementSettings(body={"tier": "plain"}, why="先用数得清的", by_id=cast.manager, at=BEGAN))
    monkeypatch.setattr("lms.judgement.method.costs.tier_costs", lambda _measured: {})
    page = story(cast, pages, cast.manager)
    assert "%" not in "".join(part for line in told(page).values() for part in line)
    assert "last_five_below" in told(page)
    assert "这里只数数" in page.words
    assert "没有用统计。会错多少，还没有测过。" in page.words
    monkeypatch.setattr("lms.judgement.method.costs.tier_costs", lambda _measured: {Tier.PLAIN: Cost(0.1, 0.2, 0.3)})
    assert "100个有起色的人里，有10个被误问" in story(cast, pages, cast.manager).words


@pytest.mark.parametrize(("found", "told"), [(0.44, "0.44"), (0.4, "0.4"), (0.51, "0.5"), (0.36, "0.3")])
def test_a_level_that_differs_never_reads_the_same_as_what_was_asked(found: float, told: str) -> None:
    assert proposal_words.found(Reason(Rule.OTHERS_GROW, found, 0.4, found > 0.4)) == told

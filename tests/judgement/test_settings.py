"""Who sets the thresholds, what is refused, what stays, and whom other figures would move."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from lms import clock
from lms.db import session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import Language, speaking
from lms.judgement.basis import basis_in_force, basis_of, freeze_cohort
from lms.judgement.cohort import Cohort, SkillCohort
from lms.judgement.evidence import State
from lms.judgement.method.costs import Cost, cost_words, tier_costs
from lms.judgement.method.measured import Asking, Kind, Measured, Row, Shares
from lms.judgement.models import CohortEstimate, JudgementSettings
from lms.judgement.service import judgement_of
from lms.judgement.settings import service as settings
from lms.judgement.settings.checking import FIGURES, Wrong, checked
from lms.judgement.settings.service import history, set_thresholds
from lms.judgement.settings.what_if import what_if
from lms.judgement.settings.words import BY_NAME, GROUPS
from lms.judgement.thresholds import DEFAULTS, LIMITS, Thresholds, Tier
from lms.people.models import Coaching
from tests.cast import DAY_ONE, Cast
from tests.factories.training import PHONE, key, on, trainee_of
from tests.pages import Page, Pages

WHY = "培训部和人事一起看过，先问得更有把握一些"
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def growing() -> SkillCohort:
    """A skill in which the others are known to get better."""
    return SkillCohort(people=12, growth=0.95, growth_se=0.1, noise=0.2)


def estimated(cohort: SkillCohort) -> int:
    """An estimate as the job leaves it. Returns its version."""
    with transaction():
        row = CohortEstimate(body=freeze_cohort(Cohort(by_skill={PHONE: cohort})), made_at=on(2))
        session().add(row)
        session().flush()
        return row.id


def not_responding(cast: Cast, tries: int = 12) -> None:
    """The trainee was shown everything, tried under two trainers, and stays where they began."""
    li = trainee_of(cast).enrolled()
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=DAY_ONE))
    li.read(PHONE, on(2, 10))
    for number in range(4):
        li.shown(PHONE, on(2, 11 + number))
    for number in range(tries):
        rater = (cast.trainer, cast.other_trainer)[number % 2]
        li.tried(PHONE, on(3 + number * 2, 14), 1, rater=rater)


def test_every_figure_has_words_and_limits_that_hold_its_default() -> None:
    assert set(FIGURES) == {*BY_NAME, "tier"} == {*LIMITS, "tier"}
    assert len(BY_NAME) == sum(len(group.figures) for group in GROUPS)
    for name, (low, high) in LIMITS.items():
        assert low <= getattr(DEFAULTS, name) <= high


def test_all_faults_are_told_at_once_each_with_its_limits() -> None:
    asked: dict[str, object] = {
        "tries": "5", "raters": "2.5", "flat": "much", "chance": float("nan"), "ratio": True, "bar": 2, "tier": "magic",
        "below": "0.5",
    }  # fmt: skip
    assert checked(asked).wrong == {
        "tries": Wrong.OUTSIDE, "raters": Wrong.NOT_WHOLE, "flat": Wrong.NO_NUMBER, "chance": Wrong.NO_NUMBER,
        "ratio": Wrong.NO_NUMBER, "bar": Wrong.UNKNOWN, "tier": Wrong.NO_TIER,
    }  # fmt: skip
    with speaking(Language.EN), pytest.raises(Unusable) as refused:
        settings.usable(asked)
    assert "6–20 tries" in refused.value.fields["tries"]
    assert set(refused.value.fields) == {*asked} - {"below"}


@pytest.mark.parametrize("name", LIMITS)
def test_a_figure_may_lie_at_either_limit_and_not_beyond(name: str) -> None:
    low, high = LIMITS[name]
    step = 1 if isinstance(getattr(DEFAULTS, name), int) else 0.001
    for value in (low, high):
        found = checked({name: value}).thresholds
        assert found is not None
        assert getattr(found, name) == value
    for value in (low - step, high + step):
        assert checked({name: value}).wrong == {name: Wrong.OUTSIDE}


def test_what_is_set_is_judged_by_from_then_on_and_what_is_usual_is_not_stored(cast: Cast) -> None:
    with clock.standing_at(on(3)):
        version = set_thresholds(cast.admin, {"tries": 8, "flat": 0.7, "tier": "plain"}, WHY, key())
    row = session().get_one(JudgementSettings, version)
    assert row.body == {"tries": 8, "tier": "plain"}
    assert basis_in_force().thresholds == Thresholds(tier=Tier.PLAIN, tries=8)
    assert basis_in_force().settings_version == version
    again = set_thresholds(None, {}, WHY)
    assert basis_in_force().thresholds == DEFAULTS
    assert basis_of(0, version).thresholds.tries == 8
    with speaking(Language.EN):
        last, first = history(cast.manager)
    assert (last.version, last.who, first.who, first.why, first.at) == (again, None, "何平", WHY, on(3))
    assert [(one.label, one.before, one.after) for one in first.changed] == [
        ("How a curve is read", "Against how others get better", "By counting alone"),
        ("Tries that count, at least", "6 tries", "8 tries"),
    ]
    assert [(one.before, one.after) for one in last.changed][1] == ("8 tries", "6 tries")


def test_a_repeated_sending_sets_once_and_the_same_again_is_refused(cast: Cast) -> None:
    sent = key()
    version = set_thresholds(cast.admin, {"tries": 8}, WHY, sent, seen=0)
    assert set_thresholds(cast.admin, {"tries": 8}, WHY, sent, seen=0) == version
    for other in ({"tries": 8}, {"tries": 8, "raters": 2}):
        with pytest.raises(Unusable):
            set_thresholds(cast.admin, other, WHY, key())
    with pytest.raises(Unusable):  # somebody looked at the defaults while another set figures
        set_thresholds(cast.admin, {"tries": 9}, WHY, key(), seen=0)
    with pytest.raises(Unusable) as refused:
        set_thresholds(cast.admin, {"tries": 9}, "想改", key())
    assert set(refused.value.fields) == {"why"}
    assert len(session().scalars(select(JudgementSettings)).all()) == 1


@pytest.mark.parametrize("role", ["trainee", "trainer", "manager", "other_trainer"])
def test_only_an_admin_sets_and_only_managers_and_admins_read(cast: Cast, role: str) -> None:
    with pytest.raises(NotYours):
        set_thresholds(cast.roles()[role], {"tries": 8}, WHY, key())
    if role == "manager":
        assert history(cast.manager) == []
    else:
        with pytest.raises(NotYours):
            history(cast.roles()[role])


@pytest.mark.parametrize("change", ["UPDATE judgement_settings SET why = 'x'", "DELETE FROM judgement_settings"])
def test_what_was_set_is_never_changed(cast: Cast, change: str) -> None:
    set_thresholds(cast.admin, {"tries": 8}, WHY, key())
    with pytest.raises(DatabaseError, match="closed"), transaction():
        session().execute(text(change))


def test_what_if_tells_whom_other_figures_would_move_and_changes_nothing(cast: Cast) -> None:
    not_responding(cast)
    estimated(growing())
    stands = judgement_of(cast.trainee, NOW)
    assert stands is not None
    assert stands.by_skill[PHONE].state is State.UNTRAINABLE
    found = what_if(Thresholds(tries=14), NOW)
    assert [(one.person_id, one.skill, one.before, one.after) for one in found.moves] == [
        (cast.trainee, PHONE, State.UNTRAINABLE, State.ON_PLAN)
    ]
    assert (found.people, found.moved) == (1, 1)
    assert found.named_to(cast.manager, NOW) == found.moves
    assert found.named_to(cast.admin, NOW) == found.named_to(cast.other_trainee, NOW) == ()
    assert judgement_of(cast.trainee, NOW) == stands
    assert what_if(DEFAULTS, NOW).moves == ()


def test_what_each_way_of_reading_costs_is_told_once_it_is_measured() -> None:
    def row(scenario: str, generator: str, wrong: float, found: float) -> Row:
        shares = {Asking.PRODUCT: Shares(false_people=wrong, found_10=found)}
        return Row(Kind.SCENARIOS, scenario, generator, shares)

    rows = (
        row("noisy raters", "curves", 0.024, 0.4),
        row("clean", "curves", 0.006, 0.75),
        row("clean", "steps", 0.010, 0.67),
    )
    costs = tier_costs(Measured("curves-1", DAY_ONE, 1, 20, rows, ()))
    assert costs == {Tier.CURVES: Cost(0.008, 0.024, 0.71)}
    assert tier_costs(None) == {}
    with speaking(Language.EN):
        told = cost_words(costs[Tier.CURVES])
    assert "0.8 were asked about wrongly (2.4 where it went worst)" in told
    assert "71 were found within ten tries" in told


def typed(**other: str) -> dict[str, Any]:
    """What the form sends: the defaults, as they are typed, but for some."""
    figures = {name: one.typed(getattr(DEFAULTS, name)) for name, one in BY_NAME.items()}
    return {"tier": "curves", **figures, "key": key(), **other}


@pytest.mark.parametrize("language", Language)
def test_an_admin_looks_first_then_sets_with_a_reason(cast: Cast, pages: Pages, language: Language) -> None:
    not_responding(cast)
    estimated(growing())
    with clock.standing_at(NOW):
        pages.sign_in(cast.admin, language)
        assert pages.get("/admin/thresholds/change").text.count('inputmode="decimal"') == len(BY_NAME)
        wrong = pages.post("/admin/thresholds/change", typed(tries="3", chance="ten", step="look"), 422)
        assert "6–20" in wrong.words
        assert 'value="ten"' in wrong.text
        look = pages.post("/admin/thresholds/change", typed(tries="14", chance="8", step="look"), 200)
        assert "8%" in look.words
        assert "李文" not in look.words  # an admin who neither teaches nor manages reads how many, not whom
        lacking = pages.post("/admin/thresholds/change", typed(tries="14", chance="8", step="set", seen="0"), 422)
        assert 'name="tries" value="14"' in lacking.text
        assert basis_in_force().settings_version == 0
        pages.post("/admin/thresholds/change", typed(tries="14", chance="8", step="set", seen="0", why=WHY))
        assert basis_in_force().thresholds == Thresholds(tries=14, chance=0.08)
        shown = pages.sign_in(cast.manager, language).get("/admin/thresholds")
        assert WHY in shown.words
        assert "何平" in shown.words
        assert "/admin/thresholds/change" not in shown.text
        assert "/admin/thresholds" in pages.get("/judgement").text
        pages.get("/admin/thresholds/change", 404)
        pages.sign_in(cast.trainer).get("/admin/thresholds", 404)
        assert "/admin/thresholds" not in pages.get("/judgement").text


def sent_from(page: Page) -> dict[str, Any]:
    """What the form that would set them sends, as the page filled it in."""
    return {one.get("name", ""): one.get("value", "") for one in page.tree.iter("input") if one.get("type") == "hidden"}


@pytest.mark.parametrize("language", Language)
def test_an_earlier_version_is_put_back_as_a_new_one(cast: Cast, pages: Pages, language: Language) -> None:
    careful = set_thresholds(cast.admin, {"tries": 14, "chance": 0.08}, WHY, key())
    set_thresholds(cast.admin, {"tries": 9}, "换一个数字看看会怎样变化", key())
    with clock.standing_at(NOW):
        history_page = pages.sign_in(cast.admin, language).get("/admin/thresholds")
        assert history_page.text.count('/back"') == 2, "the first one and the defaults, not what is in force"
        look = pages.get(f"/admin/thresholds/{careful}/back")
        assert "8%" in look.words
        assert basis_in_force().thresholds == Thresholds(tries=9)
        sent = sent_from(look) | {"step": "set"}
        pages.post("/admin/thresholds/change", sent, 422)  # it needs a reason like any other
        once_sent = sent | {"why": "还是先前那一版问得稳妥"}
        pages.post("/admin/thresholds/change", once_sent)
        pages.post("/admin/thresholds/change", once_sent)
        assert basis_in_force().thresholds == Thresholds(tries=14, chance=0.08)
        changed = history(cast.admin)
        assert [(one.version, one.again) for one in changed] == [(3, careful), (2, None), (careful, None)]
        after = pages.get("/admin/thresholds").words
        assert "还是先前那一版问得稳妥" in after
        assert ("换回了第1版的数字。" if language is Language.ZH else "The figures of settings 1 again.") in after
        again = pages.get(f"/admin/thresholds/{careful}/back", 422)
        assert ("什么也没改" if language is Language.ZH else "in force already") in again.words


def test_who_may_not_set_puts_nothing_back(cast: Cast, pages: Pages) -> None:
    set_thresholds(cast.admin, {"tries": 14}, WHY, key())
    with clock.standing_at(NOW):
        assert '/back"' not in pages.sign_in(cast.manager).get("/admin/thresholds").text
        pages.get("/admin/thresholds/0/back", 404)
        pages.sign_in(cast.admin).get("/admin/thresholds/77/back", 404)
        assert "/admin/thresholds/0/back" in pages.get("/admin/thresholds").text


def test_an_admin_who_manages_the_team_reads_whom_it_would_move(cast: Cast, pages: Pages) -> None:
    not_responding(cast)
    estimated(growing())
    with transaction():
        session().execute(text(f"UPDATE person SET is_admin = true WHERE id = {cast.manager}"))
    with clock.standing_at(NOW):
        look = pages.sign_in(cast.manager).post("/admin/thresholds/change", typed(tries="14", step="look"), 200)
    assert "李文" in look.words

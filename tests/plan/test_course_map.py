"""The course map: days and half-days with their time, what was read, what is due, and which skill it is for."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from flask import Flask

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import Catalog, Half, ModuleId, Path, PathId, PathModule, ReadingDuty, SkillId
from lms.i18n import Language, Text, speaking
from lms.plan import progress, service
from lms.plan.course_map import map_of, map_without_plan
from lms.plan.views import hours
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.pages import Pages

CALLS, VISIT = ModuleId("telephone-selling"), ModuleId("first-visit")


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [(45, "45分钟", "45 min"), (60, "1小时", "1 h"), (150, "2小时30分钟", "2 h 30 min"), (1080, "18小时", "18 h")],
)
def test_time_is_told_in_hours_once_it_is_one(minutes: int, zh: str, en: str) -> None:
    with speaking(Language.ZH):
        assert hours(minutes) == zh
    with speaking(Language.EN):
        assert hours(minutes) == en


def test_a_plan_has_its_days_with_date_time_and_what_is_owed(cast: Cast, pages: Pages) -> None:
    with clock.standing_at(BEGAN):
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "k")
        plan = service.plan_of(cast.trainee)
        assert plan is not None
        catalog = edition.catalog()
        shown = map_of(plan, progress.all_progress(cast.trainee))
        page = pages.sign_in(cast.trainee, Language.EN).get("/courses")
    placed = [(day.number, half.half, line.module) for day in shown.days for half in day.halves for line in half.lines]
    in_order = sorted(plan.path.modules, key=lambda m: (m.day, m.half))
    assert placed == [(m.day, m.half, m.module) for m in in_order]
    for day in shown.days:
        assert day.minutes == sum(catalog.modules[ModuleId(line.module)].minutes for line in day.lines)
        assert all(line.due_on in (day.on, None) for line in day.lines)
        owed = [one for one in plan.obligations if one.due_on == day.on and one.kind != "module"]
        assert sorted((one.kind, one.skill, one.ordinal) for one in day.owed) == sorted(
            (one.kind, one.skill, one.ordinal) for one in owed
        )
        with speaking(Language.EN):
            assert f"{hours(day.minutes)} altogether" in page.words
    assert shown.days[0].on == DAY_ONE
    assert "Mon 2 Nov" in page.words
    assert "Today" in page.words


def test_what_was_not_read_in_time_says_since_when_and_what_was_read_does_not(cast: Cast, pages: Pages) -> None:
    with clock.standing_at(BEGAN):
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "k")
    pages.sign_in(cast.trainee)
    module = edition.catalog().modules[CALLS]
    with clock.standing_at(BEGAN + timedelta(days=3)):
        assert pages.get("/courses").words.count("11月2日该读完") == sum(
            1 for m in edition.catalog().paths[PathId("sales")].modules if m.day == 1 and m.reading == "required"
        )
        before = pages.get("/courses").words.count("该读完")
        for section in module.lessons[Language.ZH].sections[:1]:
            pages.post(f"/courses/{CALLS}/{section.anchor}/finish")
        assert f"读完1 / {len(module.lessons[Language.ZH].sections)}节" in pages.get("/courses").words
        for section in module.lessons[Language.ZH].sections[1:]:
            pages.post(f"/courses/{CALLS}/{section.anchor}/finish")
        assert pages.get("/courses").words.count("该读完") == before - 1


@pytest.fixture
def two_paths(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """A catalog in which one path holds the first visit alone, to be read on, for telephone selling."""
    catalog = edition.catalog()
    only = PathModule(VISIT, 2, Half.PM, ReadingDuty.READER)
    short = replace(catalog.paths[PathId("sales")], id=PathId("aaa"), name=Text("短", "Short"), modules=(only,))
    whole = Path(PathId("whole"), Text("长", "Whole"), (replace(only, module=CALLS), only), short.skills, short.hash)
    calls = replace(catalog.skills[SkillId("telephone-selling")], taught_by=(CALLS, VISIT))
    made = replace(
        catalog,
        paths=MappingProxyType({path.id: path for path in (short, whole)}),
        skills=MappingProxyType({**catalog.skills, calls.id: calls}),
    )
    monkeypatch.setattr(edition, "catalog", lambda: made)
    return made


def test_who_has_no_path_chooses_one_and_finds_the_other_modules_below(
    two_paths: Catalog, cast: Cast, pages: Pages
) -> None:
    page = pages.sign_in(cast.trainer).get("/courses")
    chosen = [node.text for node in page.tree.iter("a") if node.get("aria-current") == "true"]
    assert chosen == ["长"], "the path with the most modules comes first"
    short = pages.get("/courses?path=aaa")
    assert "其他课程" in short.words
    assert f"/courses/{CALLS}" in short.text
    assert pages.get("/courses?path=nowhere").words == page.words


def test_a_module_says_whether_it_must_be_read_and_which_skills_it_is_for(two_paths: Catalog) -> None:
    with speaking(Language.EN):
        (visit,) = map_without_plan("aaa", {}, DAY_ONE).lines
    assert (visit.required, visit.practised, visit.feeds) == (False, True, ("Telephone selling",))

"""Firms as their pages show them."""

import pytest

from lms.curriculum.firms import amount, around, chart
from lms.curriculum.world import Figure, FirmId, Forms
from lms.i18n import Language, Text, speaking

from .course import Course


@pytest.mark.parametrize(
    ("value", "to", "unit", "zh", "en"),
    [
        (180, None, Text("人", "people"), "180人", "180 people"),
        (6400, None, Text("个", "items"), "6,400个", "6,400 items"),
        (62_000_000, None, Text("元", "yuan"), "6,200万元", "62 million yuan"),
        (334_000, None, Text("元", "yuan"), "33.4万元", "334,000 yuan"),
        (120_000_000, None, Text("元", "yuan"), "1.2亿元", "120 million yuan"),
        (7, 8, Text("回", "a month"), "7–8回", "7–8 a month"),
        (15, None, Text("%", "%"), "15%", "15 %"),
        (1.5, None, None, "1.5", "1.5"),
    ],
)
def test_a_figure_is_written_as_people_write_it(value: float, to: float | None, unit: Text, zh: str, en: str) -> None:
    figure = Figure("one", Text("", ""), value, to, unit, Forms(), hidden=False)
    with speaking(Language.ZH):
        assert amount(figure) == zh
    with speaking(Language.EN):
        assert amount(figure).replace("\xa0", " ") == en


def test_the_chart_has_each_person_once_below_whom_they_report_to(course: Course) -> None:
    firm = course.catalog().world.firms[FirmId("shiheng")]
    (top,) = chart(firm)
    assert top.person.id == "sun"
    assert [branch.person.id for branch in top.below] == ["meng", "chen"]
    assert [person.id for person in around(firm)] == ["classmate"]


def test_a_card_is_set_in_the_firm_that_its_id_begins_with(course: Course) -> None:
    course.write(
        "courses/world/shiheng-old.yaml",
        "id: shiheng-old\nkind: other\nname: {zh: 老厂, en: Old works}\nabout: {zh: 旧, en: Old}\n",
    )
    world = course.catalog().world
    for piece, firm in (
        ("shiheng-two-planners", "shiheng"),
        ("shiheng-old-gate", "shiheng-old"),
        ("shiheng", "shiheng"),
    ):
        found = world.setting_of(piece)
        assert found is not None
        assert found.id == firm
    assert world.setting_of("shihengs") is None


def test_a_firm_knows_the_lessons_that_name_it(course: Course) -> None:
    world = course.catalog().world
    assert world.told_in[FirmId("shiheng")] == ("basics", "calling")
    assert [firm.id for firm in world.met_in("calling")] == ["shiheng"]

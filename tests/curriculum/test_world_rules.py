"""Rules for the files of the world, each shown on a broken one."""

import pytest

from lms.curriculum.catalog import ModuleId
from lms.curriculum.world import FirmId, Kind

from .course import VENDOR, Course

VENDOR_FILE, FILE = "courses/world/qiaojing.yaml", "courses/world/shiheng.yaml"


def test_the_world_is_in_the_catalog(course: Course) -> None:
    world = course.catalog().world
    firm = world.firms[FirmId("shiheng")]
    assert [one.id for one in world.of_kind(Kind.VENDOR)] == ["qiaojing"]
    assert firm.inside is not None
    assert firm.inside.grade.letter == "B"
    meng = firm.person("meng")
    assert meng is not None
    assert meng.reports_to == "sun"


def test_a_firm_seen_from_outside_holds_nothing_hidden(course: Course) -> None:
    seen = course.catalog().world.firms[FirmId("shiheng")].from_outside()
    said = str(seen)
    for hidden in ("急单", "Fears a stop", "他拍板", "没装过", "姐姐签字", "Moved by November", "Within the move"):
        assert hidden not in said
    for open_ in ("180", "Walks fast", "用表格", "招聘启事", "Wants two planners"):
        assert open_ in said


def test_another_world_is_another_edition_of_the_same_modules(course: Course) -> None:
    before = course.catalog()
    course.change(FILE, "value: 180", "value: 190")
    after = course.catalog()
    assert after.hash != before.hash
    calling = ModuleId("calling")
    assert after.modules[calling] == before.modules[calling]


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "what"),
    [
        (FILE, "id: shiheng", "id: shihang", "id: shihang", "the file is named 'shiheng', the firm 'shihang'"),
        (FILE, "id: meng", "id: people", "name: {zh: 孟经理", "the id 'people' stands twice in this firm"),
        (FILE, "{id: late", "{id: rush", "{id: rush, text: {zh: 误", "the id 'rush' stands twice in this firm"),
        (FILE, "to: 8", "to: 6", "to: 6", "'rush-orders' goes from 7 to 6"),
        (FILE, "reports_to: sun", "reports_to: son", "reports_to: son", "unknown person 'son'"),
        (
            FILE,
            "full: {zh: 孙建",
            "reports_to: meng\n    full: {zh: 孙建",
            "reports_to: meng",
            "'sun' reports to 'meng', and that one in the end to 'sun'",
        ),
        (FILE, "{id: software", "{id: sofware", "systems:", "nothing is said of what 'shiheng' works with"),
        (FILE, "    part: {zh: 他用, en: He uses it}\n", "", "id: meng", "'meng' has no 'part'"),
        (FILE, "  - {id: lorry", "#", "clues:", "'clues' has 2 entries"),
        (FILE, "    - {id: year-end", "#", "timetable:", "'timetable' has 2 entries"),
        (FILE, "trade: {zh: 机加工, en: machining}\n", "", "id: shiheng", "the prospect 'shiheng' has no 'trade'"),
        (FILE, "figures:", "prices:", "prices:", "a prospect has no price list"),
        (VENDOR_FILE, "prices:", "figures:", "id: qiaojing", "the vendor has no price list"),
        (VENDOR_FILE, "role: {zh: 销", "part: {zh: 卖, en: sells}, role: {zh: 销", "people:", "a person of a vendor"),
        (VENDOR_FILE, "id: qiaojing", "idd: qiaojing", "idd", "unknown key 'idd'"),
    ],
)  # fmt: skip
def test_a_broken_firm_is_told_at_its_line(course: Course, name: str, old: str, new: str, at: str, what: str) -> None:
    course.change(name, old, new)
    told = [fault for fault in course.faults(name) if fault.what.startswith(what)]
    assert told, "\n".join(map(str, course.faults()))
    assert abs(told[0].line - course.line_of(name, at)) <= 1


def test_a_prospect_hides_something_and_others_do_not(course: Course) -> None:
    text = course.path(FILE).read_text()
    course.write(FILE, text[: text.index("\nhidden:") + 1])
    assert course.the_fault(FILE).what == "the prospect 'shiheng' has no 'hidden'"
    course.write(FILE, text.replace("kind: prospect", "kind: reference"))
    assert "a reference has no 'hidden'" in {fault.what for fault in course.faults(FILE)}


def test_there_is_one_vendor(course: Course) -> None:
    course.write("courses/world/another.yaml", VENDOR.replace("id: qiaojing", "id: another"))
    assert course.the_fault(VENDOR_FILE).what == "there are two vendors, 'another' and 'qiaojing'"
    course.path("courses/world/another.yaml").unlink()
    course.path(VENDOR_FILE).unlink()
    assert "the world has no vendor" in {fault.what for fault in course.faults(FILE)}


def test_a_stranger_among_the_files_is_told(course: Course) -> None:
    course.write("courses/world/notes.txt", "x")
    assert course.the_fault("courses/world/notes.txt").mend == "name a firm <id>.yaml"


def test_who_speaks_in_a_lesson_is_somebody_of_the_world_by_name_or_role(course: Course) -> None:
    course.change("courses/calling/zh.md", "3. 小陈", "3. 孟经里")
    course.change("courses/calling/en.md", "3. Chen", "3. Front desk")
    course.change(FILE, "en: front desk", "en: Front desk")
    fault = course.the_fault("courses/calling/zh.md")
    assert (fault.what, fault.mend) == ("'孟经里' speaks and is nobody of the world", "did you mean '孟经理'?")
    course.change("courses/calling/zh.md", "3. 孟经里", "3. 路人")
    assert course.the_fault("courses/calling/zh.md").mend == "write them into a firm's people, by name or by role"

"""Transcripts to calibrate by: every item rated, with reasons that point at lines; frozen with their checklist."""

import pytest

from lms.curriculum.catalog import ModuleId
from lms.curriculum.frozen import freeze, hash_of, thaw_calibration

from .course import Course

SMOOTH = "courses/calling/calibration/smooth.yaml"
CHECKLIST = "courses/calling/checklist.yaml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: smooth", "id: smoth", "the id 'smoth' does not fit the file's place"),
        ("item: act-1,", "item: acts-1,", "unknown item 'acts-1'; did you mean 'act-1'"),
        ("item: act-1,", "item: act-2,", "the item 'act-2' stands here twice"),
        ("  - {item: act-4, level: 1, why: {zh: 见00:04, en: See 00:04}}\n", "", "the item 'act-4' has no reference"),
        ("level: 2", "level: 4", "'level' is 4"),
        ("why: {zh: 见00:01, en: See 00:01}", "why: {zh: 见00:01}", "the English is missing"),
        (", why: {zh: 见00:01, en: See 00:01}", "", "the key 'why' is missing"),
        ("zh: 见00:01, en: See 00:01", "zh: 好, en: Good", "the reason points at no line"),
        ("zh: 见00:01, en: See 00:01", "zh: 见00:41, en: See 00:41", "no line stands at 00:41"),
        ("zh: 见00:01, en: See 00:01", "zh: 见00:01, en: See 00:02", "only one language points at 00:01, 00:02"),
        ('at: "00:08"', 'at: "00:05"', "00:05 does not come after the line before it"),
        ('at: "00:19"', 'at: "05:19"', "05:19 lies after the end, 5 minutes"),
        ("who: {zh: 小周, en: Zhou}", "who: {zh: 小周}", "the English is missing"),
    ],
)
def test_a_fault_in_a_transcript_stands_at_its_line(course: Course, old: str, new: str, words: str) -> None:
    line = course.line_of(SMOOTH, old.strip("\n"))
    course.change(SMOOTH, old, new)
    near = [fault for fault in course.faults(SMOOTH) if words in fault.what or words in str(fault)]
    assert near, course.faults()
    assert abs(near[0].line - line) <= 9


def test_a_transcript_without_a_checklist_to_rate_by_is_a_fault(course: Course) -> None:
    course.write("courses/basics/calibration/smooth.yaml", course.path(SMOOTH).read_text())
    assert course.the_fault("courses/basics/calibration/smooth.yaml").what == (
        "the module 'basics' has no checklist to rate this by"
    )


def test_a_transcript_is_long_enough_and_knows_more_than_two_levels(course: Course) -> None:
    text = course.path(SMOOTH).read_text()
    course.write(SMOOTH, text.replace("level: 2", "level: 1"))
    assert course.the_fault(SMOOTH).what == "the references know only 2 of four levels"
    kept = [line for line in text.split("\n") if "第19句" not in line]
    course.write(SMOOTH, "\n".join(kept))
    assert course.the_fault(SMOOTH).what == "the transcript has 19 lines"


def test_a_skill_with_one_transcript_is_advised_to_have_two(course: Course) -> None:
    course.path(SMOOTH).unlink()
    result = course.load()
    assert result.catalog is not None
    assert any("has 1 transcripts to calibrate by" in one.what for one in result.advice)


def test_a_transcript_is_frozen_with_its_checklist_and_comes_back_the_same(course: Course) -> None:
    calling = course.catalog().modules[ModuleId("calling")]
    first, second = calling.calibrations
    assert (first.id, second.id) == ("middling", "smooth")
    assert thaw_calibration(freeze(second)) == second
    assert hash_of(freeze(second)) == second.hash
    assert [one.item for one in second.references] == [f"act-{n}" for n in range(6)]
    course.change(CHECKLIST, "Act 0", "Act nought")
    changed = course.catalog().modules[ModuleId("calling")]
    assert changed.calibrations[1].hash != second.hash  # who rated by the old checklist rates again
    course.change(SMOOTH, "第3句", "第三句")
    assert course.catalog().modules[ModuleId("calling")].hash == changed.hash  # learners meet no transcript

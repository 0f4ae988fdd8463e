"""Where the marks of a curve stand: nothing covers anything, whatever the number of tries and the length of names."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.i18n import Language, speaking
from lms.web.curve import Absence, Curve, Point, Usual

LEVELS = st.lists(st.one_of(st.none(), st.floats(0, 3)), min_size=1, max_size=60)


def curve(
    levels: list[float | None], *, name: str = "李文", usual: int = 0, absences: tuple[Absence, ...] = ()
) -> Curve:
    points = tuple(Point(n, f"{n}", mean, shown=n % 3 == 1) for n, mean in enumerate(levels, start=1))
    pace = tuple(Usual(1.0, 1.4, 1.8) for _place in range(usual))
    return Curve("c", name, "初访", 1.8, points, pace, absences)


@pytest.mark.parametrize("language", list(Language))
@given(levels=LEVELS, usual=st.integers(0, 60))
def test_everything_stands_within_the_drawing(language: Language, levels: list[float | None], usual: int) -> None:
    with speaking(language):
        for drawing in curve(levels, usual=usual and max(usual, 6)).drawings:
            xs = [*(mark.x for mark in drawing.marks), *(x for x, _n in drawing.numbers), *drawing.eyes]
            assert all(drawing.left <= x <= drawing.right for x in xs)
            assert all(drawing.top <= mark.y <= drawing.base for mark in drawing.marks)
            assert all(0 <= label.y <= drawing.height for label in drawing.labels)


@given(last=st.floats(0, 3), usual=st.floats(0, 3))
def test_the_words_at_the_end_never_touch(last: float, usual: float) -> None:
    pace = tuple(Usual(usual, usual, usual) for _place in range(6))
    wide, _narrow = Curve("c", "李文", "初访", 1.8, tuple(Point(n, "", last) for n in range(1, 7)), pace).drawings
    heights = sorted(label.y for label in wide.labels)
    assert len(heights) == 3
    assert all(below - above >= 16.9 for above, below in pairwise(heights))


def test_a_name_that_has_no_room_is_cut_to_its_first_part_or_left_out() -> None:
    def called(name: str) -> str:
        wide, _narrow = curve([1.2] * 6, name=name).drawings
        return next(label.words for label in wide.labels if label.of == "line")

    assert called("Sun Hao") == "Sun Hao 1.2"
    assert called("Emma Lindqvist-Johansson") == "Emma 1.2"
    assert called("Wolfeschlegelsteinhausen") == "1.2"


def test_sixty_tries_have_small_marks_and_few_numbers() -> None:
    for drawing in curve([1.0] * 60).drawings:
        assert len(drawing.marks) == 60
        assert all(mark.size < 1 for mark in drawing.marks)
        xs = [x for x, _number in drawing.numbers]
        assert all(right - left >= 16 for left, right in pairwise(xs))


def test_a_long_absence_parts_the_curve_and_a_short_one_does_not() -> None:
    levels: list[float | None] = [1.0, 1.2, 1.1, 1.3]
    wide, _narrow = curve(levels, absences=(Absence(2, "请假3天"),)).drawings
    assert len(wide.lines) == 1
    assert len(wide.absences) == 1
    wide, _narrow = curve(levels, absences=(Absence(2, "请假20天", breaks=True),)).drawings
    assert len(wide.lines) == 2


def test_every_absence_is_drawn_also_before_the_first_try_and_after_the_last() -> None:
    away = tuple(Absence(after, f"请假{after}") for after in (0, 2, 6))
    for drawing in curve([1.0] * 6, absences=away).drawings:
        assert len(drawing.absences) == 3
        assert all(drawing.left <= x - w / 2 <= x + w / 2 <= drawing.right for x, w in drawing.absences)


def test_who_does_not_see_the_drawing_is_told_all_that_is_on_it() -> None:
    points = (
        Point(1, "", 1.0, 0, "陈静", shown=True),
        Point(2, "", 1.5, 1, "周涛", why_not="评晚了"),
        Point(3, "", 1.7, 0, "陈静", shown=True),
    )
    pace = (Usual(1.0, 1.4, 1.8),) * 6
    view = Curve("c", "李文", "初访", 1.8, points, pace, (Absence(2, "11月9日起请假2天"),), ("陈静", "周涛"))
    with speaking(Language.ZH):
        assert view.described == (
            "评阅过3次，从1.0到1.7（0到3），达标线1.8。同样练到现在，大家通常在1.4。陈静、周涛评阅。"
            "第1、3次之前有示范。第2次不算数。其间：11月9日起请假2天。"
        )
    with speaking(Language.EN):
        assert view.described.endswith(
            "Reviewed by 陈静, 周涛. Shown before tries 1, 3. Try 2 does not count. On the way: 11月9日起请假2天."
        )

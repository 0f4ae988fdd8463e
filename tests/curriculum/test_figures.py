"""SVG files: what may stand in them, and how they are put into a page."""

from xml.etree import ElementTree as ET

import pytest

from lms.curriculum.faults import Fault, Place
from lms.curriculum.figures import Figure, read_figure
from lms.curriculum.render import sanitized
from lms.i18n import Language

from .course import SVG, Course

TALLY = "courses/calling/images/tally.svg"


def read(text: str) -> tuple[Figure | None, list[Fault]]:
    faults: list[Fault] = []
    return read_figure(text, Place("f.svg"), faults), faults


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("<script>alert(1)</script>", "<script> is not allowed"),
        ("<style>a{}</style>", "<style> is not allowed"),
        ("<foreignObject/>", "<foreignObject> is not allowed"),
        ("<image href='https://x.example/a.png'/>", "<image> is not allowed"),
        ("<a href='javascript:alert(1)'/>", "<a> is not allowed"),
        ("<path onload='alert(1)'/>", "the attribute onload is not allowed"),
        ("<path style='fill:red'/>", "use the classes accent, muted, line and soft"),
        ("<use href='https://x.example/a.svg#b'/>", "refers to https://x.example"),
        ("<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='data:x'/>", "refers to data:x"),
        ("<path clip-path='url(https://x.example)'/>", "refers to url(https://x.example)"),
        ("<path fill='#f00'/>", "the colour #f00 does not work in the dark"),
        ("<path class='acent'/>", "did you mean 'accent'?"),
        ("<?php x?>", "holds an instruction"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "<html> is not allowed"),
    ],
)
def test_what_could_run_or_reach_out_or_vanish_in_the_dark_is_a_fault_with_its_line(bad: str, words: str) -> None:
    figure, faults = read(SVG.replace("</svg>", f"\n{bad}</svg>"))
    assert figure is None
    assert all(fault.line == 7 for fault in faults)
    assert words in str(faults[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<svg", "this is no XML"),
        ("<svg/>", "begin with <svg xmlns="),
        (SVG.replace("<text", f"{'<g>' * 41}<text").replace("</text>", f"</text>{'</g>' * 41}"), "nested too deeply"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "has no viewBox"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>", "<!DOCTYPE"),
        ("", "this is no XML"),
    ],
)
def test_a_file_that_is_no_figure_is_a_fault(text: str, words: str) -> None:
    figure, faults = read(text)
    assert figure is None
    assert words in str(faults[0])


def test_entities_that_grow_without_end_are_stopped() -> None:
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    text = f"<!DOCTYPE svg [<!ENTITY l0 'ha'>{laughs}]><svg xmlns='http://www.w3.org/2000/svg'><text>&l9;</text></svg>"
    assert read(text)[1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<title>A day</title>", "", "the figure has no <title>"),
        ("<desc>60 dialled, 2 booked</desc>", "<desc> </desc>", "the figure has no <desc>"),
        ('viewBox="0 0 20 10"', 'viewBox="0 0 wide"', "viewBox is not understood"),
        (' font-size="2"', "", 'the words have no size; write font-size="2"'),
        (' font-size="2"', ' font-size="0.7"', "10.1 px high on a narrow phone"),
        (' font-size="2"', ' font-size="small"', "the size 'small' is no number"),
        ("<text", '<g class="soft"><text', "the pale colour 'soft'"),
        ("<text", '<g fill-opacity="0.6"><text', "see-through"),
    ],
)
def test_what_cannot_be_read_by_all_is_a_fault(course: Course, old: str, new: str, words: str) -> None:
    bad = SVG.replace(old, new)
    course.write(TALLY, bad.replace("</text>", "</text></g>") if "<g" in new else bad)
    assert course.load().catalog is None
    assert words in str(course.the_fault(TALLY))


def test_muted_words_in_a_group_with_a_size_can_be_read(course: Course) -> None:
    course.write(
        TALLY, SVG.replace("<text", '<g class="muted" font-size="2px"><text').replace("</text>", "</text></g>")
    )
    assert course.load().catalog is not None


def test_a_picture_that_no_lesson_shows_stops_no_edition(course: Course) -> None:
    course.write(
        "courses/calling/images/imported-1.svg", SVG.replace("<title>A day</title>", "").replace(">60<", ">sixty<")
    )
    assert course.load().catalog is not None


def test_a_figure_of_one_language_keeps_its_description_for_who_asks_for_more(course: Course) -> None:
    for language in ("zh", "en"):
        course.change(f"courses/calling/{language}.md", "images/tally.svg", f"images/tally.{language}.svg")
        course.write(f"courses/calling/images/tally.{language}.svg", SVG.replace("60 dialled", "It's 60"))
    course.path("courses/calling/images/tally.svg").unlink()
    html = course.catalog().modules["calling"].lessons[Language.EN].sections[0].html  # type: ignore[index]
    assert 'aria-describedby="first-call-f1-desc"' in html
    assert '<desc id="first-call-f1-desc">It’s 60, 2 booked</desc>' in html
    shared = course.catalog().modules["basics"].lessons[Language.EN].sections[0].html  # type: ignore[index]
    assert "<desc" not in shared


def test_a_figure_in_a_page_has_its_alternative_text_and_ids_of_its_own() -> None:
    figure, _ = read(SVG.replace("<text", "<title>a tooltip</title><text"))
    assert figure is not None
    markup = ET.tostring(figure.inlined('60 "calls"', "first-f1-"), encoding="unicode")
    assert 'role="img" aria-label="60 &quot;calls&quot;"' in markup
    assert 'id="first-f1-tip"' in markup
    assert 'marker-end="url(#first-f1-tip)"' in markup
    assert "tooltip" not in markup
    assert 'viewBox="0 0 20 10"' in sanitized(markup)
    assert "url(#first-f1-tip)" in sanitized(markup)

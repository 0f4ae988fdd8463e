"""SVG files: what may stand in them, and how they are put into a page."""

from xml.etree import ElementTree as ET

import pytest

from lms.curriculum.faults import Fault, Place
from lms.curriculum.figures import Figure, read_figure
from lms.curriculum.render import sanitized

from .course import SVG


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
    assert all(fault.line == 6 for fault in faults)
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

"""Paragraphs of a section as plain text."""

from lms.asking.excerpts import LONGEST, paragraphs
from lms.curriculum.catalog import Section
from tests.shipped import content


def test_a_block_is_its_own_words_and_those_of_blocks_within_it() -> None:
    html = (
        '<p id="p-1">Ask &amp; <em>wait</em>.<br>Then write.</p><h2 id="later">Later</h2>'
        '<div id="p-2"><table><tr><td>one</td><td>two</td></tr></table></div>'
        '<ul><li id="p-3">first <a href="#x">here</a></li><li><p id="p-4">second</p></li></ul>'
        '<figure id="p-5"><svg aria-label="A plan"><text>no</text><path d="M0 0"/></svg>'
        "<figcaption>Seats</figcaption></figure>"
    )
    assert dict(paragraphs(html)) == {
        "p-1": "Ask & wait. Then write.", "p-2": "one two", "p-3": "first here", "p-4": "second",
        "p-5": "A plan Seats",
    }  # fmt: skip


def test_every_paragraph_of_every_lesson_can_be_quoted() -> None:
    def counted(section: Section) -> bool:
        texts = paragraphs(section.html)
        return list(texts) == [f"p-{n}" for n in range(1, section.paragraphs + 1)] and all(texts.values())

    for module in content().modules.values():
        for lesson in module.lessons.values():
            assert [section.anchor for section in lesson.sections if not counted(section)] == []


def test_what_is_long_is_cut() -> None:
    assert len(paragraphs(f'<p id="p-1">{"长" * 900}</p>')["p-1"]) == LONGEST

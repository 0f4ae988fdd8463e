"""What is taken away on paper: all of it is there, nothing that only a screen can do, no key; nobody has read it."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from sqlalchemy import select

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session
from lms.i18n import Language, speaking
from lms.plan import on_paper
from lms.plan.models import Reading
from tests.cast import Cast
from tests.pages import Page, Pages

LANGUAGES = pytest.mark.parametrize("language", list(Language))
PRESSED = ("popover", 'type="checkbox"', 'type="radio"', "data-lesson", "data-check")


def letters(text: str) -> str:
    """Words without the spaces that stand between elements."""
    return "".join(text.split())


def holds(page: Page, words: str) -> bool:
    return letters(words) in letters(page.words)


@LANGUAGES
def test_a_whole_module_is_one_page_with_all_but_the_keys(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.trainee, language)
    for module in edition.catalog().modules.values():
        page = pages.get(f"/courses/{module.id}/print")
        lesson = module.lessons[language]
        for words in (lesson.title, lesson.summary, *(s.title for s in lesson.sections)):
            assert holds(page, words)
        assert all(holds(page, outcome.text.in_(language)) for outcome in module.outcomes)
        assert all(holds(page, term.meaning.in_(language)) for term in module.terms)
        for check in module.checks.values():
            assert holds(page, check.ask.in_(language))
            for option in check.body.options:
                assert holds(page, option.text.in_(language))
                assert not holds(page, option.feedback.in_(language))
        assert sum(s.html.count('class="note"') for s in lesson.sections) == page.text.count('class="note"')
        assert sum(s.html.count('<figure class="figure"') for s in lesson.sections) == page.text.count("<figure")
        assert not [one for one in PRESSED if one in page.text]
    assert session().scalars(select(Reading)).all() == [], "it was printed, not read"


@LANGUAGES
def test_the_takeaway_stands_alone_with_module_product_and_edition(
    cast: Cast, pages: Pages, language: Language
) -> None:
    pages.sign_in(cast.trainee, language)
    for module in edition.catalog().modules.values():
        page = pages.get(f"/courses/{module.id}/sheet")
        lesson = module.lessons[language]
        assert f"<h1>{lesson.title}" in page.text
        assert holds(page, lesson.sections[-1].title)
        assert lesson.sections[0].title not in page.words
        assert ("师傅" if language is Language.ZH else "Shifu") in page.words
        assert "年" in page.words if language is Language.ZH else "Edition of " in page.words
        assert f'href="/courses/{module.id}/sheet"' in pages.get(f"/courses/{module.id}/takeaway").text
        assert f'href="/courses/{module.id}/print"' in pages.get(f"/courses/{module.id}").text
    pages.get("/courses/no-such-module/sheet", 404)
    pages.get("/courses/no-such-module/print", 404)


def test_links_out_of_the_house_become_numbered_notes_once_each(cast: Cast) -> None:
    module = edition.catalog().modules[ModuleId("first-visit")]
    section = replace(
        module.lessons[Language.EN].sections[0],
        checks=(),
        html='<p id="p-1"><a href="https://example.com/a?b&amp;c" rel="noopener noreferrer">one</a>, '
        '<a href="https://example.com/d" rel="noopener noreferrer">two</a>, <a href="listen-first">three</a>, '
        '<a href="https://example.com/d" rel="noopener noreferrer">four</a></p>',
    )
    lesson = replace(module.lessons[Language.EN], sections=(section,))
    with speaking(Language.EN):
        (printed,) = on_paper.whole(replace(module, lessons=MappingProxyType({Language.EN: lesson}))).sections
    assert printed.links == ("https://example.com/a?b&c", "https://example.com/d")
    (html,) = printed.parts
    assert [html.partition(word)[2][:19] for word in ("one", "two", "four")] == [  # type: ignore[union-attr]
        "</a><sup>[1]</sup>,", "</a><sup>[2]</sup>,", "</a><sup>[2]</sup><",
    ]  # fmt: skip
    assert "three</a>, <a" in html
    assert "p-1" not in html

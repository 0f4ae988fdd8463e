"""The glossary: every term with its meaning, sorted as readers of its language look for it."""

import pytest

from lms.curriculum import edition
from lms.i18n import Language
from lms.plan.glossary import letter_of, lines
from tests.cast import Cast
from tests.pages import Pages


@pytest.mark.parametrize(
    ("term", "letter"),
    [
        *(("答得出数", "D"), ("急单", "J"), ("物料清单", "W"), ("做不到", "Z")),
        *(("BOM", "B"), ("lead", "L"), ("榫", "…"), ("3PL", "…")),
    ],
)
def test_a_term_stands_under_the_letter_by_which_it_is_looked_for(term: str, letter: str) -> None:
    assert letter_of(term) == letter


@pytest.mark.parametrize("language", list(Language))
def test_every_term_stands_once_in_order_and_leads_to_where_it_is_explained(
    cast: Cast, pages: Pages, language: Language
) -> None:
    pages.sign_in(cast.trainee, language)
    page = pages.get("/glossary")
    terms = {term.id: term for module in edition.catalog().modules.values() for term in module.terms}
    listed = [node.get("id") for node in page.tree.iter("div") if (node.get("id") or "").startswith("term-")]
    assert sorted(listed) == sorted(f"term-{one}" for one in terms)
    letters = [node.text for node in page.tree.iter("h2") if (node.get("id") or "").startswith("letter-")]
    assert letters == sorted(set(letters), key=letters.index)
    assert letters[:-1] == sorted(letters[:-1])
    for term in terms.values():
        assert term.meaning.in_(language) in page.words
        assert term.term.zh in page.words
        assert term.term.en in page.words
    for line in lines(language):
        lesson = pages.get(f"/courses/{line.module}/{line.section}")
        assert not line.anchor or f'id="{line.anchor}"' in lesson.text
        assert line.section_title in lesson.words


def test_a_word_is_looked_up_in_either_language_and_what_is_not_there_is_said(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    found = pages.get("/glossary?q=Rush+ORDER")
    assert 'id="term-rush-order"' in found.text
    assert found.text.count('id="term-') < len(lines(Language.ZH))
    nothing = pages.get("/glossary?q=%3Cb%3E")
    assert "没有词里有“<b>”" in nothing.words

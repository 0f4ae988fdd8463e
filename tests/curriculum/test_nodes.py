"""YAML with places, and what is refused in it."""

import pytest

from lms.curriculum.faults import Fault, Place
from lms.curriculum.nodes import Node, empty_values, read_yaml


def read(text: str) -> tuple[Node | None, list[Fault]]:
    faults: list[Fault] = []
    return read_yaml(text, Place("f.yaml"), faults), faults


def test_every_key_and_value_knows_its_line_and_column() -> None:
    node, faults = read("- id: a\n  text: {zh: 一, en: one}\n")
    assert node is not None
    assert not faults
    assert node.at(0, "id") == Place("f.yaml", 1, 7)
    assert node.at(0, "text", "en") == Place("f.yaml", 2, 21)
    assert node.at(0, "missing") == Place("f.yaml", 1, 3)


def test_words_that_yaml_1_1_would_turn_into_something_else_stay_text() -> None:
    node, _ = read("a: no\nb: 01:20\nc: 2026-11-24\nd: 3\ne: 1.5\nf: true\n")
    assert node is not None
    assert node.plain() == {"a": "no", "b": "01:20", "c": "2026-11-24", "d": 3, "e": 1.5, "f": True}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "the key 'a' stands here twice"),
        ("a: &x 1\nb: *x\n", (1, 4), "the anchor &x is not used here"),
        ("a:\n\t- b\n", (2, 1), "a tab indents the line"),
        ("a: say: no\n", (1, 7), "put the whole text in double quotes"),
        ('a: "open\nb: 1\n', (1, 4), "close the quotation mark"),
        ("a: !thing 1\n", (1, 4), "the tag !thing is not used here"),
        ("a: 1\n---\nb: 2\n", (2, 1), "keep one document in a file"),
        ("? [a]\n: b\n", (1, 3), "a key must be one word"),
        ("[" * 500, (1, 1), "nested too deeply"),
        ("a: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]\n", (1, 16), "nested too deeply"),
        ('a: "\\ud800"\n', (1, 4), "U+D800 cannot be printed"),
        ("", (1, 1), "the file is empty"),
        ('a: "\\U00110000"\n', (1, 1), "this is no YAML"),
        ("a: *x\n", (1, 4), "a text begins with *; put it in double quotes"),
    ],
)
def test_what_is_refused_says_where_and_how_to_mend_it(text: str, place: tuple[int, int], words: str) -> None:
    _, faults = read(text)
    assert [(fault.line, fault.column) for fault in faults] == [place]
    assert words in str(faults[0])


def test_aliases_that_would_grow_without_end_are_never_followed() -> None:
    text = "a: &a [x, x]\n" + "".join(
        f"{n}: &{n} [*{p}, *{p}, *{p}, *{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    node, faults = read(text)
    assert node is None
    assert len(faults) == 9
    assert read("a: &a [*a]\n")[0] is None


def test_a_comma_in_an_unquoted_text_is_explained_as_such() -> None:
    node, _ = read("a: {zh: 一, en: Two, three}\nb:\n")
    assert node is not None
    comma, empty = (fault for _, fault in empty_values(node))
    assert (comma.line, comma.column, comma.mend) == (1, 21, "put the whole text in double quotes")
    assert empty.what == "the key 'b' has no value"

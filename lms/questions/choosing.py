"""Choosing among options: what single and multiple choices, reasons, lines and grades have in common."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from lms.i18n import _
from lms.questions.controls import Row
from lms.questions.kind import Finding, Problem, in_order, said
from lms.questions.question import Option


def rows_of(options: Sequence[Option], order: list[str]) -> tuple[Row, ...]:
    by_id = {option.id: option for option in options}
    return tuple(Row(one, words_of_option(by_id[one])) for one in in_order(list(by_id), order))


def words_of_option(option: Option) -> str:
    if option.text is not None:
        return said(option.text)
    return _("True") if option.id == "true" else _("Not true")


def findings_of(options: Sequence[Option], order: list[str], chosen: str, key: str) -> tuple[Finding, ...]:
    """The lines of a single choice after the answer."""
    by_id = {option.id: option for option in options}
    return tuple(
        finding(words_of_option(by_id[one]), one == chosen, one == key, said(by_id[one].feedback), number)
        for number, one in enumerate(in_order(list(by_id), order), 1)
    )


def finding(words: str, chosen: bool, key: bool, because: str, number: int | None = None) -> Finding:
    """A line of a single choice; only the chosen one and the key say why."""
    if key:
        return Finding(words, chosen, key, _("That is the one.") if chosen else _("This is the one."), because, number)
    if chosen:
        return Finding(words, chosen, key, _("You chose this; set it aside."), because, number)
    return Finding(words, chosen, key, number=number)


def verdict(score: float, partly: str) -> str:
    """On the whole. partly: said of a score between 0 and 1."""
    return _("Right.") if score == 1 else partly if score else _("Not right this time.")


def problems_of_options(
    options: Sequence[Option], key: str, few: int, most: int, name: str = "options", at_key: str = "answer"
) -> Iterator[Problem]:
    """Of a list of options of which one is the key."""
    yield from problems_of_ids(options, name)
    if not few <= len(options) <= most:
        yield Problem((name,), f"there are {len(options)} {name}", f"write {few} to {most}")
    for position, option in enumerate(options):
        if option.text is None:
            yield Problem((name, position), f"the option '{option.id}' has no text", "add 'text:' with zh and en")
    if key not in [option.id for option in options]:
        yield unknown_key(key, [option.id for option in options], (at_key,))


def problems_of_ids(things: Sequence[Option] | Sequence[Row], name: str) -> Iterator[Problem]:
    ids = [thing.id for thing in things]
    for position, one in enumerate(ids):
        if one in ids[:position]:
            yield Problem((name, position, "id"), f"the id '{one}' stands here twice", "rename one")


def unknown_key(key: str, ids: Sequence[str], steps: tuple[str | int, ...]) -> Problem:
    near = get_close_matches(key, ids, n=1)
    mend = f"did you mean '{near[0]}'?" if near else f"use one of {', '.join(ids) or 'those that you write'}"
    return Problem(steps, f"unknown option '{key}'", mend)

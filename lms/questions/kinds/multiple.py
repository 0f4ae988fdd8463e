"""Several of four to six options, with credit for a part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from lms.i18n import _, ngettext
from lms.questions.answers import Answer
from lms.questions.choosing import problems_of_ids, rows_of, unknown_key, words_of_option
from lms.questions.controls import Choice, Control
from lms.questions.kind import Explained, Finding, Group, Kind, Problem, in_order, said, shuffled
from lms.questions.question import Option, Question

NAME = "chosen"
FEW, MOST = 4, 6
_SAID_IN_ENGLISH = re.compile(r"\b(?:choose|which) (two|three|four|five)\b", re.IGNORECASE)
_SAID_IN_CHINESE = re.compile("[选哪]([两三四五])")


@dataclass(frozen=True, slots=True)
class Multiple:
    """answer: the ids of two or more options."""

    options: tuple[Option, ...]
    answer: tuple[str, ...]
    in_order: bool = False


def said_in_english(ask: str) -> int | None:
    """How many options a question says are to be chosen: “Choose two”, “Which three …”; None when it says no number."""
    found = _SAID_IN_ENGLISH.search(ask)
    return ("two", "three", "four", "five").index(found[1].lower()) + 2 if found else None


def said_in_chinese(ask: str) -> int | None:
    """The same of a Chinese one: 选两项，哪三条."""
    found = _SAID_IN_CHINESE.search(ask)
    return "两三四五".index(found[1]) + 2 if found else None


class MultipleKind(Kind[Multiple]):
    """Worth (right ones chosen − wrong ones chosen) / right ones, not below 0."""

    name = "multiple"
    shape = Multiple

    def problems(self, question: Question) -> Iterator[Problem]:
        body: Multiple = question.body
        ids = [option.id for option in body.options]
        yield from problems_of_ids(body.options, "options")
        if not FEW <= len(ids) <= MOST:
            yield Problem(("options",), f"there are {len(ids)} options", f"a multiple choice has {FEW} to {MOST}")
        for position, option in enumerate(body.options):
            if option.text is None:
                yield Problem(
                    ("options", position), f"the option '{option.id}' has no text", "add 'text:' with zh and en"
                )
        different = len(set(body.answer))
        if different < 2 or different != len(body.answer):
            yield Problem(("answer",), f"the answer names {different} different options", "name two or more")
        if ids and set(ids) <= set(body.answer):
            yield Problem(("answer",), "every option is right", "add one that is wrong")
        for position, key in enumerate(body.answer):
            if key not in ids:
                yield unknown_key(key, ids, ("answer", position))
        yield from _number_said(question)

    def order(self, body: Multiple, chance: Random) -> list[str]:
        ids = [option.id for option in body.options]
        return ids if body.in_order else shuffled(ids, chance)

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        says = said_in_english(question.ask.en)
        return (Choice(NAME, rows_of(question.body.options, order), many=True, says=says),)

    def key(self, body: Multiple) -> Answer:
        return {NAME: list(body.answer)}

    def score(self, body: Multiple, answer: Answer) -> float | None:
        hit, beside = _counts(body, answer.get(NAME, ()))
        return max(hit - beside, 0) / len(body.answer)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Multiple = question.body
        chosen = answer.get(NAME, ())
        by_id = {option.id: option for option in body.options}
        lines = tuple(
            _finding(by_id[one], one in chosen, one in body.answer, number)
            for number, one in enumerate(in_order(list(by_id), order), 1)
        )
        return Explained(_as_a_whole(body, chosen), (Group(lines, many=True),))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        chosen = answer.get(NAME, ())
        return [words_of_option(option) for option in question.body.options if option.id in chosen]


def _counts(body: Multiple, chosen: Sequence[str]) -> tuple[int, int]:
    hit = len(set(chosen) & set(body.answer))
    return hit, len(set(chosen)) - hit


def _finding(option: Option, chosen: bool, key: bool, number: int) -> Finding:
    because = said(option.feedback) if chosen or key else ""
    if key:
        words = _("Yes, this belongs.") if chosen else _("This belongs too; you left it out.")
    else:
        words = _("You chose this; set it aside.") if chosen else ""
    return Finding(words_of_option(option), chosen, key, words, because, number)


def _as_a_whole(body: Multiple, chosen: Sequence[str]) -> str:
    hit, beside = _counts(body, chosen)
    count = len(body.answer)
    if hit == count and not beside:
        return _("Right.")
    if not hit:
        return _("Not right this time: none of the %(count)s right ones chosen.", count=count)
    if not beside:
        return _("Not right as a whole: you chose %(hit)s of the %(count)s right ones.", count=count, hit=hit)
    return ngettext(
        "Not right as a whole: you chose %(hit)s of the %(count)s right ones, and %(num)s wrong one.",
        "Not right as a whole: you chose %(hit)s of the %(count)s right ones, and %(num)s wrong ones.",
        beside,
    ) % {"hit": hit, "count": count, "num": beside}


def _number_said(question: Question) -> Iterator[Problem]:
    """The page stops an answer of another number than the ask says, so the ask must say it truly, or leave it open."""
    said_so = said_in_english(question.ask.en), said_in_chinese(question.ask.zh)
    right = len(question.body.answer)
    if said_so == (None, None):
        if "all that apply" not in question.ask.en:
            mend = "write how many, “Choose two” and 选两项, or “all that apply”"
            yield Problem(("ask",), "the ask does not say how many are to be chosen", mend)
    elif set(said_so) != {right}:
        what = (
            f"the ask says that {said_so[0] or 'no number'} (en) and {said_so[1] or 'no number'} (zh) are to be chosen"
        )
        yield Problem(("ask",), what, f"the answer has {right}; write the same in both languages")


KIND = MultipleKind()

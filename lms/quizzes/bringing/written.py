"""A question as people write it down, with its kind and answer in words, turned into an item."""

import re
import unicodedata
from dataclasses import dataclass, field

from lms.quizzes.bringing.found import Item, Rejected, Words
from lms.quizzes.bringing.items import (
    Choice,
    choice_item,
    matching_item,
    numeric_item,
    one_of,
    open_item,
    ordering_item,
    short_text_item,
    true_false_item,
    with_reasons,
)
from lms.quizzes.bringing.numbers import plain_number, read_number
from lms.quizzes.bringing.wording import CHOICE, FILL, RECKON, fold, has_han, kind_of, said, truth

LETTERS_ONLY = re.compile(r"[A-Z]+")
BETWEEN_LETTERS = re.compile(r"[\s,、;./|&+\-—>→和与及]+|AND")
BETWEEN_FORMS = re.compile(r"[|;\n]+")
PAIR = re.compile(r"\s*(?:——?|--?>|=>|→|⇒|=|:|：|＝)\s*")
BLANKS = re.compile(r"_{2,}|＿{2,}|[（(][\s\u3000]*[）)]")
LONGEST_FORM = 40
UNKNOWN_KIND = "the kind “{}” is not known here"


@dataclass(slots=True)
class Written:
    """One question as written. Texts by language; `answer` and `kind` in the words of the source."""

    kind: str
    ask: Words
    answer: str
    options: list[Choice] = field(default_factory=list)
    explanation: Words = field(default_factory=dict)
    answer_en: str = ""
    reasons: list[Choice] = field(default_factory=list)
    reason: str = ""
    matches: list[Words] = field(default_factory=list)
    mistakes: list[tuple[Words, Words]] = field(default_factory=list)
    unit: Words = field(default_factory=dict)
    units: str = ""
    tolerance: str = ""
    in_order: bool = False

    @property
    def chinese(self) -> bool:
        return has_han(one_of(self.ask))


def item_of(written: Written) -> Item:
    """The item, with the kind guessed when the source names none. Raises Rejected."""
    if not one_of(written.ask):
        raise Rejected("there is no stem")
    kind = _kind(written)
    if not written.answer.strip() and not written.answer_en.strip() and kind != "open":
        raise Rejected("there is no answer")
    return _MAKERS[kind](written, kind)


def _kind(written: Written) -> str:
    named = kind_of(written.kind) if written.kind.strip() else CHOICE if written.options else ""
    if named is None or named in ("hotspot", "vignette"):
        raise Rejected(UNKNOWN_KIND.format(written.kind.strip()[:30]))
    if named == CHOICE:
        if _is_true_false(written):
            return "true-false"
        return "matching" if written.matches else "single" if len(_letters(written)) == 1 else "multiple"
    if named == FILL:
        number = read_number(written.answer)
        return "numeric" if number and not number[1] else "short-text"
    if named == RECKON:
        return "numeric"
    return named or _guessed(written)


def _guessed(written: Written) -> str:
    """The kind of a question without options and without a word for it."""
    if truth(written.answer) is not None and not written.answer.strip().isdecimal():
        return "true-false"
    number = read_number(written.answer)
    if number and not number[1]:
        return "numeric"
    return "short-text" if len(written.answer) <= LONGEST_FORM else "open"


def _is_true_false(written: Written) -> bool:
    sides = [truth(one_of(option.text)) for option in written.options]
    return len(sides) == 2 and set(sides) == {True, False}


def _letters(written: Written) -> list[int]:
    """The options that the answer names, in its order, counted from 0. Raises Rejected when one is not there."""
    answer = unicodedata.normalize("NFKC", written.answer).strip()
    exact = [number for number, option in enumerate(written.options) if fold(answer) in map(fold, option.text.values())]
    if len(exact) == 1:
        return exact
    folded = BETWEEN_LETTERS.sub("", answer.upper().strip("()[]【】。."))
    if not LETTERS_ONLY.fullmatch(folded):
        begins = re.fullmatch(r"([A-Z])\s*[.、:)]\s*(.+)", answer, re.IGNORECASE | re.DOTALL)
        number = ord(begins[1].upper()) - ord("A") if begins else -1
        if (
            begins
            and number < len(written.options)
            and fold(begins[2]) in map(fold, written.options[number].text.values())
        ):
            return [number]
        raise Rejected(f"the answer “{written.answer.strip()[:30]}” names no option")
    numbers = list(dict.fromkeys(ord(letter) - ord("A") for letter in folded))
    missing = [chr(number + ord("A")) for number in numbers if number >= len(written.options)]
    if missing:
        raise Rejected(f"the answer names the option {', '.join(missing)}, which is not there")
    return numbers


def _choice(written: Written, kind: str) -> Item:
    if not written.options:
        raise Rejected("there are no options")
    if len(written.options) == 1:
        raise Rejected("there is only one option")
    right = _letters(written)
    for number, option in enumerate(written.options):
        option.right = number in right
    return choice_item(kind, written.ask, written.options, written.explanation, in_order=written.in_order)


def _true_false(written: Written, _kind_name: str) -> Item:
    answer = truth(written.answer)
    if written.options:
        if not _is_true_false(written):
            raise Rejected("a true-false question has two options, right and wrong (对, 错)")
        sides = [truth(one_of(option.text)) for option in written.options]
        answer = sides[_letters(written)[0]] if answer is None else answer
    if answer is None:
        raise Rejected(f"the answer “{written.answer.strip()[:30]}” is neither right nor wrong")
    feedback: dict[bool | None, Words] = {}
    for option in written.options:
        feedback[truth(one_of(option.text))] = option.feedback
    when_true, when_false = feedback.get(True, {}), feedback.get(False, {})
    made = true_false_item(
        written.ask, answer=answer, when_true=when_true, when_false=when_false, explanation=written.explanation
    )
    if written.reasons:
        right = _letters(Written("", written.ask, written.reason, written.reasons)) if written.reason.strip() else []
        for number, reason in enumerate(written.reasons):
            reason.right = number in right
    return with_reasons(made, written.reasons)


def _ordering(written: Written, _kind_name: str) -> Item:
    if not written.options:
        raise Rejected("an ordering question needs steps to put in order")
    order = _letters(written)
    if len(order) != len(written.options):
        raise Rejected(f"the answer orders {len(order)} of {len(written.options)} steps")
    return ordering_item(written.ask, [written.options[number] for number in order], written.explanation)


def _matching(written: Written, _kind_name: str) -> Item:
    """Rows in the options with their matches beside them and an answer like A1 B3, or pairs “row——match”."""
    rows, matches = written.options, written.matches
    if not rows:
        parts = [PAIR.split(part.strip(), maxsplit=1) for part in re.split("[;；\n]", written.answer) if part.strip()]
        if len(parts) < 2 or any(len(part) != 2 or not all(part) for part in parts):
            raise Rejected("the pairs cannot be told apart; write the answer as one——other；one——other")
        pairs = [(Choice(said(row, chinese=written.chinese)), said(m, chinese=written.chinese)) for row, m in parts]
        return matching_item(written.ask, pairs, [], written.explanation)
    if not matches:
        raise Rejected("a matching question needs what belongs to each row")
    marks = re.findall(r"([A-Z])\W*(\d{1,2})", unicodedata.normalize("NFKC", written.answer).upper())
    answer = {ord(letter) - ord("A"): int(number) - 1 for letter, number in marks}
    if set(answer) != set(range(len(rows))):
        raise Rejected("the answer does not say what belongs to each row; write it as A1 B3 C2")
    if any(not 0 <= number < len(matches) for number in answer.values()):
        raise Rejected("the answer names a match that is not there")
    spare = [words for number, words in enumerate(matches) if number not in answer.values()]
    pairs = [(row, matches[answer[number]]) for number, row in enumerate(rows)]
    return matching_item(written.ask, pairs, spare, written.explanation)


def _numeric(written: Written, _kind_name: str) -> Item:
    one_blank(one_of(written.ask))
    found = read_number(written.answer)
    if found is None:
        raise Rejected(f"the answer “{written.answer.strip()[:30]}” is no number")
    value, unit = found
    tolerance = read_number(written.tolerance) if written.tolerance.strip() else (0, "")
    if tolerance is None or tolerance[1]:
        raise Rejected(f"the tolerance “{written.tolerance.strip()[:30]}” is no number")
    mistakes = []
    for words, feedback in written.mistakes:
        wrong = read_number(one_of(words))
        if wrong is None:
            raise Rejected(f"the mistake “{one_of(words)[:30]}” is no number")
        mistakes.append((wrong[0], feedback))
    return numeric_item(
        written.ask,
        value,
        written.explanation,
        tolerance=plain_number(tolerance[0]) or 0,
        unit=written.unit or (said(unit) if unit else None),
        units=forms_of(written.units),
        mistakes=mistakes,
    )


def _short_text(written: Written, _kind_name: str) -> Item:
    one_blank(one_of(written.ask))
    mistakes = [
        ({language: forms_of(text) for language, text in words.items()}, feedback)
        for words, feedback in written.mistakes
    ]
    return short_text_item(written.ask, accepted(written), written.explanation, mistakes)


def accepted(written: Written) -> dict[str, list[str]]:
    """The forms that are taken, by language."""
    accept: dict[str, list[str]] = {"zh": [], "en": []}
    if written.answer_en.strip():
        return {"zh": forms_of(written.answer), "en": forms_of(written.answer_en)}
    for form in forms_of(written.answer):
        for language in said(form, chinese=written.chinese):
            accept[language].append(form)
    return accept


def forms_of(text: str) -> list[str]:
    """The alternatives of an answer: A|B, A；B, or each on its own line."""
    text = text.replace("｜", "|").replace("；", ";")
    return list(dict.fromkeys(form.strip() for form in BETWEEN_FORMS.split(text) if form.strip()))


def _open(written: Written, _kind_name: str) -> Item:
    return open_item(
        written.ask, said(written.answer, written.answer_en, chinese=written.chinese) or written.explanation
    )


def one_blank(stem: str) -> None:
    if len(BLANKS.findall(stem)) > 1:
        raise Rejected("the stem has several blanks; make one question of each")


_MAKERS = {
    "single": _choice,
    "multiple": _choice,
    "true-false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "short-text": _short_text,
    "open": _open,
}

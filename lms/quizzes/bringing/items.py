"""Items made of what a source says, kind by kind. Each raises Rejected when the question itself is broken."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.quizzes.bringing.found import MOST_OPTIONS, Item, Rejected, Words
from lms.quizzes.bringing.wording import bare, fold

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Choice:
    """An option, a step or a reason, as the source has it."""

    text: Words
    feedback: Words = field(default_factory=dict)
    right: bool = False


def one_of(words: Words) -> str:
    """The text in whichever language there is, Chinese first."""
    return words.get("zh") or words.get("en") or ""


def joined(feedback: Words, explanation: Words) -> dict[str, str]:
    """The feedback and below it the explanation, unless it says that already."""
    made = dict(feedback)
    for language, text in explanation.items():
        said = made.get(language, "")
        made[language] = said if text in said else f"{said}\n{text}".strip()
    return made


def choice_item(
    kind: str, ask: Words, choices: Sequence[Choice], explanation: Words, *, in_order: bool = False
) -> Item:
    """A single or multiple choice; the explanation of the whole question becomes the feedback of its keys."""
    _told_apart([choice.text for choice in choices], "option")
    if len(choices) < 2:
        raise Rejected("there are no options" if not choices else "there is only one option")
    keys = [id_ for id_, choice in zip(LETTERS, choices, strict=False) if choice.right]
    if not keys:
        raise Rejected("no option is the key")
    if kind == "single" and len(keys) > 1:
        raise Rejected(f"a single choice has {len(keys)} keys ({', '.join(keys).upper()})")
    item: Item = {"kind": kind, "ask": _asked(ask), "options": _options(choices, explanation)}
    item["answer"] = keys[0] if kind == "single" else keys
    return item | ({"in_order": True} if in_order else {})


def true_false_item(ask: Words, *, answer: bool, when_true: Words, when_false: Words, explanation: Words) -> Item:
    feedback = {"true": dict(when_true), "false": dict(when_false)}
    key = str(answer).lower()
    feedback[key] = joined(feedback[key], explanation)
    options = [{"id": side} | ({"feedback": said} if said else {}) for side, said in feedback.items()]
    return {"kind": "true-false", "ask": _asked(ask), "options": options, "answer": key}


def with_reasons(item: Item, reasons: Sequence[Choice]) -> Item:
    """A true-false item with its reasons, one of which is right."""
    if not reasons:
        return item
    _told_apart([reason.text for reason in reasons], "reason")
    keys = [id_ for id_, reason in zip(LETTERS, reasons, strict=False) if reason.right]
    if len(keys) != 1:
        raise Rejected(f"{len(keys)} reasons are the right one; name one")
    return item | {"reasons": _options(reasons, {}), "reason": keys[0]}


def ordering_item(ask: Words, in_right_order: Sequence[Choice], explanation: Words) -> Item:
    """Steps given in their right order; they are written in another one, under ids that say nothing of it."""
    _told_apart([step.text for step in in_right_order], "step")
    if len(in_right_order) < 2:
        raise Rejected("an ordering question needs steps to put in order")
    shown = _mixed(list(in_right_order))
    ids = {id(step): letter for letter, step in zip(LETTERS, shown, strict=False)}
    steps: list[dict[str, Any]] = [_option(letter, step) for letter, step in zip(LETTERS, shown, strict=False)]
    for step in steps:
        if explanation and "feedback" not in step:
            step["feedback"] = dict(explanation)
    return {
        "kind": "ordering",
        "ask": _asked(ask),
        "steps": steps,
        "answer": [ids[id(step)] for step in in_right_order],
    }


def matching_item(
    ask: Words, pairs: Sequence[tuple[Choice, Words]], spare: Sequence[Words], explanation: Words
) -> Item:
    """Rows with what belongs to each, and choices that belong to none."""
    if len(pairs) < 2:
        raise Rejected("a matching question needs two pairs or more")
    _told_apart([row.text for row, _choice in pairs], "row")
    choices: dict[str, Words] = {}
    for words in [*(choice for _row, choice in pairs), *spare]:
        if not one_of(words):
            raise Rejected("a row has nothing to match")
        choices.setdefault(fold(one_of(words)), words)
    if len(choices) > MOST_OPTIONS:
        raise Rejected(f"there are {len(choices)} choices; {MOST_OPTIONS} are the most")
    shown = sorted(choices, key=_scattered)
    ids = {key: f"choice-{number}" for number, key in enumerate(shown, 1)}
    rows, answer = [], {}
    for number, (row, choice) in enumerate(pairs, 1):
        made = _option(f"row-{number}", row)
        if explanation and "feedback" not in made:
            made["feedback"] = dict(explanation)
        rows.append(made)
        answer[f"row-{number}"] = ids[fold(one_of(choice))]
    written = [{"id": ids[key], "text": dict(choices[key])} for key in shown]
    return {"kind": "matching", "ask": _asked(ask), "rows": rows, "choices": written, "answer": answer}


def numeric_item(
    ask: Words,
    value: float,
    explanation: Words,
    *,
    tolerance: float = 0,
    unit: Words | None = None,
    units: Sequence[str] = (),
    mistakes: Sequence[tuple[float, Words]] = (),
) -> Item:
    item: Item = {"kind": "numeric", "ask": _asked(ask), "answer": value}
    if tolerance < 0:
        raise Rejected("the tolerance is below 0")
    if tolerance:
        item["tolerance"] = tolerance
    if unit:
        item["unit"] = dict(unit)
    if units:
        item["units"] = list(units)
    if explanation:
        item["feedback"] = dict(explanation)
    if mistakes:
        item["mistakes"] = [{"value": wrong} | ({"feedback": dict(said)} if said else {}) for wrong, said in mistakes]
    return item


def short_text_item(
    ask: Words,
    accept: dict[str, list[str]],
    explanation: Words,
    mistakes: Sequence[tuple[dict[str, list[str]], Words]] = (),
) -> Item:
    if not any(bare(form) for forms in accept.values() for form in forms):
        raise Rejected("there is no answer")
    item: Item = {"kind": "short-text", "ask": _asked(ask), "accept": {k: v for k, v in accept.items() if v}}
    if explanation:
        item["feedback"] = dict(explanation)
    if mistakes:
        item["mistakes"] = [
            {"forms": {k: v for k, v in forms.items() if v}} | ({"feedback": dict(said)} if said else {})
            for forms, said in mistakes
        ]
    return item


def open_item(ask: Words, model: Words) -> Item:
    item: Item = {"kind": "open", "ask": _asked(ask)}
    return item | ({"model": dict(model)} if model else {})


def contents_of(item: Item) -> list[str]:
    """What makes two questions the same one, in each language that the ask is there in.

    The folded ask, situation and options; not the order of the options, the key or any feedback.
    """
    ask = item.get("ask")
    languages = [language for language in ("zh", "en") if isinstance(ask, dict) and ask.get(language)]
    return ["\n".join(_pieces(item, language)) for language in languages]


def _pieces(item: Item, language: str) -> list[str]:
    situation = [item.get("scene"), *(item.get("dialogue") or ()), item.get("ask")]
    pieces = ["".join(_folded(words, language) for words in situation if words)]  # formats without scenes have one text
    for key in ("options", "steps", "rows", "choices"):
        entries = [entry for entry in item.get(key) or () if isinstance(entry, dict) and entry.get("text")]
        pieces += sorted(_folded(entry["text"], language) for entry in entries)
    return pieces


def _folded(words: object, language: str) -> str:
    """Signs stay when there is nothing else, or “<” and “>” would be the same option."""
    text = str(words.get(language) or one_of(words)) if isinstance(words, dict) else ""
    return bare(text) or fold(text)


def _asked(ask: Words) -> dict[str, str]:
    if not one_of(ask):
        raise Rejected("there is no stem")
    return dict(ask)


def _told_apart(texts: Sequence[Words], what: str) -> None:
    if len(texts) > MOST_OPTIONS:
        raise Rejected(f"there are {len(texts)} {what}s; {MOST_OPTIONS} are the most")
    seen: set[str] = set()
    for number, words in enumerate(texts):
        folded = fold(one_of(words))
        if not folded:
            raise Rejected(f"the {what} {LETTERS[number].upper()} is empty")
        if folded in seen:
            raise Rejected(f"the {what} “{one_of(words)[:30]}” stands there twice")
        seen.add(folded)


def _option(id_: str, choice: Choice) -> dict[str, Any]:
    made: dict[str, Any] = {"id": id_, "text": dict(choice.text)}
    return made | ({"feedback": dict(choice.feedback)} if choice.feedback else {})


def _options(choices: Sequence[Choice], explanation: Words) -> list[dict[str, Any]]:
    made = []
    for id_, choice in zip(LETTERS, choices, strict=False):
        option = _option(id_, choice)
        if choice.right and explanation:
            option["feedback"] = joined(choice.feedback, explanation)
        made.append(option)
    return made


def _scattered(text: str) -> str:
    """An order that is always the same and has nothing to do with the order in the source."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _mixed(steps: list[Choice]) -> list[Choice]:
    shown = sorted(steps, key=lambda step: _scattered(fold(one_of(step.text))))
    return shown if shown != steps else [*shown[1:], shown[0]]

"""An item as GIFT, in one language."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from lms.quizzes.bringing.found import Item
from lms.quizzes.bringing.numbers import written
from lms.quizzes.bringing.rows import Unsayable

SIGNS = re.compile(r"[\\~=#{}:]")


def gift_of(item: Item, language: str) -> tuple[str, list[str]]:
    """The text of one question, and what of the item it leaves unsaid. Raises Unsayable."""
    kind = str(item.get("kind"))
    if kind not in _WRITERS:
        raise Unsayable(f"GIFT has no kind like {kind}")
    pieces = [item.get("scene"), *(item.get("dialogue") or ()), item.get("ask")]
    stem = "\\n".join(_said(words, language) for words in pieces if words)
    if not stem.strip():
        raise Unsayable(f"it has no text in the language {language}")
    lost = []
    if item.get("reasons"):
        lost.append("the reasons")
    if kind in ("ordering", "matching") and any(entry.get("feedback") for entry in item.get("rows") or ()):
        lost.append("feedback for each row")
    if item.get("unit"):
        lost.append("the unit")
    answers = _WRITERS[kind](item, language)
    return f"::{escaped(str(item['id']))}::[plain]{stem} {{{answers}}}", lost


def escaped(text: str) -> str:
    """As GIFT writes signs that mean something to it; a blank line would end the question."""
    return SIGNS.sub(lambda found: f"\\{found[0]}", text).replace("\n", "\\n")


def _said(words: object, language: str) -> str:
    """The text in this language, or what there is."""
    if not isinstance(words, Mapping):
        return ""
    return escaped(str(words.get(language) or words.get("zh") or words.get("en") or ""))


def _feedback(entry: Mapping[str, Any], language: str) -> str:
    said = _said(entry.get("feedback"), language)
    return f" #{said}" if said else ""


def _choice(item: Item, language: str) -> str:
    """Weights are written out wherever a text begins as one."""
    keys = item["answer"] if isinstance(item["answer"], list) else [item["answer"]]
    share = f"{100 / len(keys):.5f}".rstrip("0").rstrip(".")
    lines = []
    for option in item["options"]:
        right, text = option["id"] in keys, _said(option.get("text"), language)
        if item["kind"] == "multiple":
            mark = f"~%{share}%" if right else f"~%-{share}%"
        elif text.startswith("%"):
            mark = "=%100%" if right else "~%0%"
        else:
            mark = "=" if right else "~"
        lines.append(f"\n  {mark}{text}{_feedback(option, language)}")
    return "".join([*lines, "\n"])


def _true_false(item: Item, language: str) -> str:
    sides = {str(option["id"]): _said(option.get("feedback"), language) for option in item["options"]}
    right = str(item["answer"]).lower()
    wrong = "false" if right == "true" else "true"
    said = (sides.get(wrong, ""), sides.get(right, ""))
    return right.upper() + (f"#{said[0]}#{said[1]}" if any(said) else "")


def _matching(item: Item, language: str) -> str:
    choices = {choice["id"]: _said(choice.get("text"), language) for choice in item["choices"]}
    rows = [(_said(row.get("text"), language), choices[item["answer"][row["id"]]]) for row in item["rows"]]
    spare = [("", text) for id_, text in choices.items() if id_ not in item["answer"].values()]
    if any("->" in text for pair in rows + spare for text in pair):
        raise Unsayable("“->” in a row or a choice would be taken for the sign between them")
    return "".join([*(f"\n  ={row} -> {choice}" for row, choice in rows + spare), "\n"])


def _numeric(item: Item, language: str) -> str:
    right = f"={written(item['answer'])}:{written(item.get('tolerance') or 0)}{_feedback(item, language)}"
    wrong = [f"=%0%{written(m['value'])}:0{_feedback(m, language)}" for m in item.get("mistakes") or ()]
    return "".join(["#", *(f"\n  {line}" for line in (right, *wrong)), "\n"])


def _short_text(item: Item, language: str) -> str:
    accept = item["accept"]
    forms = list(dict.fromkeys([*(accept.get("zh") or ()), *(accept.get("en") or ())]))
    mistakes = [
        (form, mistake)
        for mistake in item.get("mistakes") or ()
        for form in dict.fromkeys([*(mistake["forms"].get("zh") or ()), *(mistake["forms"].get("en") or ())])
    ]
    if any("->" in str(form) for form in [*forms, *(form for form, _mistake in mistakes)]):
        raise Unsayable("“->” in an answer would make it a matching question")
    right = [f"\n  =%100%{escaped(str(form))}{_feedback(item, language)}" for form in forms]
    wrong = [f"\n  =%0%{escaped(str(form))}{_feedback(mistake, language)}" for form, mistake in mistakes]
    return "".join([*right, *wrong, "\n"])


_WRITERS: Mapping[str, Callable[[Item, str], str]] = {
    "single": _choice,
    "multiple": _choice,
    "true-false": _true_false,
    "matching": _matching,
    "numeric": _numeric,
    "short-text": _short_text,
}

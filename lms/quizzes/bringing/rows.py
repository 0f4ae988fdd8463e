"""An item as one row of the spreadsheet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.quizzes.bringing.found import Item
from lms.quizzes.bringing.layout import LETTERS, MATCHES, MISTAKES, OPTIONS, REASONS
from lms.quizzes.bringing.numbers import written
from lms.quizzes.bringing.written import BETWEEN_FORMS, forms_of

Row = dict[str, str]
KIND_WORDS = {
    "single": "单选题",
    "multiple": "多选题",
    "true-false": "判断题",
    "numeric": "数值题",
    "short-text": "短答题",
    "ordering": "排序题",
    "matching": "匹配题",
}


class Unsayable(Exception):
    """Why an item has no place in this format."""


def row_of(item: Item, module: str) -> Row:
    """By column title. Raises Unsayable."""
    kind = str(item.get("kind"))
    if kind not in _FILLERS:
        raise Unsayable(f"the kind {kind} does not fit into one row")
    row: Row = {"编号": str(item.get("id", "")), "题型": KIND_WORDS[kind], "模块": module}
    _text(row, "题干", item.get("ask"))
    _text(row, "情境", item.get("scene"))
    for title, key in (("难度", "difficulty"), ("考点", "outcome"), ("小节", "section")):
        row[title] = str(item.get(key) or "")
    lines = item.get("dialogue") or []
    for language, title in (("zh", "对话"), ("en", "对话(英文)")):
        said = [str(line.get(language) or "") for line in lines]
        if any("\n" in line for line in said):
            raise Unsayable("a line of its dialogue has line breaks")
        row[title] = "\n".join(said)
    _FILLERS[kind](row, item)
    return {title: text for title, text in row.items() if text}


def _text(row: Row, title: str, words: object) -> None:
    if isinstance(words, Mapping):
        row[title], row[f"{title}(英文)"] = str(words.get("zh") or ""), str(words.get("en") or "")


def _entries(row: Row, entries: Sequence[Mapping[str, Any]], most: int, text: str, feedback: str) -> dict[str, str]:
    """Fills the lettered columns; gives the letter of each id."""
    if len(entries) > most:
        raise Unsayable(f"it has {len(entries)} entries; a row has room for {most}")
    for letter, entry in zip(LETTERS, entries, strict=False):
        _text(row, text.format(letter), entry.get("text"))
        _text(row, feedback.format(letter), entry.get("feedback"))
    return {str(entry["id"]): letter for letter, entry in zip(LETTERS, entries, strict=False)}


def _choice(row: Row, item: Item) -> None:
    letters = _entries(row, item["options"], OPTIONS, "选项{}", "反馈{}")
    answer = item["answer"] if isinstance(item["answer"], list) else [item["answer"]]
    row["答案"] = "".join(sorted(letters[key] for key in answer))
    row["按序"] = "是" if item.get("in_order") else ""


def _true_false(row: Row, item: Item) -> None:
    sides = {str(option["id"]): option.get("feedback") for option in item["options"]}
    _text(row, "反馈A", sides.get("true"))
    _text(row, "反馈B", sides.get("false"))
    row["答案"] = "√" if str(item["answer"]).lower() == "true" else "×"
    letters = _entries(row, item.get("reasons") or [], REASONS, "理由{}", "理由{}反馈")
    row["理由答案"] = letters.get(str(item.get("reason")), "")


def _ordering(row: Row, item: Item) -> None:
    letters = _entries(row, item["steps"], OPTIONS, "选项{}", "反馈{}")
    row["答案"] = "".join(letters[step] for step in item["answer"])


def _matching(row: Row, item: Item) -> None:
    letters = _entries(row, item["rows"], OPTIONS, "选项{}", "反馈{}")
    choices = item["choices"]
    if len(choices) > MATCHES:
        raise Unsayable(f"it has {len(choices)} choices; a row has room for {MATCHES}")
    numbers = {}
    for number, choice in enumerate(choices, 1):
        _text(row, f"配对{number}", choice.get("text"))
        numbers[choice["id"]] = number
    row["答案"] = " ".join(f"{letters[key]}{numbers[choice]}" for key, choice in item["answer"].items())


def _numeric(row: Row, item: Item) -> None:
    row["答案"] = written(item["answer"])
    row["误差"] = written(item["tolerance"]) if item.get("tolerance") else ""
    _text(row, "单位", item.get("unit"))
    row["其他单位"] = _joined(item.get("units") or [])
    _text(row, "解析", item.get("feedback"))
    for number, mistake in _mistakes(item):
        row[f"错答{number}"] = written(mistake["value"])
        _text(row, f"错答{number}反馈", mistake.get("feedback"))


def _short_text(row: Row, item: Item) -> None:
    accept = item["accept"]
    row["答案"], row["答案(英文)"] = _joined(accept.get("zh") or []), _joined(accept.get("en") or [])
    _text(row, "解析", item.get("feedback"))
    for number, mistake in _mistakes(item):
        forms = mistake["forms"]
        _text(row, f"错答{number}", {language: _joined(forms.get(language) or []) for language in ("zh", "en")})
        _text(row, f"错答{number}反馈", mistake.get("feedback"))


def _mistakes(item: Item) -> list[tuple[int, Mapping[str, Any]]]:
    mistakes = item.get("mistakes") or []
    if len(mistakes) > MISTAKES:
        raise Unsayable(f"it has {len(mistakes)} mistakes; a row has room for {MISTAKES}")
    return list(enumerate(mistakes, 1))


def _joined(forms: Sequence[str]) -> str:
    """Several forms in one cell, which are told apart again when they are read."""
    text = "|".join(map(str, forms))
    if forms_of(text) != [str(form) for form in forms]:
        shown = next((str(form) for form in forms if BETWEEN_FORMS.search(str(form))), str(forms[0]))
        raise Unsayable(f"“{shown[:30]}” holds a sign that tells answers apart")
    return text


_FILLERS: Mapping[str, Callable[[Row, Item], None]] = {
    "single": _choice,
    "multiple": _choice,
    "true-false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "short-text": _short_text,
}

"""What an item that waits in quizzes/drafts still lacks before it can stand in a pool."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.curriculum.reading import LANGUAGES
from lms.questions.kinds.multiple import said_in_chinese, said_in_english

Item = Mapping[str, Any]
"""An item as it stands in a file, whatever of it is there."""

BOUNDS = {
    ("single", "options"): (3, 5),
    ("multiple", "options"): (4, 6),
    ("true-false", "reasons"): (3, 4),
    ("ordering", "steps"): (3, 7),
    ("matching", "rows"): (3, 6),
    ("numeric", "mistakes"): (1, 4),
    ("hotspot", "reasons"): (3, 4),
    ("open", "criteria"): (2, 5),
}
WITH_FEEDBACK = ("options", "reasons", "steps", "rows", "mistakes", "lines")
WITH_TEXT = ("options", "reasons", "steps", "rows", "choices", "criteria")
MOST_TOLD = 8
LISTS = (*dict.fromkeys((*WITH_FEEDBACK, *WITH_TEXT)),)


@dataclass(frozen=True, slots=True)
class _Lack:
    """What is missing: wholly, or in one language of the two."""

    what: str
    language: str = ""


def lacks(item: Item) -> list[str]:
    """In the order in which an author would write them; empty when the item has everything."""
    found = list(dict.fromkeys(_lacks(item)))
    whole = [lack.what for lack in found if not lack.language]
    halves = [lack for lack in found if lack.language and lack.what not in whole]
    for name in LANGUAGES.values():
        if parts := [lack.what for lack in halves if lack.language == name]:
            whole.append(f"the {name} of {', '.join(parts)}")
    return whole


def tally(items: Iterable[Item]) -> str:
    """What several items lack, the commonest first, with how many lack it."""
    counts: Counter[str] = Counter()
    for item in items:
        counts.update(list(dict.fromkeys(lack.language or lack.what for lack in _lacks(item))))
    return ", ".join(f"{what} ({count})" for what, count in counts.most_common(MOST_TOLD))


def _lacks(item: Item) -> Iterator[_Lack]:
    kind = item.get("kind")
    yield from (_Lack(f"'{key}'") for key in ("id", "kind", "outcome", "section", "difficulty") if not item.get(key))
    yield from _text(item.get("ask"), "the ask")
    if item.get("scene"):
        yield from _text(item["scene"], "the scene")
    for words in _entries(item, "dialogue"):
        yield from _text(words, "the dialogue")
    for (of_kind, key), (least, most) in BOUNDS.items():
        count = len(_entries(item, key))
        if kind == of_kind and not least <= count <= most:
            yield _Lack(f"{least} to {most} {key} (it has {count})")
    for key in LISTS:
        yield from _in_list(item, key)
    yield from {"multiple": _multiple, "matching": _matching, "short-text": _short_text, "open": _open}.get(
        str(kind), _nothing
    )(item)
    if kind in ("numeric", "short-text", "hotspot"):
        yield from _text(item.get("feedback"), "the feedback")
    if kind == "vignette":
        grades = item.get("grades")
        for grade in "ABCD":
            yield from _text(grades.get(grade) if isinstance(grades, Mapping) else None, f"feedback for grade {grade}")
    if item.get("unit"):
        yield from _text(item["unit"], "the unit")
    if kind in ("true-false", "hotspot") and not item.get("reason"):
        yield _Lack("the right reason")
    if kind != "open" and kind != "short-text" and item.get("answer") in (None, "", [], {}):
        yield _Lack("the answer")
    if "](images/" in str(item):
        yield _Lack("words in place of the picture, which an item cannot show")


def _in_list(item: Item, key: str) -> Iterator[_Lack]:
    """What the entries of one list lack, each thing once."""
    for entry in _entries(item, key):
        if not isinstance(entry, Mapping):
            yield _Lack(f"a shape for each of the {key}")
            continue
        if key in WITH_TEXT and not (item.get("kind") == "true-false" and key == "options"):
            yield from _text(entry.get("text"), f"the text of each of the {key}")
        if key in WITH_FEEDBACK:
            yield from _text(entry.get("feedback"), f"feedback for each of the {key}")


def _multiple(item: Item) -> Iterator[_Lack]:
    answer, ask = item.get("answer"), item.get("ask")
    right = len(answer) if isinstance(answer, list) else 0
    if right < 2:
        yield _Lack("a second key")
    if right >= len(_entries(item, "options")):
        yield _Lack("an option that is not a key")
    zh, en = (str(ask.get(language) or "") if isinstance(ask, Mapping) else "" for language in LANGUAGES)
    said = {said_in_chinese(zh) if zh else right, said_in_english(en) if en else right}
    open_ended = "all that apply" in en and said <= {None, right}
    if said != {right} and not open_ended:
        yield _Lack("an ask that says how many to choose")


def _matching(item: Item) -> Iterator[_Lack]:
    rows, choices = len(_entries(item, "rows")), len(_entries(item, "choices"))
    if not rows <= choices <= rows + 2:
        yield _Lack(f"{rows} to {rows + 2} choices (it has {choices})")


def _short_text(item: Item) -> Iterator[_Lack]:
    accept = item.get("accept") or {}
    for language, name in LANGUAGES.items():
        if not (isinstance(accept, Mapping) and accept.get(language)):
            yield _Lack(f"accepted answers in {name}")


def _open(item: Item) -> Iterator[_Lack]:
    yield from _text(item.get("model"), "the model answer")


def _nothing(_item: Item) -> Iterator[_Lack]:
    yield from ()


def _entries(item: Item, key: str) -> Sequence[Any]:
    found = item.get(key)
    return found if isinstance(found, list) else ()


def _text(words: object, what: str) -> Iterator[_Lack]:
    """A text that is missing, wholly or in one language."""
    there = words if isinstance(words, Mapping) else {}
    missing = [name for language, name in LANGUAGES.items() if not str(there.get(language) or "").strip()]
    if len(missing) == len(LANGUAGES):
        yield _Lack(what)
    elif missing:
        yield _Lack(what, missing[0])

"""Ids for what comes in without one: the same question is always given the same id."""

import hashlib
import re
from collections.abc import Collection

from lms.quizzes.bringing.found import Item
from lms.quizzes.bringing.items import contents_of

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
MOST_WORDS = 6
LONGEST = 48
EMPTY_WORDS = frozenset(("a", "an", "the", "of", "to", "is", "are", "do", "does", "in", "on", "for", "and", "or"))


def name_for(item: Item, taken: Collection[str]) -> str:
    """From the English words of the ask, when there are two or more that say something; else by hash."""
    mark = hashlib.sha256("\n".join(contents_of(item)[:1]).encode("utf-8", "surrogatepass")).hexdigest()
    ask = item.get("ask") or {}
    found = [word.replace("'", "") for word in WORD.findall(str(ask.get("en", "")).casefold())]
    words = [word for word in found if word not in EMPTY_WORDS][:MOST_WORDS]
    slug = "-".join(words)[:LONGEST].strip("-") if any(word.isalpha() for word in words) else ""
    stem = slug if len(words) > 1 else "imported"
    name = stem if stem != "imported" else f"imported-{mark[:6]}"
    length = 6
    while name in taken:
        name = f"{stem}-{mark[:length]}"
        length += 2
    return name

"""Answers as they travel and are kept, and texts folded for comparing."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

Answer = Mapping[str, Sequence[str]]
"""What somebody gave, by the name of the control. Plain JSON on the wire and in the database."""

LONGEST = 4000
"""Characters of one text of an answer; what is longer was not typed."""

_ASIDE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def folded(text: str) -> str:
    """A text for comparing: NFKC, lower case, no spaces, no punctuation at its ends or between. Never for storing.

    Full and half width, 全角 and 半角, become one. A text of punctuation only stays as it is.
    """
    plain = _ASIDE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    bare = "".join(c for c in plain if not unicodedata.category(c).startswith("P"))
    return bare or plain


def plain(answer: Answer) -> dict[str, list[str]]:
    """The answer as JSON holds it, so that two that say the same are equal."""
    return {name: list(values) for name, values in sorted(answer.items()) if values}

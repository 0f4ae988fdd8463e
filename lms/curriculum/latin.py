"""The Latin words that Chinese texts may hold, each with the reason why a Chinese reader wants it so."""

import re
from collections.abc import Mapping

from lms.curriculum.faults import Fault, Place

LATIN_LIST = "courses/latin.txt"
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’_]*")


def read_latin(text: str, place: Place, faults: list[Fault]) -> Mapping[str, str]:
    """The reason for each word. A line holds the word, spaces and the reason; a line that begins with # is a note."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        word, _, reason = line.strip().partition(" ")
        at = Place(place.file, number)
        if not word or word.startswith("#"):
            continue
        if not LATIN_WORD.fullmatch(word):
            faults.append(at.fault(f"'{word}' is no Latin word", "write one word a line, then the reason for it"))
        elif not reason.strip():
            faults.append(at.fault(f"'{word}' has no reason", "write after it why a Chinese reader wants it so"))
        elif word in found:
            faults.append(at.fault(f"'{word}' stands here twice", "keep one of the two"))
        found[word] = reason.strip()
    return found

"""Typographic quotation marks, and Chinese without spaces that a line break or a habit put in."""

import re
from collections.abc import Sequence

from lms.i18n import Language

OPAQUE = "\ufffc"
"""Stands for a piece that is not prose, such as code: it is a word to its neighbours."""

HAN = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WIDE = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’…—]")
CHINESE = re.compile(f"[{HAN}\u3001-\u3020\uff01-\uff60]")
SPACES = re.compile(r"[ \t\n]+")
OPENING_BEFORE = frozenset("([{<“‘（〔【「《/")
ELISION = re.compile(r"(?:\d0s|tis|twas|em|til|cause|n)\b", re.IGNORECASE)


def polish(text: str, language: Language) -> str:
    """One text of a content file as it is printed."""
    return "".join(polish_pieces([text.strip()], language, join_lines=False))


def polish_pieces(pieces: Sequence[str], language: Language, *, join_lines: bool = True) -> list[str]:
    """The same number of pieces, which are read as one run of prose; opaque ones hold just `OPAQUE`.

    join_lines: a line break beside a Chinese character is no space, and is dropped.
    """
    if language is Language.EN:
        return _cut(english_quotes("".join(pieces)), pieces)
    text = chinese_quotes("".join(pieces))
    drop: set[int] = set()
    for gap in SPACES.finditer(text):
        if _needless(gap[0], text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1], join_lines):
            drop.update(range(gap.start(), gap.end()))
    kept = iter(["" if i in drop else character for i, character in enumerate(text)])
    return ["".join(next(kept) for _ in piece) for piece in pieces]


def english_quotes(text: str) -> str:
    """Straight quotation marks turned into “ ” ‘ ’ by what stands before and after them; the length stays."""
    if '"' not in text and "'" not in text:
        return text
    done: list[str] = []
    for i, mark in enumerate(text):
        if mark not in "\"'":
            done.append(mark)
            continue
        before, after = done[i - 1] if i else " ", text[i + 1] if i + 1 < len(text) else " "
        opens = _opens(before, after)
        if mark == '"':
            done.append("“" if opens else "”")
        else:
            done.append("‘" if opens and not ELISION.match(text, i + 1) else "’")
    return "".join(done)


def chinese_quotes(text: str) -> str:
    """Straight quotation marks in pairs; an apostrophe inside a Latin word stays one."""
    if '"' in text:
        parts = text.split('"')
        marks = ["“" if i % 2 == 0 else "”" for i in range(len(parts) - 1)]
        text = "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True))
    return re.sub(r"(?<=[A-Za-z])'(?=[A-Za-z])", "’", text)


def _opens(before: str, after: str) -> bool:
    if after.isspace():
        return False
    if before in "—–":
        return after.isalnum()
    return before.isspace() or before in OPENING_BEFORE


def _needless(gap: str, before: str, after: str, join_lines: bool) -> bool:
    if not before or not after:
        return False
    if "\n" in gap:
        return join_lines and bool(WIDE.match(before) or WIDE.match(after))
    wide = CHINESE.match(before), CHINESE.match(after)
    return all(wide) or bool((wide[0] and _latin(after)) or (wide[1] and _latin(before)))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _cut(text: str, pieces: Sequence[str]) -> list[str]:
    """The text, as long as all pieces together, cut where they were."""
    cut, start = [], 0
    for piece in pieces:
        cut.append(text[start : start + len(piece)])
        start += len(piece)
    return cut

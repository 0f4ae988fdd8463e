"""Passwords: what is refused, and the hash that is kept. Length decides, not a mixture of character classes."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.i18n import _
from lms.people.reach import fold

SHORTEST = 8  # characters
LONGEST = 128  # characters; argon2 would take more, a form need not
OWN_WORDS = ("shifu", "师傅", "示范", "练习", "admin", "password", "密码")
LEFT_OVER = 6  # characters that must remain when everybody's guesses about a person are taken out

_hasher = PasswordHasher()
_COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())
_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
# The hash of nothing that anybody knows: for names without a password, so that they take as long as those with one.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$+j2VUmx2RncqQXTv3kqk8Q$eBhbrP2MZtOX595eDbs2zer1yd/5cdveHM9uzqgDYRo"


def problem(password: str, about: Iterable[str] = ()) -> str | None:
    """What is wrong with a password and how to mend it, or None. about: name and addresses of the person."""
    text = _plain(password)
    if len(text) < SHORTEST:
        return _("Use at least %(count)s characters; a short sentence is easy to keep.", count=SHORTEST)
    if len(text) > LONGEST:
        return _("Use at most %(count)s characters.", count=LONGEST)
    if _is_common(text):
        return _("Many people use this one, so it is guessed first. Put a few words together that only you would.")
    if len(_without(text, [*OWN_WORDS, *about])) < LEFT_OVER:
        return _("This is mostly a name or a word of this place. Add something that nobody would guess.")
    return None


def hashed(password: str) -> str:
    """The hash that is kept; slow on purpose, so never inside a transaction."""
    return _hasher.hash(_plain(password))


def holds(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; takes as long for nobody as for somebody."""
    try:
        _hasher.verify(password_hash or _NOBODY, _plain(password[: LONGEST * 4]))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_dated(password_hash: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _plain(password: str) -> str:
    """Full-width and half-width are one: an input method must not lock anybody out."""
    return unicodedata.normalize("NFKC", password)


def _is_common(text: str) -> bool:
    folded = text.casefold()
    letters = re.sub(r"[\W_]+", "", folded)
    stem = letters.rstrip("0123456789")
    return (
        folded in _COMMON
        or letters in _COMMON
        or len(set(letters)) <= 2
        or any(letters in run or letters in run[::-1] for run in _RUNS)
        or _is_date(letters)
        or _repeats(letters)
        or (stem in _COMMON and len(letters) - len(stem) <= 4)
    )


def _is_date(text: str) -> bool:
    """A birthday is the first thing that is tried: 19900101, 01011990."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return False
    for year, month, day in (
        (text[:4], text[4:6], text[6:]),
        (text[4:], text[2:4], text[:2]),
        (text[4:], text[:2], text[2:4]),
    ):
        try:
            if 1920 <= date(int(year), int(month), int(day)).year <= 2040:
                return True
        except ValueError:
            continue
    return False


def _repeats(text: str) -> bool:
    """The same few characters again and again: 12341234, abcabcabc."""
    return any(all(one == text[place % length] for place, one in enumerate(text)) for length in range(1, 5))


def _without(text: str, words: Iterable[str]) -> str:
    left = text.casefold()
    for word in sorted(_parts(words), key=len, reverse=True):
        left = left.replace(word, "")
    return left


def _parts(words: Iterable[str]) -> set[str]:
    """Each word and its pieces: an e-mail's name and its firm, a name's single words."""
    parts = set()
    for word in words:
        folded = fold(word)
        parts |= {folded, *re.split(r"[\s@._\-+]+", folded)}
    return {part for part in parts if len(part) >= 2}

"""How a person is reached and signs in: an e-mail address or a mobile number, folded so that it is found as typed."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_EMAIL = 254
LONGEST_NAME = 80
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f]")
_EMAIL = re.compile(r"[^\s@,;:<>()\"\\\[\]]+@[^\s@,;:<>()\"\\\[\]]+\.[^\s@.,;:<>()\"\\\[\]]{2,}")
_FILLERS = re.compile(r"[\s\-.()/]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


@dataclass(frozen=True, slots=True)
class Reach:
    """One address, folded. Exactly one of the two is there."""

    email: str | None = None
    mobile: str | None = None

    def __str__(self) -> str:
        return self.email or self.mobile or ""


def fold(text: str) -> str:
    """As it is compared: NFKC, without invisible characters, spaces squeezed, lower case."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return re.sub(r"\s+", " ", _DASHES.sub("-", plain)).strip().casefold()


def clean_name(text: str) -> str:
    """A name as it is stored: as it was written, without invisible characters and spare spaces."""
    return re.sub(r"\s+", " ", _INVISIBLE.sub(lambda found: " " if found[0] in "\t\n\r" else "", text)).strip()


def by_name(name: str) -> bytes:
    """The order in which Chinese readers look for a name: the common characters of GB 18030 stand by their Pinyin."""
    return name.encode("gb18030", "replace")


def email(text: str) -> str | None:
    """The address folded, or None when it is none."""
    folded = fold(text)
    usable = _EMAIL.fullmatch(folded) and ".." not in folded and len(folded) <= LONGEST_EMAIL
    return folded if usable else None


def mobile(text: str) -> str | None:
    """The number folded, or None when it is none: 11 digits for mainland China, else + and country and number."""
    folded = _FILLERS.sub("", fold(text))
    if folded.startswith("00"):
        folded = "+" + folded[2:]
    for prefix in ("+86", "86"):
        if folded.startswith(prefix) and re.fullmatch(r"1[3-9]\d{9}", folded[len(prefix) :]):
            folded = folded[len(prefix) :]
    if re.fullmatch(r"1[3-9]\d{9}", folded) and folded.isascii():
        return folded
    abroad = re.fullmatch(r"\+[1-9]\d{6,14}", folded) and folded.isascii() and not folded.startswith("+86")
    return folded if abroad else None


def either(text: str) -> Reach | None:
    """What one field for both holds; None when it is neither."""
    if "@" in fold(text):
        address = email(text)
        return Reach(email=address) if address else None
    number = mobile(text)
    return Reach(mobile=number) if number else None

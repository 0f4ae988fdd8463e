"""Numbers as people type them: 12,600 · １２６００ · 1.26万 · 12600元 · ¥12,600 · 15 %."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from lms.questions.answers import folded

_TIMES = {"": 1, "k": 10**3, "十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "萬": 10**4, "百万": 10**6,
          "千万": 10**7, "亿": 10**8, "億": 10**8}  # fmt: skip
_GROUPED = r"\d{1,3}(?:[,'’\u00a0\u2009 ]\d{3})+(?!\d)"
_NUMBER = re.compile(
    rf"(?P<before>[^\d+\-.]*?)\s*(?P<sign>[+-]?)\s*(?P<digits>{_GROUPED}|\d+)(?P<part>\.\d+)?\s*"
    r"(?P<times>百万|千万|[十百千万萬亿億]|[kK](?![A-Za-z]))?\s*(?P<after>.*)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what was written around it as its unit, folded; the unit is empty where none was."""

    value: Decimal
    unit: str


def read_amount(text: str) -> Amount | None:
    """The amount in a text; None where it is no single number. Commas and spaces group three digits, a point parts."""
    told = unicodedata.normalize("NFKC", text).replace("−", "-").strip().rstrip(".。")
    found = _NUMBER.fullmatch(told)
    if found is None or re.search(r"\d", found["after"]) or found["after"][:1] in (",", "'"):
        return None
    digits = re.sub(r"\D", "", found["digits"])
    value = Decimal(f"{found['sign']}{digits}{found['part'] or ''}") * _TIMES[(found["times"] or "").lower()]
    return Amount(value, folded_unit(found["before"] + found["after"]))


def folded_unit(unit: str) -> str:
    """A unit for comparing: folded, a full stop or a currency's sign before the number counting as any other word."""
    return folded(unit) if unit.strip() else ""

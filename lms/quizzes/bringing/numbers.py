"""Numbers as people write them in offices: １２，６００, 1.26万, ¥12,600元, 15%."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

TIMES = {"百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
NUMBER = re.compile(
    r"(?P<before>[¥$€£￥]?)(?P<sign>[-+−]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:[eE](?P<power>[-+]?\d{1,2}))?(?P<times>百万|千万|[百千万亿])?(?P<unit>[^\d\s][^\d]{0,11})?"
)
LONGEST = 15
"""Digits on either side of the point, as many as content files take."""


def read_number(text: str) -> tuple[int | float, str] | None:
    """The number and the unit written after it; None when the text is something else."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).rstrip("。.,;")
    found = NUMBER.fullmatch(folded)
    if found is None or not re.search(r"[^\W\d_]|[%‰°℃¥$€£]|^$", found["unit"] or ""):
        return None
    try:
        value = Decimal(found["digits"].replace(",", "")) * TIMES.get(found["times"] or "", 1)
        value = value.scaleb(int(found["power"] or 0))
    except InvalidOperation:
        return None
    if found["sign"] in ("-", "−"):
        value = -value
    plain = plain_number(value)
    return None if plain is None else (plain, (found["unit"] or found["before"] or "").strip())


def plain_number(value: Decimal | float) -> int | float | None:
    """As it may stand in a content file; None when it has too many digits."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite() or abs(exact) >= 10**LONGEST or exact.adjusted() < -LONGEST:
        return None
    if exact == exact.to_integral_value():
        return int(exact)
    return float(round(exact, LONGEST - 3))


def written(value: float) -> str:
    """Digits without an exponent."""
    return format(Decimal(repr(value)), "f")

"""A measured figure with its spread, and the table against the budgets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Rounds:
    """The same thing measured several times, in interleaved rounds."""

    values: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> str:
        """From the lowest to the highest round."""
        return f"{min(self.values):,.3g}–{max(self.values):,.3g}"

    def shown(self, unit: str) -> str:
        return f"{self.middle:,.3g} {unit} ({self.spread})"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. budget: empty where there is none; holds: None then."""

    what: str
    measured: str
    budget: str = ""
    holds: bool | None = None


def within(what: str, value: float, most: float, unit: str, note: str = "") -> Line:
    """A figure that must not be above its budget."""
    return Line(what, f"{value:,.3g} {unit}{f'  {note}' if note else ''}", f"≤ {most:,.3g} {unit}", value <= most)


def table(lines: Sequence[Line]) -> str:
    widths = [max(len(getattr(line, name)) for line in lines) for name in ("what", "measured", "budget")]
    marks = {True: "holds", False: "OVER", None: ""}
    rows = [(line.what, line.measured, line.budget) for line in lines]
    padded = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(f"{row}  {marks[line.holds]}".rstrip() for row, line in zip(padded, lines, strict=True))

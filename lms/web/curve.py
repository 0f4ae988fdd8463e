"""How a skill grows, as the macro `curve` draws it: what is on the curve, and where each mark of it stands. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lms.i18n import Language, _, language, level, ngettext, sentences

FEWEST_PLACES = 6  # along the axis, so that a first try stands at the beginning of something
SHAPES = 6  # of points, by who rated


@dataclass(frozen=True, slots=True)
class Point:
    """A try. n: its number; when: its day in words.

    level: mean of its review as its rater saw it, 0 to 3, None where there is none or it is not told yet; seat: which
    of the raters, 0 for the first; shown: a show since the try before it; why_not: why it does not count, empty where
    it does.
    """

    n: int
    when: str
    level: float | None = None
    seat: int = 0
    rater: str = ""
    shown: bool = False
    why_not: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """after: how many of the points lie before it; breaks: so long that the curve begins anew behind it."""

    after: int
    words: str
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Usual:
    """Where people usually stand at a try: mean level, 0 to 3, and one standard deviation to both sides."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A person's curve in a skill. id: unique on its page; bar: mean level at which a try holds.

    points: oldest first, one at least; usual: at the first places along the axis, past the points too; empty where
    there is nobody to compare with; raters: names by seat; notes: sentences under the drawing.
    """

    id: str
    name: str
    skill: str
    bar: float
    points: tuple[Point, ...]
    usual: tuple[Usual, ...] = ()
    absences: tuple[Absence, ...] = ()
    raters: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rated(self) -> list[Point]:
        return [point for point in self.points if point.level is not None]

    @property
    def all_count(self) -> bool:
        """Whether each reviewed try counts."""
        return not any(point.why_not for point in self.rated)

    @property
    def usual_by_now(self) -> Usual | None:
        """At the latest try."""
        return self.usual[len(self.points) - 1] if len(self.usual) >= len(self.points) else None

    @property
    def drawings(self) -> "tuple[Drawing, Drawing]":
        """For wide places and for narrow ones."""
        return _draw(self, _WIDE), _draw(self, _NARROW_EN if language() is Language.EN else _NARROW_ZH)

    @property
    def described(self) -> str:
        """All that the drawing shows, for whoever does not see it; the figures one by one stand in its table."""
        shown = [str(point.n) for point in self.points if point.shown]
        not_counted = [str(point.n) for point in self.rated if point.why_not]
        told = [self._levels_told()]
        if self.raters:
            told.append(_("Reviewed by %(raters)s.", raters=_listed(self.raters)))
        if shown:
            words = ngettext("Shown before try %(tries)s.", "Shown before tries %(tries)s.", len(shown))
            told.append(words % {"tries": _listed(shown)})
        if not_counted:
            words = ngettext("Try %(tries)s does not count.", "Tries %(tries)s do not count.", len(not_counted))
            told.append(words % {"tries": _listed(not_counted)})
        if self.absences:
            told.append(_("On the way: %(away)s.", away=_listed(one.words for one in self.absences)))
        return sentences(told)

    def _levels_told(self) -> str:
        rated, usual = self.rated, self.usual_by_now
        if not rated:
            return _("No reviewed try yet.")
        words = ngettext(
            "%(num)s reviewed try, from %(first)s to %(last)s on a scale of 0 to 3; the bar is %(bar)s.",
            "%(num)s reviewed tries, from %(first)s to %(last)s on a scale of 0 to 3; the bar is %(bar)s.",
            len(rated),
        ) % {
            "num": len(rated), "first": level(rated[0].level or 0.0), "last": level(rated[-1].level or 0.0),
            "bar": level(self.bar),
        }  # fmt: skip
        by_now = _("People usually stand at %(level)s by now.", level=level(usual.mean)) if usual else ""
        return sentences((words, by_now))

    def absent_after(self, after: int) -> list[Absence]:
        return [one for one in self.absences if one.after == after]


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place. of: what they name, `usual`, `bar` or `line`."""

    of: str
    words: str
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Mark:
    """A reviewed try. size: 1 where there is room, less where many stand close together."""

    x: float
    y: float
    seat: int
    size: float
    hollow: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything stands, in units of which one is a pixel at the least width the drawing is shown at.

    grid: y of each level, 0 to 3; band, mean: path of the usual pace, empty without one; lines: paths between the
    tries, one for each stretch without a long absence; numbers: x and number of the tries that have room to be named;
    eyes: x of the tries with a show before them; absences: x and width of each.
    """

    kind: str
    width: int
    height: int
    left: int
    right: int
    top: int
    base: int
    grid: tuple[float, ...]
    bar: float
    band: str
    mean: str
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    numbers: tuple[tuple[float, int], ...]
    eyes: tuple[float, ...]
    eye: float
    absences: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Measures of a drawing. left, right: room beside the plot; most: numbers along the axis."""

    kind: str
    width: int
    left: int
    right: int
    step: int
    inset: int
    most: int
    top: int = 12

    @property
    def base(self) -> int:
        return self.top + 3 * self.step

    @property
    def end(self) -> int:
        """x where the plot ends."""
        return self.width - self.right

    def y(self, mean: float) -> float:
        return round(self.base - mean * self.step, 1)


_WIDE = _Frame("wide", 660, 108, 100, 64, 12, 16)
_NARROW_EN = _Frame("narrow", 256, 96, 6, 56, 8, 7)
_NARROW_ZH = _Frame("narrow", 256, 50, 6, 56, 8, 8)
_APART = 17.0  # between two lines of words


def _draw(curve: Curve, frame: _Frame) -> Drawing:
    places = max(len(curve.points), FEWEST_PLACES, len(curve.usual))
    first = frame.left + frame.inset
    gap = (frame.end - 8 - first) / (places - 1)
    xs = [round(first + place * gap, 1) for place in range(places)]
    size = max(0.4, min(1.0, gap / 11))
    every = -(-len(curve.points) // frame.most)
    return Drawing(
        kind=frame.kind,
        width=frame.width,
        height=frame.base + 56,
        left=frame.left,
        right=frame.end,
        top=frame.top,
        base=frame.base,
        grid=tuple(frame.y(one) for one in range(4)),
        bar=frame.y(curve.bar),
        band=_band(curve, xs, frame),
        mean=_path((x, frame.y(one.mean)) for x, one in zip(xs, curve.usual, strict=False)),
        lines=tuple(_lines(curve, xs, frame)),
        marks=tuple(
            Mark(x, frame.y(one.level), one.seat, size, bool(one.why_not))
            for x, one in zip(xs, curve.points, strict=False)
            if one.level is not None
        ),
        labels=tuple(_labels(curve, xs, frame)),
        numbers=tuple((xs[at], one.n) for at, one in enumerate(curve.points) if at % every == 0),
        eyes=tuple(x for x, one in zip(xs, curve.points, strict=False) if one.shown),
        eye=min(16.0, max(gap, 6.0)),
        absences=tuple(_gap_of(one.after, xs, gap, frame) for one in curve.absences),
    )


def _gap_of(after: int, xs: Sequence[float], gap: float, frame: _Frame) -> tuple[float, float]:
    """x and width of an absence: between two tries, before the first, or behind the last of all places."""
    if after == 0:
        return frame.left + 2.0, 4.0
    if after >= len(xs):
        return frame.end - 2.0, 4.0
    return round(xs[after] - gap / 2, 1), round(max(3.0, min(20.0, gap * 0.6)), 1)


def _listed(words: Iterable[str]) -> str:
    return ("、" if language() is Language.ZH else ", ").join(words)


def _path(places: Iterator[tuple[float, float]]) -> str:
    found = list(places)
    return "M" + "L".join(f"{x} {y}" for x, y in found) if found else ""


def _band(curve: Curve, xs: Sequence[float], frame: _Frame) -> str:
    """Along its upper edge and back along the lower one."""
    edges = list(zip(xs, curve.usual, strict=False))
    if not edges:
        return ""
    back = [(x, frame.y(one.low)) for x, one in reversed(edges)]
    return _path(iter([*((x, frame.y(one.high)) for x, one in edges), *back])) + "Z"


def _lines(curve: Curve, xs: Sequence[float], frame: _Frame) -> Iterator[str]:
    """From try to try; a long absence parts them."""
    breaks = sorted({one.after for one in curve.absences if one.breaks} | {0, len(curve.points)})
    for begin, end in pairwise(breaks):
        stretch = zip(xs[begin:end], curve.points[begin:end], strict=False)
        path = _path((x, frame.y(one.level)) for x, one in stretch if one.level is not None)
        if path:
            yield path


def _labels(curve: Curve, xs: Sequence[float], frame: _Frame) -> Iterator[Label]:
    bar = _("Bar %(level)s", level=level(curve.bar))
    if frame.kind == "wide":
        yield from _beside(curve, xs, frame, bar)
    else:
        yield from _within(curve, xs, frame, bar)


def _beside(curve: Curve, xs: Sequence[float], frame: _Frame, bar: str) -> Iterator[Label]:
    """Each at the end of what it names, moved apart where they would touch."""
    x = frame.end + 10
    ends = [("bar", bar, frame.y(curve.bar))]
    if len(curve.usual) == len(xs):
        ends.append(("usual", _("Usual pace"), frame.y(curve.usual[-1].mean)))
    elif curve.usual:
        yield Label("usual", _("Usual pace"), xs[len(curve.usual)], frame.y(curve.usual[-1].mean) + 4.5)
    last = _last(curve, xs)
    if last is not None:
        at, mean = last
        if at == xs[-1]:
            ends.append(("line", _called(curve, mean, frame.right - 12), frame.y(mean)))
        else:
            yield Label("line", _called(curve, mean, frame.end - at - 12), at + 12, frame.y(mean) + 4.5)
    ends.sort(key=lambda one: one[2])
    for (of, words, _y), y in zip(ends, _apart([y for _of, _words, y in ends]), strict=True):
        yield Label(of, words, x, round(y + 4.5, 1))


def _within(curve: Curve, xs: Sequence[float], frame: _Frame, bar: str) -> Iterator[Label]:
    """Where there is no room beside the plot: the bar at the beginning of its line, the curve at its end."""
    rated = [(x, frame.y(mean)) for x, mean in _rated(curve, xs)]
    bar_y, left = frame.y(curve.bar), frame.left + 4.0
    under = [y for x, y in rated if x <= left + _width(bar) + 8 and bar_y - 24 <= y <= bar_y]
    yield Label("bar", bar, left, bar_y + 17 if under else bar_y - 6)
    if not rated:
        return
    at, y = rated[-1]
    words = _called(curve, curve.rated[-1].level or 0.0, frame.end - frame.left)
    reach = max(at, frame.left + _width(words))
    near = [y for x, y in rated if reach - _width(words) - 8 <= x <= reach + 8]
    # Clear of the points that it would cover: below the lowest of them, or above the highest.
    yield Label("line", words, reach, round(max(near) + 21 if y >= bar_y else min(near) - 11, 1), "end")


def _rated(curve: Curve, xs: Sequence[float]) -> list[tuple[float, float]]:
    return [(x, one.level) for x, one in zip(xs, curve.points, strict=False) if one.level is not None]


def _last(curve: Curve, xs: Sequence[float]) -> tuple[float, float] | None:
    """x and level of the latest reviewed try."""
    rated = _rated(curve, xs)
    return rated[-1] if rated else None


def _called(curve: Curve, mean: float, room: float) -> str:
    """The name with the level where it fits, else its first part, else the level alone."""
    names = (curve.name, curve.name.split(" ")[0])
    fitting = (f"{name} {level(mean)}" for name in names if _width(f"{name} {level(mean)}") <= room)
    return next(fitting, level(mean))


def _width(words: str) -> float:
    """About how wide 13 px letters are."""
    return sum(13.0 if ord(letter) > 0x2E80 else 7.2 for letter in words)


def _apart(ys: Sequence[float]) -> list[float]:
    """The same heights, from the top, each far enough from the next; those that touch move by as little as they can."""
    heaps: list[list[float]] = []
    for y in ys:
        heaps.append([y])
        while len(heaps) > 1 and _top(heaps[-1]) - _bottom(heaps[-2]) < _APART:
            heaps[-2:] = [heaps[-2] + heaps[-1]]
    return [_top(heap) + number * _APART for heap in heaps for number in range(len(heap))]


def _top(heap: Sequence[float]) -> float:
    """Height of the first of some that stand together round their middle."""
    return sum(heap) / len(heap) - (len(heap) - 1) * _APART / 2


def _bottom(heap: Sequence[float]) -> float:
    return _top(heap) + (len(heap) - 1) * _APART

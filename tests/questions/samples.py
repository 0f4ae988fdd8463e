"""One item of every kind, small enough to be scored in one's head."""

from typing import Any

from lms.i18n import Text
from lms.questions.kinds.hotspot import Hotspot, Tempting
from lms.questions.kinds.matching import Counterpart, Matching
from lms.questions.kinds.multiple import Multiple
from lms.questions.kinds.numeric import Numeric, Slip
from lms.questions.kinds.open_answer import Criterion, Open
from lms.questions.kinds.ordering import Ordering
from lms.questions.kinds.short_text import Forms, Misnomer, ShortText
from lms.questions.kinds.single import Single
from lms.questions.kinds.true_false import TrueFalse
from lms.questions.kinds.vignette import Vignette
from lms.questions.question import ContentHash, Option, Question


def text(words: str) -> Text:
    return Text(zh=f"{words}。", en=words)


def option(name: str) -> Option:
    return Option(name, text(f"text of {name}"), text(f"why {name}"))


def options(*names: str) -> tuple[Option, ...]:
    return tuple(map(option, names))


BODIES: dict[str, Any] = {
    "single": Single(options("a", "b", "c"), "b"),
    "multiple": Multiple(options("a", "b", "c", "d"), ("a", "c")),
    "true-false": TrueFalse(
        (Option("true", None, text("why true")), Option("false", None, text("why false"))), "false",
        options("early", "late", "loud"), "late",
    ),
    "ordering": Ordering(options("c", "a", "d", "b"), ("a", "b", "c", "d")),
    "matching": Matching(
        options("one", "two", "three"), tuple(Counterpart(name, text(name)) for name in ("x", "y", "z", "rest")),
        {"one": "x", "two": "y", "three": "z"},
    ),
    "numeric": Numeric(
        12600, text("126 × 100"), (Slip(126, text("forgot the hundred")),), 50, Text(zh="元", en="yuan"), ("RMB",)
    ),
    "short-text": ShortText(
        Forms(("B级", "Ｂ"), ("grade B",)), text("it waits"), (Misnomer(Forms(("A级",), ("A",)), text("no date yet")),)
    ),
    "hotspot": Hotspot(3, text("too early"), options("early", "late", "loud"), "early", (Tempting(1, text("polite")),)),
    "vignette": Vignette("B", {grade: text(f"why {grade}") for grade in "ABCD"}, "C"),
    "open": Open(
        (Criterion("day", text("names a day")), Criterion("who", text("names who"))), text("Thursday at nine")
    ),
}  # fmt: skip


def sample(kind: str) -> Question:
    ask = Text(zh="哪两样？", en="Which two?") if kind == "multiple" else text("ask")
    lines = tuple(text(f"line {number}") for number in range(1, 6)) if kind == "hotspot" else ()
    scene = text("a factory") if kind == "vignette" else None
    return Question(kind, kind, "opens", "s", 1, scene, lines, ask, BODIES[kind], ContentHash(kind))

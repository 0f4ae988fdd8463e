"""Flags and figures in plain words, with what to do."""

from dataclasses import dataclass

from lms.i18n import _, within_quotes
from lms.quizzes.analysis import Flag, FlagKind
from lms.quizzes.parts import ACCEPTED, OTHER, Pick, Words
from lms.quizzes.sums import Estimate


@dataclass(frozen=True, slots=True)
class FlagWords:
    """title: what it is; why: the figure with its bound; todo: what to look at."""

    title: str
    why: str
    todo: str
    blocks: bool


def number(value: float) -> str:
    """Two decimals, with a minus sign that is one."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def percent(value: float) -> str:
    return f"{value:.0%}"


def bounds(found: Estimate) -> str:
    return _("%(low)s to %(high)s", low=number(found.low), high=number(found.high))


def percent_bounds(found: Estimate) -> str:
    return _("%(low)s to %(high)s", low=percent(found.low), high=percent(found.high))


def title_of(kind: FlagKind) -> str:
    return {
        FlagKind.KEY_SUSPECT: _("Key in doubt"),
        FlagKind.NOT_DISCRIMINATING: _("Tells nobody apart"),
        FlagKind.LANGUAGES_DIFFER: _("Languages differ"),
        FlagKind.DEAD_DISTRACTOR: _("Dead distractor"),
        FlagKind.TOO_HARD: _("Very hard"),
        FlagKind.TOO_EASY: _("Very easy"),
    }[kind]


def told(flag: Flag, words: dict[Pick, Words]) -> FlagWords:
    """A flag for who can mend it. words: of what can be chosen in the item."""
    option = _bare(named(flag.pick, words)) if flag.pick else ""
    values = {"n": flag.n, "figure": number(flag.figure), "bound": number(flag.bound), "option": option}
    why, todo = _SAID[flag.kind](values, flag)
    return FlagWords(title_of(flag.kind), why, todo, flag.kind.blocks)


def named(pick: Pick, words: dict[Pick, Words]) -> str:
    """What was chosen, in the reader's words."""
    if pick[1] == OTHER:
        return _("something else")
    found = words.get(pick, Words(pick[1]))
    if pick[1] == ACCEPTED:
        return _("accepted: %(words)s", words=found.words)
    return _("%(part)s: %(words)s", part=found.label, words=found.words) if found.label else found.words


def _bare(words: str) -> str:
    """Words that are put between quotation marks, without those that they bring."""
    whole = words.startswith("“") and words.endswith("”") and words.count("“") == 1
    return words[1:-1] if whole else within_quotes(words)


def _key_suspect(values: dict[str, object], flag: Flag) -> tuple[str, str]:
    why = _(
        "What counts as right here may be wrong: those who do better on the other questions choose “%(option)s” more "
        "often, not less (correlation %(figure)s, at least %(bound)s, from %(n)s answers).",
        **values,
    )
    if flag.pick and flag.pick[1] == OTHER:
        return why, _("Read what was typed: a form that is right may be missing from the accepted ones.")
    return why, _(
        "Is the key right? Could this option be argued as well? Then mend the key, or the wording so that one is right."
    )


def _not_discriminating(values: dict[str, object], _flag: Flag) -> tuple[str, str]:
    why = _(
        "Who does well on the other questions does not do better on this one: correlation %(figure)s, at most "
        "%(bound)s, from %(n)s answers.",
        **values,
    )
    return why, _(
        "Look at the key first, then at the wording: what can it be read as? Does the lesson teach what it asks?"
    )


def _languages_differ(values: dict[str, object], flag: Flag) -> tuple[str, str]:
    easier, harder = (_("Chinese"), _("English")) if flag.figure > 0 else (_("English"), _("Chinese"))
    times = f"{2.718281828459045 ** abs(flag.figure):.1f}"
    why = _(
        "Among people who do equally well on the rest, the odds of a right answer are %(times)s times as high in "
        "%(easier)s as in %(harder)s, from %(n)s answers.",
        times=times, easier=easier, harder=harder, n=values["n"],
    )  # fmt: skip
    return why, _("Read both versions side by side: does one give the answer away, or ask something else?")


def _dead_distractor(values: dict[str, object], flag: Flag) -> tuple[str, str]:
    why = _(
        "“%(option)s” was chosen by %(share)s, at most %(most)s, of %(n)s.",
        option=values["option"], share=percent(flag.figure), most=percent(flag.bound), n=values["n"],
    )  # fmt: skip
    return why, _("Put in its place what people do get wrong, or do without it.")


def _too_hard(values: dict[str, object], flag: Flag) -> tuple[str, str]:
    why = _("Mean score %(score)s, from %(n)s answers.", score=percent(flag.figure), n=values["n"])
    return why, _("Does the lesson teach it, and is the question asked before it is taught?")


def _too_easy(values: dict[str, object], flag: Flag) -> tuple[str, str]:
    why = _("Mean score %(score)s, from %(n)s answers.", score=percent(flag.figure), n=values["n"])
    return why, _("Fine if everybody has to know it; else make a wrong option more tempting.")


_SAID = {
    FlagKind.KEY_SUSPECT: _key_suspect,
    FlagKind.NOT_DISCRIMINATING: _not_discriminating,
    FlagKind.LANGUAGES_DIFFER: _languages_differ,
    FlagKind.DEAD_DISTRACTOR: _dead_distractor,
    FlagKind.TOO_HARD: _too_hard,
    FlagKind.TOO_EASY: _too_easy,
}

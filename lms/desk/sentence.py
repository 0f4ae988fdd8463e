"""The sentence that explains a skill: every figure in it opens just as many rows."""

from collections.abc import Callable

from markupsafe import Markup, escape

from lms.desk.wording import Names
from lms.i18n import Language, _, language, level, ngettext
from lms.judgement.evidence import DebtKind
from lms.judgement.service import PersonJudgement
from lms.judgement.why.figures import Counts, bar_of, counts_of, has_sealed, leads_of, owed_of
from lms.judgement.why.panel import response_told
from lms.judgement.wording import named_together

Address = Callable[[str], str]
"""The address of the page that lists what a figure counts, by its name: shows, tries, reviews, held, last, owed-try."""


def explaining(judged: PersonJudgement, skill: str, names: Names, address: Address, *, mine: bool) -> Markup:
    """What was given, done and found in a skill. mine: the reader is the trainee, who hears that we owe it to them."""
    counts = counts_of(judged, skill)
    said = [
        (_times_of(_("taught %(times)s"), _("not taught yet"), len(counts.shows), address("shows")), DebtKind.SHOW),
        (
            _times_of(_("practised %(times)s"), _("not practised yet"), len(counts.tries), address("tries")),
            DebtKind.TRY,
        ),
    ]
    if counts.tries:
        said.append((_reviewed(judged, skill, counts, names, address), DebtKind.REVIEW))
    clauses = [_with_owed(clause, judged, skill, kind, address, mine=mine) for clause, kind in said]
    first = _filled(_("%(clauses)s."), clauses=escape(_(", ")).join(clauses))
    between = Markup(" ") if language() is Language.EN else Markup("")
    waiting = escape(_("A review that waits for your own rating is not counted in this yet."))
    curve = map(escape, response_told(judged, skill))
    said_last = [_held(judged, skill, counts, address), *curve, waiting if mine and has_sealed(judged, skill) else ""]
    return between.join(part for part in (_begun(first), *said_last) if part)


def figure(words: str, count: int, href: str) -> Markup:
    """A figure as a link to the rows that it counts."""
    return Markup('<a href="{}" data-figure="{}">{}</a>').format(href, count, words)


def _filled(message: str, **values: object) -> Markup:
    """A message of ours with markup in its places; what is no markup is escaped."""
    return escape(message) % values


def _begun(words: Markup) -> Markup:
    """With a capital at the beginning of the text, which is never markup."""
    return Markup(str(words)[:1].upper()) + Markup(str(words)[1:])  # noqa: S704  it was markup before


def _times_of(some: str, none: str, count: int, href: str) -> Markup:
    return _filled(some, times=figure(_times(count), count, href)) if count else escape(none)


def _times(count: int) -> str:
    return ngettext("once", "%(num)s times", count) % {"num": count}


def _reviewed(judged: PersonJudgement, skill: str, counts: Counts, names: Names, address: Address) -> Markup:
    if not counts.reviews:
        return escape(_("not reviewed yet"))
    raters = dict.fromkeys(review.rater for made in judged.evidence[skill].tries for review in made.reviews)
    times = figure(_times(len(counts.reviews)), len(counts.reviews), address("reviews"))
    by = named_together([names[rater] for rater in raters])
    return _filled(_("reviewed %(times)s by %(names)s"), times=times, names=by)


def _with_owed(
    clause: Markup, judged: PersonJudgement, skill: str, kind: DebtKind, address: Address, *, mine: bool
) -> Markup:
    count = owed_of(judged, skill, kind)
    if not count:
        return clause
    words = _("%(num)s still owed to you", num=count) if mine else _("%(num)s owed", num=count)
    return _filled(_("%(clause)s (%(owed)s)"), clause=clause, owed=figure(words, count, address(f"owed-{kind}")))


def _held(judged: PersonJudgement, skill: str, counts: Counts, address: Address) -> Markup:
    """How the last reviewed tries stand; empty when there are none."""
    if not counts.last:
        return Markup("")
    last = next(lead for _made, lead in reversed(leads_of(judged, skill)) if lead is not None)
    return _filled(
        _words_of_last(len(counts.last), len(counts.held)),
        last=figure(str(len(counts.last)), len(counts.last), address("last")),
        held=figure(str(len(counts.held)), len(counts.held), address("held")),
        level=level(last.mean_level),
        bar=level(bar_of(judged, skill)),
    )


def _words_of_last(reviewed: int, held: int) -> str:
    if reviewed == 1 and held:
        return _("So far %(last)s reviewed try, and it held: %(level)s of 3, the bar is %(bar)s.")
    if reviewed == 1:
        return _("So far %(last)s reviewed try, and it did not hold yet: %(level)s of 3, the bar is %(bar)s.")
    if held:
        return _(
            "Of the last %(last)s reviewed, %(held)s held; the latest stands at %(level)s of 3, the bar is %(bar)s."
        )
    return _("Of the last %(last)s reviewed, none held yet; the latest stands at %(level)s of 3, the bar is %(bar)s.")

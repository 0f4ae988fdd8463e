"""Rules for quiz items that keep a clever person who skipped the lesson near chance: what lists of options give away.

What gives the key away by itself is a fault; what only makes a good guess likelier is advice.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, Place
from lms.curriculum.reading import LANGUAGES, Entry
from lms.curriculum.schema import AskShape, QuestionShape
from lms.curriculum.wording import HAN
from lms.questions.kinds.hotspot import Hotspot
from lms.questions.kinds.multiple import Multiple
from lms.questions.kinds.single import Single
from lms.questions.kinds.true_false import TrueFalse
from lms.questions.question import Option, Question

LENGTH_TOLERANCE = 0.2
FREE_CHARACTERS = 2
"""In short options a character or two is more than the tolerance, and gives nothing away."""
SHARES = {"longest": 0.25, "shortest": 0.4}
"""Of the lists with one key, in which the key may stand out by its length."""
KINDS_A_POOL = 6
SITUATIONS = 0.6
TELLING_ID = re.compile(
    r"(the-)?(right|wrong|correct|incorrect|key|answer|best|good|bad)(-?(one|answer|option|[0-9a-e]))?"
)
WHOLESALE = re.compile(
    r"以上.{0,4}(都|全|皆|均)|(都|全)不?(对|是)[”。]*$|\b(all|none|both|neither) of (the )?(above|these|them)\b",
    re.IGNORECASE,
)
ABSOLUTE = {
    "zh": re.compile("一定|从不|从来|总是|绝对|永远|必须|任何|毫无|百分之百"),
    "en": re.compile(r"\b(always|never|every|must|absolutely|completely|entirely|impossible)\b", re.IGNORECASE),
}
SPOKEN = re.compile("[的了吗呢吧么什怎哪句这那一个不是说你他她我们]")
COMMON = frozenset(
    (
        *("about", "after", "again", "before", "could", "every", "first", "other", "should", "still", "their", "there"),
        *("these", "thing", "those", "three", "today", "under", "until", "where", "which", "while", "whose", "would"),
        *("write", "choose", "order", "right"),
    )
)


@dataclass(frozen=True, slots=True)
class OptionList:
    """Options among which is the key, or are the keys, of a multiple choice: those of an item, or its reasons."""

    options: Sequence[Option]
    keys: tuple[str, ...]
    place: Place
    ask: Mapping[str, str]
    in_order: bool = False

    def texts(self, language: str) -> Mapping[str, str]:
        return {o.id: getattr(o.text, language) for o in self.options if o.text is not None}

    def parted(self, language: str) -> tuple[list[str], list[str]]:
        """The texts of keys, and of the others."""
        texts = self.texts(language)
        return [t for o, t in texts.items() if o in self.keys], [t for o, t in texts.items() if o not in self.keys]


def lists_of(ask: Entry[QuestionShape] | Entry[AskShape], question: Question) -> Iterator[OptionList]:
    """The lists of an item, whatever its kind, or of a small check."""
    body = question.body
    asked = {language: getattr(ask.value.ask, language) for language in LANGUAGES}
    if isinstance(body, Single):
        yield OptionList(body.options, (body.answer,), ask.at("options"), asked, body.in_order)
    elif isinstance(body, Multiple):
        yield OptionList(body.options, body.answer, ask.at("options"), asked, body.in_order)
    elif isinstance(body, TrueFalse | Hotspot):
        yield OptionList(body.reasons, (body.reason,), ask.at("reasons"), asked)


def lists_in(module: ModuleDraft) -> list[OptionList]:
    """The lists of all items of a module's pool."""
    return [one for entry, asked in module.questions_asked for one in lists_of(entry, asked)]


def situations(module: ModuleDraft) -> int:
    """How many items show something to decide in: a scene or a dialogue."""
    return sum(question.value.scene is not None or bool(question.value.dialogue) for question in module.questions)


def faults_of(module: ModuleDraft) -> Iterator[Fault]:
    """Faults of items and checks that are whole by themselves. The pool is to be without other faults."""
    lists = lists_in(module)
    for one in [*lists, *(found for check, asked in module.checks_asked for found in lists_of(check, asked))]:
        yield from _told(one)
    for one in lists:
        yield from _lengths(one, of_keys=True)
    if module.pool is not None:
        for language in LANGUAGES:
            yield from _standing_out(lists, language, module.pool.place)


def advice_on(module: ModuleDraft) -> Iterator[Fault]:
    lists = lists_in(module)
    for one in lists:
        yield from _lengths(one, of_keys=False)
        yield from _absolutes(one)
        yield from _echoes(one)
    if module.pool is not None and module.questions:
        yield from _variety(module, lists, module.pool.place)


def _told(one: OptionList) -> Iterator[Fault]:
    """Options that name themselves, and options about the others, which tell two things at once."""
    for option in one.options:
        if TELLING_ID.fullmatch(option.id):
            what = f"the id '{option.id}' tells, and it stands in the page"
            yield one.place.fault(what, "name the option after what it says")
        for language, text in ((language, one.texts(language).get(option.id, "")) for language in LANGUAGES):
            if WHOLESALE.search(text):
                what = f"in {language}, '{option.id}' speaks of the other options"
                yield one.place.fault(what, "write an option that stands by itself, or ask for all that apply")


def _lengths(one: OptionList, *, of_keys: bool) -> Iterator[Fault]:
    """The option farthest from the mean length, if it is too far: a fault of a key, advice on another one."""
    if one.in_order:
        return
    for language in LANGUAGES:
        lengths = {option: len(text) for option, text in one.texts(language).items()}
        mean = sum(lengths.values()) / max(len(lengths), 1)
        far = max(lengths, key=lambda option: abs(lengths[option] - mean), default="")
        too_far = bool(far) and abs(lengths[far] - mean) > max(LENGTH_TOLERANCE * mean, FREE_CHARACTERS)
        if too_far and (far in one.keys) is of_keys:
            what = f"in {language}, '{far}' has {lengths[far]} characters, the mean is {mean:.0f}"
            yield one.place.fault(what, "bring the options within 20% of their mean")


def outstanding(lists: Sequence[OptionList], language: str) -> Counter[str]:
    """In how many lists with one key that one is the longest, and in how many the shortest."""
    counts = Counter[str]()
    for one in lists:
        if len(one.keys) == 1:
            keys, others = ([len(text) for text in texts] for texts in one.parted(language))
            counts["longest"] += max(keys, default=0) > max(others, default=0)
            counts["shortest"] += min(keys, default=0) < min(others, default=0)
    return counts


def _standing_out(lists: Sequence[OptionList], language: str, place: Place) -> Iterator[Fault]:
    counts, single = outstanding(lists, language), sum(len(one.keys) == 1 for one in lists)
    for name, share in SHARES.items():
        if counts[name] > max(share * single, 1):
            what = f"in {language}, the key is the {name} option in {counts[name]} of {single} lists with one key"
            yield place.fault(what, f"lengthen or shorten options, until it is {share:.0%} at most")


def _absolutes(one: OptionList) -> Iterator[Fault]:
    for language in LANGUAGES:
        found = [[hit[0] for text in side if (hit := ABSOLUTE[language].search(text))] for side in one.parted(language)]
        if bool(found[0]) is not bool(found[1]):
            word = (found[0] or found[1])[0]
            side = "the key" if found[0] else "a wrong option"
            what = f"in {language}, '{word}' stands in {side} alone"
            yield one.place.fault(what, "say it on both sides, or on neither")


def _echoes(one: OptionList) -> Iterator[Fault]:
    """A word of the ask that only the key repeats."""
    for language in LANGUAGES:
        keys, others = one.parted(language)
        asked = _words(one.ask[language], language)
        said = set().union(*(_words(text, language) for text in keys)) & asked
        alone = sorted(said.difference(*(_words(text, language) for text in others)))
        if alone:
            what = f"in {language}, only the key repeats '{alone[0]}' of the ask"
            yield one.place.fault(what, "say it otherwise, or in another option too")


def _words(text: str, language: str) -> set[str]:
    """Words that carry meaning: long English ones; in Chinese, which has no gaps, each two characters that do."""
    if language == "en":
        return {word.lower() for word in re.findall(r"[A-Za-z]{5,}", text)} - COMMON
    runs = re.findall(f"[{HAN}]{{2,}}", SPOKEN.sub(" ", text))
    return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}


def _variety(module: ModuleDraft, lists: Sequence[OptionList], place: Place) -> Iterator[Fault]:
    """What a pool as a whole lacks: kinds, situations, stems that give the same options another key."""
    kinds = {question.value.kind for question in module.questions}
    if len(kinds) < KINDS_A_POOL:
        what = f"the pool uses {len(kinds)} kinds of items ({', '.join(sorted(kinds))})"
        yield place.fault(what, f"use {KINDS_A_POOL} at least, each where it fits")
    shown = situations(module)
    if shown < SITUATIONS * len(module.questions):
        what = f"{shown} of {len(module.questions)} items show a situation"
        yield place.fault(what, f"give a scene or a dialogue to {SITUATIONS:.0%} of them, to decide in")
    sets = Counter(frozenset(one.texts("zh").values()) for one in lists)
    if lists and max(sets.values()) < 2:
        what = "no two items ask of the same options"
        yield place.fault(what, "write a second stem for one set of options, under which another one is the key")

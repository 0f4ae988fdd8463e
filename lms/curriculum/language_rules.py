"""Rules for the two languages by themselves: no passage left in the other one."""

import re
from collections.abc import Collection, Iterator

from lms.curriculum import prose
from lms.curriculum.drafts import Draft, ModuleDraft
from lms.curriculum.faults import Fault, Place
from lms.curriculum.figures import IN_ONE_LANGUAGE
from lms.curriculum.latin import LATIN_LIST, LATIN_WORD
from lms.curriculum.lessons import LessonSource
from lms.curriculum.prose import Passage
from lms.curriculum.wording import HAN
from lms.i18n import Language

A_PASSAGE = 3
"""So many Latin words in a row, none of them on the list, are no name: somebody forgot to write the Chinese."""
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9'’_-]*(?:[ ,;:.&/-]+[A-Za-z][A-Za-z0-9'’_-]*)*")
CHINESE = re.compile(f"[{HAN}]+")
APART = re.compile(r'"[^"]*"|“[^”]*”|「[^」]*」|《[^》]*》|\([^()]*\)|（[^（）]*）')


def faults_of(draft: Draft) -> Iterator[Fault]:
    allowed = draft.latin or {}
    for passage in prose.of_all(draft):
        if passage.language is Language.EN:
            yield from _chinese_in(passage)
        else:
            for run in _untranslated(passage.text, allowed):
                what = f"“{_cut(run[0])}” is not in Chinese"
                yield passage.at(run.start()).fault(what, "write it in Chinese, or put it in `…` if it is code")
    for module in draft.modules.values():
        yield from _figures(module, allowed)


def advice_on(draft: Draft) -> Iterator[Fault]:
    """Latin words that a Chinese reader meets without a reason on the list, each once a file; none without a list."""
    if draft.latin is None:
        return
    told: set[tuple[str, str]] = set()
    for passage in prose.of_all(draft):
        if passage.language is Language.EN:
            continue
        for word in LATIN_WORD.finditer(passage.text):
            here = (passage.place.file, word[0])
            if _strange_in(word[0]) and word[0] not in draft.latin and here not in told:
                told.add(here)
                mend = f"write it in Chinese, or add it to {LATIN_LIST} with the reason"
                yield passage.at(word.start()).fault(f"'{word[0]}' stands in a Chinese text", mend)


def _strange_in(run: str) -> list[str]:
    """The words that are to be looked up. A single letter is a grade or a unit, and what holds a digit is a code."""
    words = LATIN_WORD.findall(run)
    return [word for word in words if len(word) > 1 and not any(character.isdigit() for character in word)]


def _chinese_in(passage: Passage) -> Iterator[Fault]:
    text = APART.sub(lambda apart: " " * len(apart[0]), passage.text)
    for found in CHINESE.finditer(text):
        what = f"“{_cut(found[0])}” is not in English"
        yield passage.at(found.start()).fault(what, "write it in English; Chinese that is spoken of goes in quotes")


def _untranslated(text: str, allowed: Collection[str]) -> Iterator[re.Match[str]]:
    """Runs of Latin words in a Chinese text that are more than names."""
    for run in LATIN.finditer(text):
        if sum(word not in allowed for word in _strange_in(run[0])) >= A_PASSAGE:
            yield run


def _figures(module: ModuleDraft, allowed: Collection[str]) -> Iterator[Fault]:
    """The words of a drawing are in the language of its name, and a lesson shows the drawings of its own language."""
    for name, figure in module.figures.items():
        named, place = IN_ONE_LANGUAGE.search(name), Place(f"{module.folder}/{name}")
        for words in ("".join(text.itertext()) for text in figure.root.iter("text")):
            chinese = CHINESE.search(words)
            if named is None and name in module.shown and (chinese or _strange_in(words)):
                what = f"the drawing says “{_cut(words.strip())}” to readers of both languages"
                mend = f"draw {name[:-4]}.zh.svg and {name[:-4]}.en.svg, and name each in its lesson"
                yield place.fault(what, mend)
            elif named is not None and named["language"] == "en" and chinese:
                yield place.fault(f"the drawing says “{_cut(chinese[0])}”", "write its words in English")
            elif named is not None and named["language"] == "zh" and any(_untranslated(words, allowed)):
                yield place.fault(f"the drawing says “{_cut(words.strip())}”", "write its words in Chinese")
    for language, lesson in module.lessons.items():
        yield from _shown(lesson, language)


def _shown(lesson: LessonSource, language: Language) -> Iterator[Fault]:
    for figure in (figure for section in lesson.sections for figure in section.figures):
        named = IN_ONE_LANGUAGE.search(figure.id)
        if named is not None and named["language"] != language.key:
            mend = f"show {figure.id[: named.start()]}.{language.key}.svg"
            yield figure.place.fault("the drawing is the one of the other language", mend)


def _cut(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"

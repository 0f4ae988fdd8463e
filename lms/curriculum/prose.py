"""The words that people read, passage by passage with their places: what rules about language and length look at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms.curriculum.drafts import Draft, ModuleDraft
from lms.curriculum.faults import Place
from lms.curriculum.lessons import CALLOUT, CODE, FENCE, HEADING, LessonSource, SectionSource
from lms.curriculum.nodes import Node
from lms.curriculum.wording import HAN
from lms.i18n import Language

KEYS: Mapping[str, Language] = {language.key: language for language in Language}
MARKUP = re.compile(
    r"(?<=\])\([^()\s]*(?:\s+\"[^\"]*\")?\)"  # where a link leads
    r"|\{[#:=.][^{}]*\}"  # anchors and attributes
    r"|⟦[^⟧\n]*⟧?"  # what is still to be written
    r"|\[\^[^\]\s]+\]:?|\[check:[^\]]*\]|^[ ]*[-*+][ ]+\[[ xX]\]"
    r"|^[ ]*\?\?\?\+?[ ]*\w*"
    r"|<?https?://[^\s>）)]+>?|&[A-Za-z]+;",
    re.MULTILINE,
)
WORD = {
    Language.ZH: re.compile(f"[{HAN}]|[A-Za-z0-9][A-Za-z0-9.,:%/+’'-]*"),
    Language.EN: re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:%/+’'-]*"),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a line of dialogue or a text in a YAML file. What is markup in it is blanked, so columns hold."""

    language: Language
    text: str
    place: Place

    def at(self, offset: int) -> Place:
        """Where the character at this offset stands; of a text in YAML, where the text begins."""
        line = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        return Place(self.place.file, self.place.line + line, column + (1 if line else self.place.column))


def count(text: str, language: Language) -> int:
    """Chinese: characters, and a number or a Latin word as one; English: words."""
    return sum(1 for _ in WORD[language].finditer(text))


def length(section: SectionSource, language: Language) -> int:
    """How much there is to read in a section, its title and dialogues too."""
    return sum(count(passage.text, language) for passage in of_section(section, language))


def length_of_lesson(lesson: LessonSource, language: Language) -> int:
    """The same of all sections together."""
    return sum(length(section, language) for section in lesson.sections)


def of_section(section: SectionSource, language: Language) -> Iterator[Passage]:
    """The title and each paragraph, row and line of dialogue of a section."""
    yield Passage(language, section.title, Place(section.place.file, section.place.line, 4))
    held: list[str] = []
    first = fence = ""
    start = 0
    for number, line in enumerate([*section.body, ""], section.place.line + 1):
        opened = FENCE.fullmatch(line) if not fence else None
        if opened is not None or (fence and line.strip() == fence):
            first = opened["info"] if opened is not None else ""
            fence = opened["fence"] if opened is not None else ""
            readable = ""
        elif fence:
            readable = _in_dialogue(line) if first.startswith("dialogue") else ""
        else:
            readable = _blanked(line)
        if readable.strip() and not fence:
            start = start if held else number
            held.append(readable)
            continue
        if held:
            yield Passage(language, "\n".join(held), Place(section.place.file, start))
            held = []
        if readable.strip():
            yield Passage(language, readable, Place(section.place.file, number))


def of_lesson(lesson: LessonSource, language: Language) -> Iterator[Passage]:
    """All of a lesson: what its front matter says, and each section."""
    if lesson.head is not None:
        yield Passage(language, lesson.head.value.title, lesson.head.at("title"))
        yield Passage(language, lesson.head.value.summary, lesson.head.at("summary"))
    for outcome in lesson.outcomes:
        yield Passage(language, outcome.value.text, outcome.at("text"))
    for section in lesson.sections:
        yield from of_section(section, language)


def of_node(node: Node) -> Iterator[Passage]:
    """Every text in two languages that a YAML value holds, however deep."""
    if not isinstance(node.value, dict):
        for entry in node.entries():
            yield from of_node(entry)
        return
    for key, below in node.value.items():
        texts = below.entries() or (below,)
        if key in KEYS and all(isinstance(text.value, str) for text in texts):
            yield from (Passage(KEYS[key], _blanked(str(text.value)), text.place) for text in texts)
        else:
            yield from of_node(below)


def of_module(module: ModuleDraft) -> Iterator[Passage]:
    """All that a module says to anybody, in both languages."""
    for language, lesson in module.lessons.items():
        yield from of_lesson(lesson, language)
    for node in _nodes(module):
        yield from of_node(node)


def of_all(draft: Draft) -> Iterator[Passage]:
    """All content that there is."""
    for module in draft.modules.values():
        yield from of_module(module)
    for skill in draft.skills:
        yield from of_node(skill.node)
    for path in draft.paths:
        yield from of_node(path.head.node)
    for firm in draft.firm_entries.values():
        yield from of_node(firm.node)


def _nodes(module: ModuleDraft) -> Iterator[Node]:
    """Of everything that a module's YAML files hold."""
    yield from (entry.node for entry in module.checks)
    yield from (entry.node for entry in module.questions)
    yield from (entry.node for entry in module.terms)
    yield from (entry.node for entry in module.checklist_items)
    if module.show is not None:
        yield module.show.node
    yield from (entry.node for entry in module.cards.values())
    yield from (entry.node for entry in module.customers.values())
    yield from (entry.node for entry in module.calibrations.values())


def _in_dialogue(line: str) -> str:
    """A line of dialogue without its number."""
    return re.sub(r"^\s*[0-9]{1,3}\s*[.．、]", lambda number: " " * len(number[0]), _blanked(line))


def _blanked(line: str) -> str:
    """The same length, with spaces in the place of markup."""
    callout, heading = CALLOUT.fullmatch(line), HEADING.fullmatch(line)
    if callout is not None:
        line = " " * callout.start("rest") + callout["rest"]
    elif heading is not None:
        line = " " * heading.start("title") + heading["title"]
    line = CODE.sub(lambda code: " " * len(code[0]), line)
    return MARKUP.sub(lambda found: " " * len(found[0]), line)

"""A lesson's Markdown taken apart: front matter, sections, and everything in them that other files must answer to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lms.curriculum.dialogues import Dialogue, read_dialogue
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.nodes import read_yaml
from lms.curriculum.reading import Entry, read_shape, read_shapes
from lms.curriculum.schema import FrontMatter, OutcomeShape

CALLOUTS = ("mistake", "tip", "today")
FENCE = re.compile(r"(?P<indent>\s*)(?P<fence>`{3,}|~{3,})\s*(?P<info>[^`]*)")
HEADING = re.compile(r"(?P<level>#{1,6})[ ]+(?P<title>.*?)[ ]*#*(?:[ ]*\{(?P<attributes>[^{}]*)\})?\s*")
ANCHOR = re.compile(r"#([a-z0-9]+(?:-[a-z0-9]+)*)")
MINUTES = re.compile(r"minutes=\"?([0-9]{1,3})\"?")
CALLOUT = re.compile(r"\s*!!!\s*(?P<kind>[\w-]*)(?P<rest>.*)")
CALLOUT_TITLE = re.compile(r'\s+"[^"]*\S[^"]*"\s*')
CHECK = re.compile(r"\[check:\s*(?P<id>[^\]]*?)\s*\]")
LINK = re.compile(r"(?P<image>!?)\[(?P<words>[^\[\]]*)\]\(\s*(?P<target>[^()\s]*)(?:\s+\"[^\"]*\")?\s*\)")
NOTE_CALL = re.compile(r"\[\^(?P<id>[^\]\s]+)\](?P<colon>:?)")
MARKUP = re.compile(r"<(?!https?://)(?:[a-zA-Z/!][^>]*)>")
CODE = re.compile(r"(`+)(?:(?!\1).)+?\1")


@dataclass(frozen=True, slots=True)
class Named:
    """An id, or a target, and where it is written."""

    id: str
    place: Place
    words: str = ""


@dataclass(slots=True)
class SectionSource:
    """One section as written. `body` is Markdown without its heading; its first line is the one after `place`."""

    anchor: str
    title: str
    minutes: int
    place: Place
    body: list[str] = field(default_factory=list)
    headings: list[Named] = field(default_factory=list)
    dialogues: list[Dialogue] = field(default_factory=list)
    checks: list[Named] = field(default_factory=list)
    links: list[Named] = field(default_factory=list)
    figures: list[Named] = field(default_factory=list)
    notes: dict[str, list[Named]] = field(default_factory=lambda: {"call": [], "text": []})

    @property
    def anchors(self) -> Iterator[Named]:
        """All that a link can lead to: the section itself, its headings and its dialogues."""
        yield Named(self.anchor, self.place, self.title)
        yield from self.headings
        yield from (Named(d.id, d.place) for d in self.dialogues)


@dataclass(frozen=True, slots=True)
class LessonSource:
    """A lesson as written. `head` and `outcomes` are empty when the front matter is at fault."""

    place: Place
    text: str
    head: Entry[FrontMatter] | None
    outcomes: tuple[Entry[OutcomeShape], ...]
    sections: tuple[SectionSource, ...]

    @property
    def anchors(self) -> Mapping[str, str]:
        """The section of every anchor."""
        return MappingProxyType({named.id: s.anchor for s in self.sections for named in s.anchors})

    def section(self, anchor: str) -> SectionSource | None:
        return next((s for s in self.sections if s.anchor == anchor), None)


def read_lesson(text: str, place: Place, faults: list[Fault]) -> LessonSource:
    """Take one language of a lesson apart; faults of form are gathered on the way."""
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        faults.append(place.fault("the front matter is missing", "begin the file with ---, its keys, and --- again"))
        return LessonSource(place, text, None, (), tuple(_Scan(place, faults).sections(lines)))
    node = read_yaml("\n".join(lines[1:end]), Place(place.file, 2), faults)
    head = read_shape(FrontMatter, node, faults) if node is not None else None
    outcomes = read_shapes(OutcomeShape, node.child("outcomes"), faults) if node is not None else []
    sections = _Scan(Place(place.file, end + 2), faults).sections(lines[end + 1 :])
    return LessonSource(place, text, head, tuple(outcomes), tuple(sections))


class _Scan:
    """One walk over the lines of a lesson, from the line after the front matter."""

    def __init__(self, first: Place, faults: list[Fault]) -> None:
        self.file, self.line, self.faults = first.file, first.line, faults
        self.found: list[SectionSource] = []
        self.fence: tuple[str, str, Place, list[str]] | None = None
        self.stray = False

    def sections(self, lines: list[str]) -> list[SectionSource]:
        for number, line in enumerate(lines, self.line):
            self._line(line.expandtabs(4), number)
        if self.fence is not None:
            self.faults.append(self.fence[2].fault("the fenced block is not closed", f"close it with {self.fence[0]}"))
        return self.found

    def _line(self, line: str, number: int) -> None:
        place = Place(self.file, number)
        if self.fence is not None:
            self._inside_fence(line)
            return
        heading = HEADING.fullmatch(line)
        if heading is not None and len(heading["level"]) <= 2:
            self._begin_section(heading, place)
            return
        if not self.found:
            if line.strip() and not self.stray:
                self.stray = True
                self.faults.append(place.fault("this stands before the first section", "begin with ## and an anchor"))
            return
        section = self.found[-1]
        fence = FENCE.fullmatch(line)
        if fence is not None:
            section.body.append(self._open_fence(fence, place))
            return
        section.body.append(line)
        if heading is not None:
            self._heading(section, heading, place)
        self._prose(section, line, place)

    def _begin_section(self, heading: re.Match[str], place: Place) -> None:
        if heading["level"] == "#":
            self.faults.append(place.fault("a heading of level 1 is the lesson's title", "begin sections with ##"))
        anchor, minutes = self._anchor(heading, place), MINUTES.search(heading["attributes"] or "")
        if minutes is None or minutes[1] == "0":
            self.faults.append(place.fault("the section does not say its minutes", "write {#anchor minutes=12}"))
        self.found.append(SectionSource(anchor, _spoken(heading["title"]), int(minutes[1]) if minutes else 1, place))

    def _heading(self, section: SectionSource, heading: re.Match[str], place: Place) -> None:
        if len(heading["level"]) > 3:
            self.faults.append(place.fault("headings end at level 3", "use ### or bold words"))
            return
        section.headings.append(Named(self._anchor(heading, place), place, _spoken(heading["title"])))

    def _anchor(self, heading: re.Match[str], place: Place) -> str:
        anchor = ANCHOR.search(heading["attributes"] or "")
        if anchor is None or re.fullmatch(r"p-[0-9]+", anchor[1]):
            mend = "end it with {#anchor}, lower-case words joined by hyphens, the same in both languages"
            self.faults.append(place.fault("the heading has no anchor", mend))
            return f"line-{place.line}"
        return anchor[1]

    def _open_fence(self, fence: re.Match[str], place: Place) -> str:
        """Remember the block and give its first line in the form that the Markdown extension reads."""
        self.fence = (fence["fence"], fence["info"].strip(), place, [])
        word = self.fence[1].partition(" ")[0]
        if word != "dialogue":
            return fence[0]
        return f'{fence["indent"]}{fence["fence"]}dialogue number="{len(self.found[-1].dialogues)}"'

    def _inside_fence(self, line: str) -> None:
        assert self.fence is not None
        fence, info, place, rows = self.fence
        self.found[-1].body.append(line)
        if line.strip() != fence:
            rows.append(line)
            return
        self.fence = None
        word, _, header = info.partition(" ")
        if word == "dialogue":
            self.found[-1].dialogues.append(read_dialogue(header, rows, place, self.faults))
        elif word and word not in ("text", "yaml", "json", "csv", "sql"):
            self.faults.append(unknown("kind of fenced block", word, ("dialogue", "text"), place))

    def _prose(self, section: SectionSource, line: str, place: Place) -> None:
        line = CODE.sub(lambda code: " " * len(code[0]), line)
        self._callout(line, place)
        self._checks(section, line, place)
        for link in LINK.finditer(line):
            at = Place(place.file, place.line, link.start() + 1)
            if link["image"]:
                section.figures.append(Named(link["target"], at, link["words"].strip()))
            else:
                section.links.append(Named(link["target"], at, link["words"].strip()))
        for call in NOTE_CALL.finditer(line):
            kind = "text" if call["colon"] and not line[: call.start()].strip() else "call"
            section.notes[kind].append(Named(call["id"], Place(place.file, place.line, call.start() + 1)))
        for tag in MARKUP.finditer(line):
            at = Place(place.file, place.line, tag.start() + 1)
            self.faults.append(at.fault(f"{tag[0]} would be shown as it stands", "use Markdown, or put it in `…`"))

    def _callout(self, line: str, place: Place) -> None:
        callout = CALLOUT.fullmatch(line)
        if callout is None:
            return
        if callout["kind"] not in CALLOUTS:
            self.faults.append(unknown("callout", callout["kind"], CALLOUTS, place))
        elif not CALLOUT_TITLE.fullmatch(callout["rest"]):
            mend = f'write it in quotes: !!! {callout["kind"]} "…"'
            self.faults.append(place.fault("the callout has no title", mend))

    def _checks(self, section: SectionSource, line: str, place: Place) -> None:
        for check in CHECK.finditer(line):
            at = Place(place.file, place.line, check.start() + 1)
            section.checks.append(Named(check["id"], at))
            if line.strip() != check[0] or line[0] == " ":
                self.faults.append(at.fault("a check stands within other text", "give it a paragraph of its own"))


def _spoken(title: str) -> str:
    """A title without the marks of bold, italics and code; titles are printed plain."""
    return re.sub(r"[*`]", "", title)

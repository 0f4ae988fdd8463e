"""All content files read one by one into drafts, before anything is asked about how they fit together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel

from lms.curriculum import schema
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.figures import Figure, read_figure
from lms.curriculum.item_shapes import check_shape, question_of, read_questions
from lms.curriculum.latin import LATIN_LIST, read_latin
from lms.curriculum.lessons import LessonSource, read_lesson
from lms.curriculum.marks import Marked, take_out, without_marks
from lms.curriculum.nodes import Node, read_yaml
from lms.curriculum.reading import Entry, read_shape, read_shapes
from lms.curriculum.source import COVERED_IN, Snapshot, decode
from lms.curriculum.world import Firm, FirmId
from lms.curriculum.world_shapes import FirmShape, firm_of
from lms.i18n import Language
from lms.questions.question import Question

M = TypeVar("M", bound=BaseModel)

FILES = {Language.ZH: "zh.md", Language.EN: "en.md"}
IN_MODULE = (
    "zh.md", "en.md", "checks.yaml", "terms.yaml", "checklist.yaml", "show.yaml",
    "cards/", "customers/", "calibration/", "images/",
)  # fmt: skip
IN_COURSES = ("skills.yaml", "latin.txt", "README.md")
KNOWN_FILE = re.compile(
    r"(zh|en)\.md|(checks|terms|checklist|show)\.yaml|(cards|customers|calibration)/[^/]+\.yaml|images/[^/]+\.(svg|png|jpg)"
)
FOREIGN_FOLDERS = ("paths", "world")


@dataclass(slots=True)
class ModuleDraft:
    """One module as read. What is None or missing here, though a file is there, has a fault already.

    folder, pool_file: where its files are or would be, as an author would type it. asked: what checks and items come
    to, worked out once, since a dozen rules look at it.
    """

    id: str
    folder: str
    pool_file: str
    names: frozenset[str]
    lessons: dict[Language, LessonSource] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    checks: list[Entry[schema.AskShape]] = field(default_factory=list)
    check_ids: frozenset[str] | None = frozenset()
    terms: list[Entry[schema.TermShape]] = field(default_factory=list)
    checklist: Entry[schema.ChecklistShape] | None = None
    checklist_items: list[Entry[schema.ChecklistItemShape]] = field(default_factory=list)
    show: Entry[schema.ShowShape] | None = None
    cards: dict[str, Entry[schema.CardShape]] = field(default_factory=dict)
    customers: dict[str, Entry[schema.CustomerShape]] = field(default_factory=dict)
    calibrations: dict[str, Entry[schema.CalibrationShape]] = field(default_factory=dict)
    has_pool: bool = False
    pool: Node | None = None
    check_minutes: int | None = None
    questions: list[Entry[schema.QuestionShape]] = field(default_factory=list)
    asked: dict[str, list[Question]] = field(default_factory=lambda: {"checks": [], "questions": []})

    @property
    def checks_asked(self) -> list[tuple[Entry[schema.AskShape], Question]]:
        """Each small check as written, with what is asked by it."""
        return list(zip(self.checks, self.asked["checks"], strict=True))

    @property
    def questions_asked(self) -> list[tuple[Entry[schema.QuestionShape], Question]]:
        """Each item of the pool as written, with what is asked by it."""
        return list(zip(self.questions, self.asked["questions"], strict=True))

    @property
    def shown(self) -> dict[str, Figure]:
        """The drawings that a lesson shows; pictures that came with items lie beside them and are shown by none."""
        sections = (section for lesson in self.lessons.values() for section in lesson.sections)
        named = {figure.id for section in sections for figure in section.figures}
        return {name: figure for name, figure in self.figures.items() if name in named}

    @property
    def outcomes(self) -> frozenset[str]:
        return frozenset(o.value.id for lesson in self.lessons.values() for o in lesson.outcomes)

    @property
    def anchors(self) -> frozenset[str]:
        """What an item's section can name: sections and level-3 headings, in either language."""
        return frozenset(
            anchor
            for lesson in self.lessons.values()
            for section in lesson.sections
            for anchor in (section.anchor, *(h.id for h in section.headings))
        )

    @property
    def outcomes_are_known(self) -> bool:
        """Whether all front matter could be read, so that a missing outcome is really missing."""
        return bool(self.lessons) and all(
            lesson.head is not None and len(lesson.outcomes) == len(lesson.head.value.outcomes)
            for lesson in self.lessons.values()
        )

    def has(self, name: str) -> bool:
        """Whether the module's folder holds this file, or a file in this folder."""
        return any(n == name or (name.endswith("/") and n.startswith(name)) for n in self.names)


@dataclass(slots=True)
class PathDraft:
    """One path as read; entries that are at fault are left out."""

    stem: str
    head: Entry[schema.PathShape]
    modules: list[Entry[schema.PathModuleShape]]
    skills: list[Entry[schema.PathSkillShape]]


@dataclass(slots=True)
class Waiting:
    """Items of quizzes/drafts/<module>.yaml, which are asked of nobody: whatever is in them stops no edition.

    faults: why the file cannot be read; empty when it can.
    """

    module: str
    place: Place
    items: Sequence[Mapping[str, Any]]
    faults: list[Fault]


@dataclass
class Draft:
    """All that was read.

    firm_files: what could be read of the world, by the name of each file; marked: texts with marks, by file; latin: the
    Latin words that Chinese texts may hold, with the reasons, None without a list; readme: the text that tells which
    point of the source is taught where.
    """

    modules: dict[str, ModuleDraft]
    skills: list[Entry[schema.SkillShape]]
    paths: list[PathDraft]
    skills_are_known: bool = True
    waiting: list[Waiting] = field(default_factory=list)
    firm_files: dict[str, Entry[FirmShape] | None] = field(default_factory=dict)
    marked: dict[str, Marked] = field(default_factory=dict)
    latin: Mapping[str, str] | None = None
    readme: tuple[str, Place] | None = None

    @property
    def firm_entries(self) -> dict[str, Entry[FirmShape]]:
        """The files of the world that have their shape."""
        return {stem: entry for stem, entry in self.firm_files.items() if entry is not None}

    @cached_property
    def firms(self) -> dict[FirmId, Firm]:
        return {FirmId(stem): firm_of(entry.value) for stem, entry in self.firm_entries.items()}


def read_drafts(snapshot: Snapshot, faults: list[Fault]) -> Draft:
    """Read every file of the snapshot."""
    reader = _Reader(snapshot, faults)
    modules = {name: reader.module(name, files) for name, files in sorted(_module_files(snapshot).items())}
    reader.pools(modules)
    faults.extend(_strays(snapshot))
    skills_node = reader.yaml("courses/skills.yaml")
    skills = read_shapes(schema.SkillShape, skills_node, faults)
    known = skills_node is not None and len(skills) == len(skills_node.entries())
    paths, waiting = list(reader.paths()), list(_waiting(snapshot))
    firms, latin, readme = dict(reader.firms()), reader.latin(), reader.readme()
    return Draft(modules, skills, paths, known, waiting, firms, reader.marked, latin, readme)


def _module_files(snapshot: Snapshot) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in snapshot.files:
        root, _, rest = name.partition("/")
        folder, slash, inside = rest.partition("/")
        if root == "courses" and slash and folder not in FOREIGN_FOLDERS:
            found.setdefault(folder, []).append(inside)
    return found


def _strays(snapshot: Snapshot) -> Iterator[Fault]:
    """Files that nothing would ever read."""
    for name in snapshot.files:
        root, _, rest = name.partition("/")
        folder, slash, inside = rest.partition("/")
        place = snapshot.place(name)
        if root == "courses" and not slash and rest not in IN_COURSES:
            yield unknown("file", rest, IN_COURSES, place)
        elif root == "courses" and folder in FOREIGN_FOLDERS and not re.fullmatch(r"[^/]+\.yaml", inside):
            what = {"paths": "path", "world": "firm"}[folder]
            yield place.fault(f"unknown file '{inside}'", f"name a {what} <id>.yaml")
        elif root == "courses" and slash and folder not in FOREIGN_FOLDERS and not KNOWN_FILE.fullmatch(inside):
            yield unknown("file", inside, IN_MODULE, place)
        elif root == "quizzes" and not re.fullmatch(r"(drafts/)?[^/]+\.yaml", rest):
            yield place.fault(f"unknown file '{rest}'", "name a pool <module>.yaml")


def _waiting(snapshot: Snapshot) -> Iterator[Waiting]:
    """Every file of items that wait, read as far as it can be."""
    for name in sorted(snapshot.files):
        found = re.fullmatch(r"quizzes/drafts/([^/]+)\.yaml", name)
        if found is None:
            continue
        faults: list[Fault] = []
        place = snapshot.place(name)
        text = decode(snapshot.files[name], place, faults)
        node = read_yaml(without_marks(text), place, faults) if text is not None else None
        plain = node.plain() if node is not None else None
        listed = plain.get("items") if isinstance(plain, dict) else plain
        items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
        yield Waiting(found[1], place, items, faults)


def _ids_in(node: Node | None) -> frozenset[str] | None:
    """The ids of all entries, the faulty ones too; None when the file cannot be read at all."""
    if node is None:
        return None
    ids = (entry.child("id") for entry in node.entries())
    return frozenset(str(found.value) for found in ids if found is not None)


class _Reader:
    """Reads single files of a snapshot."""

    def __init__(self, snapshot: Snapshot, faults: list[Fault]) -> None:
        self.snapshot, self.faults = snapshot, faults
        self.marked: dict[str, Marked] = {}

    def text(self, name: str) -> str | None:
        """What a file says, without the marks that vouch for it."""
        text = self.written(name)
        if text is None:
            return None
        marked = take_out(text, self.snapshot.place(name))
        if marked.marks or marked.endless:
            self.marked[name] = marked
        return marked.text

    def written(self, name: str) -> str | None:
        data = self.snapshot.files.get(name)
        return None if data is None else decode(data, self.snapshot.place(name), self.faults)

    def yaml(self, name: str) -> Node | None:
        text = self.text(name)
        return None if text is None else read_yaml(text, self.snapshot.place(name), self.faults)

    def shape(self, shape: type[M], name: str) -> Entry[M] | None:
        node = self.yaml(name)
        return None if node is None else read_shape(shape, node, self.faults)

    def module(self, folder: str, files: list[str]) -> ModuleDraft:
        base = f"courses/{folder}"
        shown = self.snapshot.shown
        draft = ModuleDraft(folder, shown(base), shown(f"quizzes/{folder}.yaml"), frozenset(files))
        for language, name in FILES.items():
            text = self.text(f"{base}/{name}")
            if text is not None:
                place = self.snapshot.place(f"{base}/{name}")
                draft.lessons[language] = read_lesson(text, place, self.faults)
        for name in sorted(files):
            if re.fullmatch(r"images/[^/]+\.svg", name):
                self._figure(draft, base, name)
            elif re.fullmatch(r"cards/[^/]+\.yaml", name):
                card = self.shape(schema.CardShape, f"{base}/{name}")
                if card is not None:
                    draft.cards[name.removeprefix("cards/").removesuffix(".yaml")] = card
            elif re.fullmatch(r"customers/[^/]+\.yaml", name):
                customer = self.shape(schema.CustomerShape, f"{base}/{name}")
                if customer is not None:
                    draft.customers[name.removeprefix("customers/").removesuffix(".yaml")] = customer
            elif re.fullmatch(r"calibration/[^/]+\.yaml", name):
                transcript = self.shape(schema.CalibrationShape, f"{base}/{name}")
                if transcript is not None:
                    draft.calibrations[name.removeprefix("calibration/").removesuffix(".yaml")] = transcript
        if draft.has("checks.yaml"):
            node = self.yaml(f"{base}/checks.yaml")
            draft.checks = read_shapes(check_shape(), node, self.faults)
            draft.asked["checks"] = [question_of(check.value) for check in draft.checks]
            draft.check_ids = _ids_in(node)
        draft.terms = read_shapes(schema.TermShape, self.yaml(f"{base}/terms.yaml"), self.faults)
        draft.checklist = self.shape(schema.ChecklistShape, f"{base}/checklist.yaml")
        if draft.checklist is not None:
            items = draft.checklist.node.child("items")
            draft.checklist_items = read_shapes(schema.ChecklistItemShape, items, self.faults)
        draft.show = self.shape(schema.ShowShape, f"{base}/show.yaml")
        return draft

    def pools(self, modules: Mapping[str, ModuleDraft]) -> None:
        for name in sorted(self.snapshot.files):
            found = re.fullmatch(r"quizzes/([^/]+)\.yaml", name)
            if found is None:
                continue
            head = self.shape(schema.PoolShape, name)
            items = head.node.child("items") if head is not None else None
            questions = read_questions(items, self.faults)
            if found[1] in modules:
                draft = modules[found[1]]
                draft.has_pool, draft.pool, draft.questions = True, items, questions
                draft.asked["questions"] = [question_of(question.value) for question in questions]
                if head is not None and head.value.check is not None:
                    draft.check_minutes = head.value.check.minutes
            else:
                self.faults.append(unknown("module", found[1], modules, self.snapshot.place(name)))

    def paths(self) -> Iterator[PathDraft]:
        for name in sorted(self.snapshot.files):
            found = re.fullmatch(r"courses/paths/([^/]+)\.yaml", name)
            head = self.shape(schema.PathShape, name) if found else None
            if found is None or head is None:
                continue
            modules = read_shapes(schema.PathModuleShape, head.node.child("modules"), self.faults)
            skills = read_shapes(schema.PathSkillShape, head.node.child("skills"), self.faults)
            yield PathDraft(found[1], head, modules, skills)

    def latin(self) -> Mapping[str, str] | None:
        text = self.written(LATIN_LIST)
        return None if text is None else read_latin(text, self.snapshot.place(LATIN_LIST), self.faults)

    def readme(self) -> tuple[str, Place] | None:
        text = self.written(COVERED_IN)
        return None if text is None else (text, self.snapshot.place(COVERED_IN))

    def firms(self) -> Iterator[tuple[str, Entry[FirmShape] | None]]:
        for name in sorted(self.snapshot.files):
            found = re.fullmatch(r"courses/world/([^/]+)\.yaml", name)
            if found is not None:
                text = self.written(name)
                node = None if text is None else read_yaml(text, self.snapshot.place(name), self.faults)
                yield found[1], None if node is None else read_shape(FirmShape, node, self.faults)

    def _figure(self, draft: ModuleDraft, base: str, name: str) -> None:
        text = self.written(f"{base}/{name}")
        if text is not None:
            figure = read_figure(text, self.snapshot.place(f"{base}/{name}"), self.faults)
            if figure is not None:
                draft.figures[name] = figure

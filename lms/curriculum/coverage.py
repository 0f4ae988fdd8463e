"""The table at the end of `courses/README.md`: each point of the source, and the sections that teach it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.lessons import Named

HEADING = "Coverage"
WAITING = "Waiting for their module"
TITLE = re.compile(r"(?P<level>#{2,3}) +(?P<title>.+?) *")
RULER = re.compile(r"\|[\s:|-]+\|")
SPAN = re.compile(r"`(?P<words>[^`]+)`")
Modules = Mapping[str, ModuleDraft]


@dataclass(frozen=True, slots=True)
class Row:
    """A point and what its last cell names in `…`: sections, or of a row that waits the module to come."""

    point: str
    named: tuple[Named, ...]
    place: Place
    waits: bool


def read_coverage(text: str, place: Place) -> Iterator[Row]:
    """The rows of all tables under the heading, but for the head of each; none where there is no such heading."""
    inside = waits = in_table = False
    for number, line in enumerate(text.split("\n"), 1):
        title = TITLE.fullmatch(line)
        if title is not None:
            inside = title["title"] == HEADING if title["level"] == "##" else inside
            waits = title["level"] == "###" and title["title"] == WAITING
        is_row = line.lstrip().startswith("|")
        if inside and is_row and in_table and not RULER.fullmatch(line.strip()):
            yield _row(line, Place(place.file, number), waits)
        in_table = is_row


def faults_of(rows: Sequence[Row], modules: Modules) -> Iterator[Fault]:
    """Each point is taught somewhere, and that is still there."""
    for row in rows:
        if not row.named:
            what = f"the point '{row.point}' has no {'module' if row.waits else 'section'}"
            yield row.place.fault(what, "name it in the last cell: `module`" if row.waits else "write `module#section`")
        elif not row.waits:
            for named in row.named:
                yield from _taught_in(named, modules)


def advice_on(rows: Sequence[Row], modules: Modules) -> Iterator[Fault]:
    """A point waits no longer once its module is written."""
    for row in rows:
        for named in row.named if row.waits else ():
            if named.id in modules:
                what = f"the point '{row.point}' waits for '{named.id}', which is written"
                yield row.place.fault(what, "move the row up, with the section that teaches it")


def _row(line: str, place: Place, waits: bool) -> Row:
    cells = line.strip().strip("|").split("|")
    start = line.rstrip().rstrip("|").rfind("|") + 1
    spans = SPAN.finditer(line, start)
    named = tuple(Named(span["words"].strip(), Place(place.file, place.line, span.start() + 2)) for span in spans)
    return Row(cells[0].strip(), named, place, waits)


def _taught_in(named: Named, modules: Modules) -> Iterator[Fault]:
    module, mark, anchor = named.id.partition("#")
    if not mark or not anchor:
        yield named.place.fault(f"'{named.id}' is no section", "write `module#section`")
    elif module not in modules:
        yield unknown("module", module, modules, named.place)
    elif modules[module].lessons and anchor not in modules[module].anchors:
        yield unknown("section", anchor, modules[module].anchors, named.place)

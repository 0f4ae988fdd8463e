"""Bringing the questions of one file into content files: what becomes of each, and the writing of it."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from lms.curriculum.catalog import ModuleId
from lms.curriculum.lacking import lacks
from lms.quizzes.bringing.archives import ZIP, parts_of, refuse_old_office
from lms.quizzes.bringing.checking import Content
from lms.quizzes.bringing.decoding import LARGEST_BYTES, check_size, decode_text
from lms.quizzes.bringing.fates import Fate, Report, short
from lms.quizzes.bringing.found import Folders, Found, Item, Reading, Unusable
from lms.quizzes.bringing.gift import looks_like_gift, read_gift
from lms.quizzes.bringing.items import contents_of
from lms.quizzes.bringing.moodle import read_moodle
from lms.quizzes.bringing.naming import name_for
from lms.quizzes.bringing.pasted import read_pasted
from lms.quizzes.bringing.pictures import Pictures
from lms.quizzes.bringing.sheet import read_sheet
from lms.quizzes.bringing.shelves import NEW_DRAFTS, Shelf, open_shelf

READERS: Mapping[str, Callable[[bytes, str], Reading]] = {
    "sheet": read_sheet,
    "text": read_pasted,
    "gift": read_gift,
    "moodle": read_moodle,
}
TOO_LARGE = "{} would grow larger than a content file may be"
BY_ENDING = {".csv": "sheet", ".tsv": "sheet", ".xlsx": "sheet", ".gift": "gift", ".xml": "moodle", ".docx": "text"}


def bring(file: Path, folders: Folders, *, module: str = "", style: str = "auto", dry_run: bool = False) -> Report:
    """Read the file, add its items to the content files, and tell what became of each. Raises Unusable.

    module: where they go; else the file's own column, else the file's name. dry_run: tell only, write nothing.
    """
    data = _read(file)
    name = file.name
    style = format_of(data, name) if style == "auto" else style
    modules = folders.modules()
    if module:
        folders.check(module, "--module")
    reading = READERS[style](data, name)
    default = module or (file.stem if file.stem in modules else "")
    if reading.found and not default and not any(found.module for found in reading.found):
        mend = f"name it with --module ({', '.join(modules)}), or in a column 模块"
        raise Unusable("nothing says which module the questions belong to", name, mend)
    if not reading.found:
        raise Unusable("no question was found in the file", name, "see “Bringing items in” in the author's guide")
    report = Report(name, style, reading.encoding, dry_run)
    desk = _Desk(folders, modules, report)
    for found in reading.found:
        desk.decide(found, module or found.module or default)
    report.could_not_express = reading.losses
    desk.finish(dry_run=dry_run)
    return report


def format_of(data: bytes, name: str) -> str:
    """By what the file holds, and where that leaves it open by the ending of its name. Raises Unusable."""
    refuse_old_office(data, name)
    ending = Path(name).suffix.lower()
    if data.startswith(ZIP):
        parts = parts_of(data, name)
        if "xl/workbook.xml" in parts:
            return "sheet"
        if "word/document.xml" in parts:
            return "text"
        raise Unusable("this zip is neither .xlsx nor .docx", name, "save it as one of them, or give the single files")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|quiz\b|!DOCTYPE|!--)", data):
        return "moodle"
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    text, _encoding = decode_text(data, name)
    return "gift" if looks_like_gift(text) else "text"


def _read(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise Unusable("there is no such file", str(file), "check its name and folder")
        with file.open("rb") as opened:
            data = opened.read(LARGEST_BYTES + 1)
        size = file.stat().st_size
    except OSError as error:
        raise Unusable(f"the file cannot be read ({error.strerror})", str(file), "check its rights") from None
    if len(data) > LARGEST_BYTES:
        what = f"the file has {size:,} bytes; {LARGEST_BYTES:,} are the most"
        raise Unusable(what, file.name, "split it into several files")
    check_size(data, file.name)
    return data


@dataclass(slots=True)
class _Module:
    """The two files of a module, and what they hold."""

    pool: Shelf
    drafts: Shelf
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)


class _Desk:
    """Decides on each question, and writes at the end."""

    def __init__(self, folders: Folders, modules: list[str], report: Report) -> None:
        self.folders, self.modules, self.report = folders, modules, report
        self.open: dict[str, _Module] = {}
        self.pictures = Pictures(folders.courses)
        self.content = Content(folders)

    def decide(self, found: Found, module: str) -> None:
        item = found.item
        if found.no_question:
            self._tell(self.report.skipped, found, found.no_question)
        elif item is None:
            self._tell(self.report.rejected, found, found.rejected)
        elif not module:
            self._tell(self.report.rejected, found, "nothing says which module it belongs to")
        elif module not in self.modules:
            near = get_close_matches(module, self.modules, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            self._tell(self.report.rejected, found, f"unknown module '{module[:64]}'{hint}")
        else:
            self._place(found, item, self._files(module), ModuleId(module))

    def finish(self, *, dry_run: bool) -> None:
        """Write, unless it is a dry run. One file that cannot be added to, and none is written."""
        for module, files in self.open.items():
            self._prove(module, files)
        shelves = [shelf for files in self.open.values() for shelf in (files.pool, files.drafts) if shelf.added]
        self.report.written = [shelf.shown for shelf in shelves]
        self.report.images = self.pictures.names()
        written = [(shelf, shelf.written()) for shelf in shelves]
        if dry_run:
            return
        try:
            self.pictures.save()
            for shelf, data in written:
                shelf.save(data)
        except OSError as error:
            where, what = str(error.filename or ""), f"a file cannot be written ({error.strerror})"
            raise Unusable(what, where or "the folder of quizzes", "check folder, rights and space") from None

    def _prove(self, module: str, files: _Module) -> None:
        """Let the whole content check look at the pool; what it objects to waits in the drafts instead.

        A fault of the pool as a whole, such as a position that holds most keys, sends all that were to be added there.
        """
        while files.pool.added and (faults := self.content.faults_with(module, files.pool.written())):
            lines = files.pool.lines_of_added()
            hit = {name: fault for fault in reversed(faults) for name, at in lines.items() if fault.line in at}
            for name in hit or lines:
                fault = hit.get(name, faults[0])
                self._demote(module, files, name, f"{fault.what} ({fault.mend})")

    def _demote(self, module: str, files: _Module, name: str, why: str) -> None:
        item = files.pool.take_back(name)
        taken = files.drafts.takes(item, f"the content check: {why}")
        for fates in (self.report.accepted, self.report.skipped):
            for at, fate in enumerate(fates):
                if (fate.id, fate.to) == (name, files.pool.shown):
                    said = f"the content check says: {why}" if fates is self.report.accepted else fate.why
                    said = said.replace(files.pool.shown, files.drafts.shown)
                    fates[at] = replace(fate, to=files.drafts.shown, why=said)
        if not taken:
            self.pictures.drop(module, name)
            for fates in (self.report.accepted, self.report.skipped):  # those skipped said the same as this one
                for fate in [one for one in fates if (one.id, one.to) == (name, files.drafts.shown)]:
                    fates.remove(fate)
                    self.report.rejected.append(replace(fate, to="", why=TOO_LARGE.format(files.drafts.shown)))

    def _place(self, found: Found, item: Item, files: _Module, module: ModuleId) -> None:
        contents = contents_of(item)
        there = next((files.known[content] for content in contents if content in files.known), None)
        if there is not None:
            why = f"it is there already, as '{there[0]}' in {there[1]}"
            self._tell(self.report.skipped, found, why, to=there[1], name=there[0])
            return
        if found.id and found.id in files.ids:
            self._tell(self.report.rejected, found, f"the id '{found.id}' belongs to another item of this module")
            return
        name = found.id or name_for(item, files.ids)
        item = {"id": name, **item}
        missing = [*lacks(item), *self.content.unknown_in(item, module)]
        shelf = files.drafts if missing else files.pool
        why = f"it still lacks {'; '.join(missing)}" if missing else "it has everything"
        if not shelf.takes(item, f"lacks: {'; '.join(missing)}" if missing else ""):
            self._tell(self.report.rejected, found, TOO_LARGE.format(shelf.shown))
            return
        self.pictures.keep(module, name, found.images)
        files.ids.add(name)
        files.known |= dict.fromkeys(contents, (name, shelf.shown))
        self._tell(self.report.accepted, found, why, to=shelf.shown, name=name)

    def _files(self, module: str) -> _Module:
        if module not in self.open:
            path, waiting = self.folders.quizzes / f"{module}.yaml", self.folders.quizzes / "drafts" / f"{module}.yaml"
            files = _Module(open_shelf(path, shown(path)), open_shelf(waiting, shown(waiting), NEW_DRAFTS))
            for shelf in (files.drafts, files.pool):
                for item in shelf.items:
                    files.ids.add(str(item.get("id")))
                    files.known |= dict.fromkeys(contents_of(item), (str(item.get("id")), shelf.shown))
            self.open[module] = files
        return self.open[module]

    def _tell(self, fates: list[Fate], found: Found, why: str, *, to: str = "", name: str = "") -> None:
        fates.append(Fate(found.where, name or found.id, found.kind, short(found.stem), why, to))


def shown(path: Path) -> str:
    """The address as one would type it here."""
    relative = os.path.relpath(path)
    return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()

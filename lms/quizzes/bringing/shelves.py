"""A pool or a file of drafts to which items are added: only lines are added, and all others stay as they are."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lms.curriculum.faults import Fault, Place
from lms.curriculum.marks import without_marks
from lms.curriculum.nodes import read_yaml
from lms.curriculum.source import BOM, LARGEST_FILE_BYTES, decode
from lms.quizzes.bringing.found import Item, Unusable
from lms.quizzes.bringing.whole import write_whole
from lms.quizzes.bringing.yaml_text import yaml_of

LINES = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
SPARE_BYTES = 1_000
NEW_POOL = ("items:",)
NEW_DRAFTS = (
    "# Items that wait: what a file brought, and above each what it still lacks. When an item has everything, move it",
    "# to the pool. Nothing here is ever asked.",
    "items:",
)


@dataclass(slots=True)
class Shelf:
    """One content file with a list of items.

    shown: its address as an author would type it; before: its bytes when it was read, None when there is no such file;
    after: how many of its lines stand before what is added; column: where the entries of its list begin.
    """

    path: Path
    shown: str
    before: bytes | None
    head: tuple[str, ...]
    items: list[Item]
    after: int = 0
    column: int = 0
    line_end: str = "\n"
    added: list[tuple[Item, str]] = field(default_factory=list)
    added_bytes: int = 0

    def takes(self, item: Item, comment: str) -> bool:
        """Put the item at the end; False when the file would grow larger than a content file may be."""
        size = self._size(item, comment)
        if len(self.before or b"") + self.added_bytes + size > LARGEST_FILE_BYTES - SPARE_BYTES:
            return False
        self.added_bytes += size
        self.added.append((item, comment))
        return True

    def written(self) -> bytes:
        """The file with what was added. Raises Unusable when it would not read back as what it holds now, and that."""
        if self.before is None:
            data = "".join(f"{line}\n" for line in (*self.head, *self._lines())).encode()
        else:
            lines = LINES.findall(self.before.removeprefix(BOM).decode("utf-8"))
            if self.after and not lines[self.after - 1].endswith(("\r", "\n")):
                lines[self.after - 1] += self.line_end
            lines[self.after : self.after] = [line + self.line_end for line in self._lines()]
            data = (BOM if self.before.startswith(BOM) else b"") + "".join(lines).encode()
        if _items(data, self.shown) != [*self.items, *(item for item, _comment in self.added)]:
            raise Unusable("items cannot be added to this file", self.shown, "write it as in the author's guide")
        return data

    def lines_of_added(self) -> dict[str, range]:
        """The lines that each added item will have in the file, by its id."""
        at = (len(self.head) if self.before is None else self.after) + 1
        found = {}
        for item, comment in self.added:
            count = len(yaml_of(item, comment))
            found[str(item["id"])] = range(at, at + count)
            at += count
        return found

    def take_back(self, name: str) -> Item:
        """The added item with this id, which is added no longer."""
        item, comment = next(entry for entry in self.added if entry[0]["id"] == name)
        self.added = [entry for entry in self.added if entry[0] is not item]
        self.added_bytes -= self._size(item, comment)
        return item

    def save(self, data: bytes) -> None:
        """Write it in one step. Raises Unusable when the file changed since it was read."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        mode = self.path.stat().st_mode & 0o777 if self.before is not None else 0o644
        write_whole(self.path, data, mode, proved=self._prove_unchanged)

    def _prove_unchanged(self) -> None:
        if _bytes(self.path) != self.before:
            raise Unusable("the file was changed meanwhile", self.shown, "give the same command again")

    def _size(self, item: Item, comment: str) -> int:
        """Bytes that an item takes in the file."""
        per_line = self.column + len(self.line_end)
        return sum(len(line.encode()) + per_line for line in yaml_of(item, comment))

    def _lines(self) -> list[str]:
        return [" " * self.column + line for item, comment in self.added for line in yaml_of(item, comment)]


def open_shelf(path: Path, shown: str, head: tuple[str, ...] = NEW_POOL) -> Shelf:
    """The file as it is now. Raises Unusable when it cannot be read, or has a list to which no line can be added."""
    before = _bytes(path)
    if before is None:
        return Shelf(path, shown, None, head, [])
    items = _items(before, shown)
    text = without_marks(before.removeprefix(BOM).decode("utf-8"))
    after, column = _end_of_list(text, shown)
    end = re.search("\r\n?|\n", text)
    return Shelf(path, shown, before, head, items, after, column, end[0] if end else "\n")


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unusable(f"the file cannot be read ({error.strerror})", path.name, "check its rights") from None


def _items(data: bytes, shown: str) -> list[Item]:
    faults: list[Fault] = []
    text = decode(data, Place(shown), faults)
    says_something = text is not None and any(
        line.strip() and not line.lstrip().startswith("#") for line in text.split("\n")
    )
    node = read_yaml(without_marks(text), Place(shown), faults) if text is not None and says_something else None
    if faults:
        first = min(faults)
        raise Unusable(first.what, f"{shown}:{first.line}:{first.column}", first.mend)
    plain: Any = node.plain() if node is not None else []
    found = plain.get("items") or [] if isinstance(plain, dict) else plain
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise Unusable("the file holds no list of items", shown, "write it as in the author's guide")
    return found


def _end_of_list(text: str, shown: str) -> tuple[int, int]:
    """After how many lines the list of items ends, and in which column its entries begin."""
    root = YAML(typ="safe", pure=True).compose(re.sub("\r\n?", "\n", text))
    where: Node | None = root
    if isinstance(root, MappingNode):
        found = [(key, value) for key, value in root.value if key.value == "items"]
        if not found:
            return len(LINES.findall(text)), 0
        key, where = found[0]
        if isinstance(where, ScalarNode):  # the key stands there without a value
            return key.end_mark.line + 1, 0
    if where is None:
        return len(LINES.findall(text)), 0
    if not isinstance(where, SequenceNode) or where.flow_style:
        mend = "begin each entry on its own line with '- '"
        raise Unusable("the list of items stands in brackets", f"{shown}:{where.start_mark.line + 1}", mend)
    return _last_line(where), where.start_mark.column


def _last_line(node: Node) -> int:
    """The number of the last line of a value, counted from 1; comments after it are none of it."""
    if isinstance(node, SequenceNode | MappingNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(node, MappingNode) else last)
    mark = node.end_mark
    return int(mark.line if mark.column == 0 and mark.line > node.start_mark.line else mark.line + 1)

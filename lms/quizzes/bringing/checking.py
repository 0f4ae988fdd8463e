"""What the content check would say, asked before anything is written: no import may stop the edition."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lms.curriculum.drafts import ModuleDraft, read_drafts
from lms.curriculum.faults import Fault
from lms.curriculum.loading import read_snapshot
from lms.curriculum.source import Snapshot, snapshot
from lms.quizzes.bringing.found import Folders, Item


class Content:
    """The content as it lies on disk. Read at the first item that could join a pool, as that takes a second."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self._snapshot: Snapshot | None = None
        self._modules: Mapping[str, ModuleDraft] | None = None
        self._known: Counter[tuple[str, str]] | None = None

    def unknown_in(self, item: Item, module: str) -> Iterator[str]:
        """Ids in the item that its module's lesson does not have."""
        named = [key for key in ("outcome", "section") if item.get(key)]
        if named and self._modules is None:
            self._modules = read_drafts(self._files(), []).modules
        lesson = (self._modules or {}).get(module)
        for key in named:
            known = (lesson.outcomes if key == "outcome" else lesson.anchors) if lesson else frozenset()
            if item[key] not in known:
                yield f"{'an outcome' if key == 'outcome' else 'a section'} of the lesson ('{item[key]}' is none)"

    def faults_with(self, pool: str, data: bytes) -> list[Fault]:
        """What would be at fault with these bytes as the pool of this module, and is not at fault now."""
        now = self._files()
        if self._known is None:
            self._known = Counter((fault.file, fault.what) for fault in read_snapshot(now).faults)
        then = replace(now, files={**now.files, f"quizzes/{pool}.yaml": data})
        left = Counter(self._known)
        new = []
        for fault in read_snapshot(then).faults:
            if left[fault.file, fault.what]:
                left[fault.file, fault.what] -= 1
            else:
                new.append(fault)
        return new

    def _files(self) -> Snapshot:
        if self._snapshot is None:
            self._snapshot = snapshot(self.folders.courses, self.folders.quizzes)
        return self._snapshot

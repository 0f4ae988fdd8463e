"""What is still to be written stands in ⟦ ⟧, in any content file: it is told as unfinished and never served."""

import re
from collections.abc import Iterable, Iterator

from lms.curriculum.drafts import Draft
from lms.curriculum.faults import Fault, Place
from lms.curriculum.source import COVERED_IN, WAITING, Snapshot

MARKED = re.compile(r"⟦(?P<what>[^⟦⟧\n]*)⟧?")
LONGEST_TOLD = 100


def faults_of(snapshot: Snapshot) -> Iterator[Fault]:
    """One for each line that holds something unfinished, at the first of it."""
    for name, data in snapshot.files.items():
        if name == COVERED_IN or name.startswith(WAITING) or not name.endswith((".md", ".yaml")):
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            found = list(MARKED.finditer(line))
            if found:
                told = ", ".join(dict.fromkeys(one["what"].strip() for one in found if one["what"].strip()))
                what = f"unfinished: {told[:LONGEST_TOLD] or 'a text is to be written here'}"
                place = Place(snapshot.shown(name), number, found[0].start() + 1)
                yield place.fault(what, "write it, and take the ⟦ ⟧ away")


def without(advice: Iterable[Fault], unfinished: Iterable[Fault], draft: Draft) -> Iterator[Fault]:
    """The advice that is worth hearing now: none on modules of which something is still to be written."""
    files = {fault.file for fault in unfinished}
    begun = [
        module
        for module in draft.modules.values()
        if module.pool_file in files or any(file.startswith(f"{module.folder}/") for file in files)
    ]
    for one in advice:
        if not any(one.file == module.pool_file or one.file.startswith(f"{module.folder}/") for module in begun):
            yield one

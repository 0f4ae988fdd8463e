"""One reading of the content: every file, every rule, and the catalog when nothing is at fault. Slow to import."""

import logging

from lms.curriculum import rules, unfinished
from lms.curriculum.build import build
from lms.curriculum.drafts import Draft, read_drafts
from lms.curriculum.faults import Fault, Result
from lms.curriculum.marks import Columns
from lms.curriculum.source import Snapshot

log = logging.getLogger(__name__)


def read_snapshot(snapshot: Snapshot) -> Result:
    """Never raises: should the checker itself fail, that is a fault too, and the site keeps its last good edition."""
    faults, draft = list(snapshot.faults), Draft({}, [], [])
    advice: tuple[Fault, ...] = ()
    catalog = None
    try:
        draft = read_drafts(snapshot, faults)
        faults.extend(rules.faults_of(draft))
        columns = Columns(draft.marked)
        as_written = [*rules.faults_of_marks(draft), *unfinished.faults_of(snapshot)]
        if not faults and not as_written:
            catalog = build(draft, snapshot.hash, snapshot.changed_at, faults)
        faults = [*map(columns.as_written, faults), *as_written]
        worth_it = unfinished.without(rules.advice_on(draft), as_written, draft)
        advice = tuple(sorted(set(map(columns.as_written, worth_it))))
    except Exception as error:
        log.exception("the content checker failed")
        what = f"the checker itself failed ({type(error).__name__}: {error})"
        faults.append(
            snapshot.place("courses").fault(what, "send this line and the file you changed last to the developers")
        )
    items = sum(len(module.questions) for module in draft.modules.values())
    ordered = tuple(sorted(set(faults)))
    return Result(None if ordered else catalog, ordered, advice, len(draft.modules), items)

"""What troubles the data folder gives, in words for who looks after the site: on the content's page, and at a start."""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.curriculum.shelf import Standing, Trouble
from lms.i18n import lazy


@dataclass(frozen=True, slots=True)
class Told:
    """A trouble in words. said: what the system said of it, in its own language; empty where that helps nobody."""

    what: str
    mend: str
    said: str = ""


WORDS = {
    Trouble.NOT_KEPT: (
        lazy("The edition that is served could not be kept"),
        lazy(
            "Make room on the disk of the data folder or mend its rights, then read the files again."
            " Until then a restart with faulty content would have nothing to serve."
        ),
    ),
    Trouble.LOST: (
        lazy("The edition that was served last is lost"),
        lazy(
            "Its copy in the data folder can no longer be read, so an older one is served, or nothing."
            " Mend the content, then read the files again."
        ),
    ),
    Trouble.BEHIND: (
        lazy("Another process serves an edition that this one cannot read"),
        lazy("People see the one or the other until the site is started again."),
    ),
}


def told(standing: Standing) -> Iterator[Told]:
    """Each trouble of this moment."""
    for trouble, said in standing.troubles:
        what, mend = WORDS[trouble]
        yield Told(str(what), str(mend), said if trouble is Trouble.NOT_KEPT else "")

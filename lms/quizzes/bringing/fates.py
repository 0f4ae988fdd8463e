"""What became of each question of a file, as JSON and as lines to read."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from lms.quizzes.bringing.found import Loss

SHOWN_STEM = 60


@dataclass(frozen=True, slots=True)
class Fate:
    """One question. why: the reason, or what it lacks; to: the file that takes it, or has it, or nothing."""

    where: str
    id: str
    kind: str
    stem: str
    why: str
    to: str = ""


@dataclass(slots=True)
class Report:
    """accepted + skipped + rejected are all that the file holds."""

    file: str
    format: str = ""
    encoding: str = ""
    dry_run: bool = False
    accepted: list[Fate] = field(default_factory=list)
    skipped: list[Fate] = field(default_factory=list)
    rejected: list[Fate] = field(default_factory=list)
    could_not_express: list[Loss] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    @property
    def found(self) -> int:
        return len(self.accepted) + len(self.skipped) + len(self.rejected)

    def as_json(self) -> dict[str, Any]:
        counts = {key: len(getattr(self, key)) for key in ("accepted", "skipped", "rejected")}
        return {**asdict(self), "found": self.found, "counts": counts}

    def as_lines(self) -> Iterator[str]:
        """To read on a terminal; the last line has the totals."""
        told = (("accepted", self.accepted), ("skipped", self.skipped), ("rejected", self.rejected))
        for word, fates in told:
            for fate in fates:
                name = f" {fate.id}" if fate.id else ""
                to = f" → {fate.to}" if fate.to and word == "accepted" else ""
                yield f"{fate.where}: {word}{name}{to}: {_one_line(fate.why)}"
                if fate.stem:
                    yield f"    {_one_line(fate.stem)}"
        if self.could_not_express:
            yield "Could not be kept:"
            yield from (f"    {loss.where}: {_one_line(loss.what)}" for loss in self.could_not_express)
        verb = "would be written" if self.dry_run else "written"
        yield from (f"Picture {verb}: {name}" for name in self.images)
        yield from (f"File {verb}: {name}" for name in self.written)
        counts = ", ".join(f"{len(fates):,} {word}" for word, fates in told)
        questions = f"{self.found:,} question{'' if self.found == 1 else 's'}"
        ending = "a dry run, nothing was written" if self.dry_run else "done"
        yield f"{questions} found in {self.file}: {counts}; {ending}."


def refusal(file: str, what: str, where: str, mend: str) -> dict[str, Any]:
    """The JSON of a file that cannot be read at all: the same lists, all empty."""
    error = {"what": what, "where": where, "mend": mend}
    return {"error": error, **Report(file).as_json()}


def short(stem: str) -> str:
    return stem.replace("\n", " ")[:SHOWN_STEM]


def _one_line(text: str) -> str:
    """Nothing that moves the cursor of a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)

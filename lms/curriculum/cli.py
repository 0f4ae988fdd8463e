"""`content check`: reads all content and says what is wrong with it. Needs neither a database nor a secret."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from lms.config import ROOT
from lms.curriculum.catalog import Catalog
from lms.curriculum.edition import EMPTY, load
from lms.curriculum.faults import Fault, Result

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group("content")
def content() -> None:
    """Courses and quizzes on disk."""


@content.command()
@click.option("--format", "style", type=click.Choice(("text", "json", "github")), default="text", show_default=True)
@click.option("--courses", type=FOLDER, help="Folder of the courses; else LMS_COURSES, else courses/.")
@click.option("--quizzes", type=FOLDER, help="Folder of the quiz pools; else LMS_QUIZZES, else quizzes/.")
def check(style: str, courses: Path | None, quizzes: Path | None) -> None:
    """Read everything and print each fault as file:line:column: what; how to mend it."""
    result = load(courses or _folder("courses"), quizzes or _folder("quizzes"))
    {"text": _as_text, "json": _as_json, "github": _as_github}[style](result)
    if result.faults:
        raise SystemExit(1)


def register(lms_group: click.Group) -> None:
    """Add `content check` to the product's command group."""
    lms_group.add_command(content)


def _folder(name: str) -> Path:
    return Path(os.environ.get(f"LMS_{name.upper()}") or ROOT / name)


def _as_text(result: Result) -> None:
    for fault in result.faults:
        click.echo(str(fault))
    for advice in result.advice:
        click.echo(f"{advice} (advice)")
    click.echo(_counted(result), err=bool(result.faults))
    for line in _hours(result.catalog):
        click.echo(line)


def _as_json(result: Result) -> None:
    answer = {
        "modules": result.modules,
        "items": result.items,
        "hash": result.catalog.hash if result.catalog else None,
        "faults": [asdict(fault) for fault in result.faults],
        "advice": [asdict(fault) for fault in result.advice],
        "trainer_minutes": {path.id: path.trainer_minutes for path in (result.catalog or EMPTY).paths.values()},
    }
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _as_github(result: Result) -> None:
    """Annotations of a workflow run, shown beside the changed lines."""
    for level, faults in (("error", result.faults), ("warning", result.advice)):
        for fault in faults:
            where = f"file={_escaped(fault.file, ':,')},line={fault.line},col={fault.column}"
            click.echo(f"::{level} {where}::{_escaped(_said(fault))}")
    click.echo(_counted(result))


def _said(fault: Fault) -> str:
    return f"{fault.what}; {fault.mend}"


def _escaped(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _counted(result: Result) -> str:
    read = f"{_many(result.modules, 'module')} and {_many(result.items, 'quiz item')} read"
    advice = f", {_many(len(result.advice), 'piece')} of advice" if result.advice else ""
    return f"{read}, {_many(len(result.faults), 'fault') if result.faults else 'no fault'}{advice}."


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _hours(catalog: Catalog | None) -> list[str]:
    """What each path asks of trainers, in hours for one trainee."""
    lines = []
    for path in (catalog or EMPTY).paths.values():
        shows, tries = sum(len(s.shows) for s in path.skills), sum(len(s.tries) for s in path.skills)
        hours = path.trainer_minutes / 60
        lines.append(f"Path {path.id}: {hours:.1f} trainer-hours a trainee ({shows} shows, {tries} reviewed tries).")
    return lines


if __name__ == "__main__":
    content()

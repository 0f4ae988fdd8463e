"""`content …`: what is wrong with the content, and what helps to write it. Needs neither a database nor a secret."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from lms.config import ROOT
from lms.curriculum.catalog import MOST_FIRST_TRAINER_MINUTES, Catalog
from lms.curriculum.edition import EMPTY, load
from lms.curriculum.faults import Fault, Result

FOLDER = click.Path(path_type=Path, file_okay=False)
COURSES = click.option("--courses", type=FOLDER, help="Folder of the courses; else LMS_COURSES, else courses/.")
QUIZZES = click.option("--quizzes", type=FOLDER, help="Folder of the quiz pools; else LMS_QUIZZES, else quizzes/.")


@click.group("content")
def content() -> None:
    """Courses and quizzes on disk."""


@content.command()
@click.option("--format", "style", type=click.Choice(("text", "json", "github")), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="End with 1 on advice too.")
@COURSES
@QUIZZES
def check(style: str, strict: bool, courses: Path | None, quizzes: Path | None) -> None:
    """Read everything and print each fault as file:line:column: what; how to mend it."""
    result = load(courses or _folder("courses"), quizzes or _folder("quizzes"))
    {"text": _as_text, "json": _as_json, "github": _as_github}[style](result)
    if result.faults or (strict and result.advice):
        raise SystemExit(1)


@content.command()
@click.option("--json", "as_json", is_flag=True, help="The same for programs.")
@COURSES
@QUIZZES
def measure(as_json: bool, courses: Path | None, quizzes: Path | None) -> None:
    """Count what there is: length, items and keys of each module; what each path asks of trainers."""
    from lms.curriculum.measures import measure as measured  # noqa: PLC0415  the validator takes half a second

    found = measured(courses or _folder("courses"), quizzes or _folder("quizzes"))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    width = max((len(module.id) for module in found.modules), default=0)
    click.echo(f"{'':{width}}  characters   words  minutes  sections  items  kinds  keys at 1, 2, …   longest (zh, en)")
    for m in found.modules:
        keys = " ".join(str(count) for count in m.key_positions)
        longest = f"{m.longest_keys['zh']}, {m.longest_keys['en']} of {m.lists}"
        click.echo(
            f"{m.id:{width}}  {m.characters:10,}  {m.words:6,}  {m.minutes:7}  {m.sections:8}  {m.items:5}  {m.kinds:5}"
            f"  {keys:16}  {longest}"
        )
    for path in found.paths:
        tries = ", ".join(f"{skill} {count}" for skill, count in path.tries.items())
        click.echo(f"Path {path.id}: {_many(path.modules, 'module')}; {_asked(path.trainer_minutes)}; tries: {tries}.")


@content.command()
@click.argument("module")
@COURSES
@QUIZZES
def new(module: str, courses: Path | None, quizzes: Path | None) -> None:
    """Begin a module with this id: write all its files, in which ⟦ ⟧ stands around what is to be written."""
    from lms.curriculum.stubs import CannotBegin, begin  # noqa: PLC0415  the validator takes half a second

    try:
        written = begin(module, courses or _folder("courses"), quizzes or _folder("quizzes"))
    except CannotBegin as refused:
        raise click.ClickException(str(refused)) from refused
    for path in written:
        click.echo(path)
    click.echo("All between ⟦ and ⟧ is to be written; until then `content check` calls it unfinished, place by place.")


@content.command("schema")
@click.option("--out", type=FOLDER, help="Folder to write them to; else they are printed as one object.")
def schema_command(out: Path | None) -> None:
    """Write a JSON Schema for each kind of content file, by which an editor helps while one types."""
    from lms.curriculum.json_schema import file_kinds, schema_of  # noqa: PLC0415  the validator takes half a second

    kinds = file_kinds()
    written = {name: json.dumps(schema_of(kind), ensure_ascii=False, indent=2) for name, kind in kinds.items()}
    if out is None:
        click.echo(json.dumps({name: json.loads(text) for name, text in written.items()}, ensure_ascii=False, indent=2))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            (out / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written to ({error}); name another folder") from error
    for name, kind in kinds.items():
        click.echo(f"{out / name}.json  for {kind.files}")


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
    """What each path asks of trainers for one trainee, and the tries by which each skill is judged.

    That two raters see them where two trainers coach is asked by judgement: `raters_differ_where_two_coach`.
    """
    lines = []
    for path in (catalog or EMPTY).paths.values():
        shows = sum(len(skill.shows) for skill in path.skills)
        tries = ", ".join(f"{skill.skill} {len(skill.tries)}" for skill in path.skills)
        owed = f"{_many(shows, 'show')}; reviewed tries, by two raters where two coach: {tries}"
        lines.append(f"Path {path.id}: {_asked(path.first_trainer_minutes)}; {owed}.")
    return lines


def _asked(minutes: int) -> str:
    return f"{minutes / 60:.1f} trainer-hours a trainee in 90 days, of {MOST_FIRST_TRAINER_MINUTES // 60} at most"


if __name__ == "__main__":
    content()

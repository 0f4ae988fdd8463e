"""`quiz`: items in and out of content files, which needs neither a database nor a secret, and answers scored anew."""

import json
import os
from pathlib import Path
from typing import NoReturn

import click

from lms.config import ROOT
from lms.quizzes.bringing.fates import refusal
from lms.quizzes.bringing.found import FORMATS, Folders, Unusable
from lms.quizzes.regrade_cli import regrade_command

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path)
UNUSABLE = 2


@click.group("quiz")
def quiz() -> None:
    """Items of the quizzes."""


quiz.add_command(regrade_command)


def register(lms_group: click.Group) -> None:
    """Add `quiz …` to the product's command group."""
    lms_group.add_command(quiz)


def _folders(courses: Path | None, quizzes: Path | None) -> Folders:
    return Folders(courses or _folder("courses"), quizzes or _folder("quizzes"))


def _folder(name: str) -> Path:
    return Path(os.environ.get(f"LMS_{name.upper()}") or ROOT / name)


@quiz.command("import")
@click.argument("file", type=FILE)
@click.option("--module", default="", help="The module that the items belong to.")
@click.option("--dry-run", is_flag=True, help="Tell what would become of each question; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="auto", show_default=True)
@click.option("--courses", type=FOLDER, help="Folder of the courses; else LMS_COURSES, else courses/.")
@click.option("--quizzes", type=FOLDER, help="Folder of the quiz pools; else LMS_QUIZZES, else quizzes/.")
def import_command(
    file: Path, module: str, dry_run: bool, as_json: bool, style: str, courses: Path | None, quizzes: Path | None
) -> None:
    """Bring the questions of FILE in, into content files.

    An item that has everything is added to the module's pool; one that lacks something waits in quizzes/drafts. Ends
    with 1 when a question was rejected, and with 2 when the file cannot be used at all.
    """
    from lms.quizzes.bringing.bring import bring  # noqa: PLC0415  as for all three: spreadsheets take long to import

    try:
        report = bring(file, _folders(courses, quizzes), module=module, style=style, dry_run=dry_run)
    except Unusable as why:
        if not as_json:
            _refuse(why)
        _print_json(refusal(file.name, why.what, why.where, why.mend))
        raise SystemExit(UNUSABLE) from None
    if as_json:
        _print_json(report.as_json())
    else:
        for line in report.as_lines():
            _echo(line)
    if report.rejected:
        raise SystemExit(1)


@quiz.command("template")
@click.argument("file", type=FILE)
def template_command(file: Path) -> None:
    """Write a spreadsheet to fill in: FILE.xlsx (with examples) or FILE.csv."""
    from lms.quizzes.bringing.sending import write_template  # noqa: PLC0415  spreadsheets take long to import

    try:
        write_template(file)
    except Unusable as why:
        _refuse(why)
    click.echo(f"{file} is written; fill it in and give it to `flask lms quiz import`.")


@quiz.command("export")
@click.argument("module")
@click.argument("file", type=FILE)
@click.option("--language", type=click.Choice(("zh", "en")), default="zh", show_default=True, help="Of a GIFT file.")
@click.option("--courses", type=FOLDER, help="Folder of the courses; else LMS_COURSES, else courses/.")
@click.option("--quizzes", type=FOLDER, help="Folder of the quiz pools; else LMS_QUIZZES, else quizzes/.")
def export_command(module: str, file: Path, language: str, courses: Path | None, quizzes: Path | None) -> None:
    """Write the pool of MODULE as FILE.xlsx, FILE.csv (which can be brought in again) or FILE.gift."""
    from lms.quizzes.bringing.sending import send  # noqa: PLC0415  spreadsheets take long to import

    folders = _folders(courses, quizzes)
    try:
        folders.check(module, "MODULE")
        sent = send(folders.quizzes / f"{module}.yaml", module, file, language)
    except Unusable as why:
        _refuse(why)
    for loss in sent.left_out:
        click.echo(f"{loss.where}: left out: {loss.what}")
    for loss in sent.lost:
        click.echo(f"{loss.where}: without {loss.what}")
    click.echo(f"{sent.written} items written to {file}, {len(sent.left_out)} left out.")


def _refuse(why: Unusable) -> NoReturn:
    click.echo(f"{why.where}: {why.what}; {why.mend}".encode("utf-8", "backslashreplace").decode(), err=True)
    raise SystemExit(UNUSABLE)


def _print_json(answer: object) -> None:
    _echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _echo(text: str) -> None:
    """A file name may hold bytes that are no characters."""
    click.echo(text.encode("utf-8", "backslashreplace").decode())

"""`judge`: why somebody's skill reads as it does, whom other thresholds would move, and setting them."""

from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

import click
from flask.cli import with_appcontext

from lms import clock
from lms.errors import Unusable
from lms.i18n import Language, _, language, ngettext, speaking, zone
from lms.judgement.basis import Basis, basis_in_force, basis_of
from lms.judgement.known_at import NOTHING_LATER, later_than
from lms.judgement.nightly.run import judge_all
from lms.judgement.service import judged_under
from lms.judgement.settings.checking import differing
from lms.judgement.settings.service import set_thresholds
from lms.judgement.settings.what_if import what_if
from lms.judgement.thresholds import Thresholds
from lms.judgement.why.explaining import Explained, lines, state_words
from lms.judgement.wording import skill_name
from lms.people.cli import named
from lms.people.directory import names
from lms.people.policy import looks_after_accounts

IN_FORCE = "in force"
FILE = click.Path(path_type=Path, dir_okay=False)
UNUSABLE = 2


def register(lms_group: click.Group) -> None:
    """Add `judge` to the product's command group."""
    lms_group.add_command(judge_command)


@click.command("judge")
@click.option("--explain", nargs=2, metavar="PERSON SKILL", help="All that a judgement was made from. PERSON: e-mail, "
              "mobile number, id or a name that one person has.")  # fmt: skip
@click.option("--at", "when", metavar="WHEN", help="With --explain: as it stood then, 2026-11-24 or 2026-11-24T09:30.")
@click.option("--cohort", type=click.IntRange(0), metavar="N", help="With --explain: by this estimate of the others.")
@click.option("--settings", "version", is_flag=False, flag_value=IN_FORCE, metavar="[M]", help="Print the thresholds "
              "in force, or those of version M, as a file; with --explain: judge by them.")  # fmt: skip
@click.option("--what-if", "other", type=FILE, help="Whom the thresholds in FILE would move; changes nothing.")
@click.option("--set", "new", type=FILE, help="Judge by the thresholds in FILE from now on; needs --why.")
@click.option("--why", default="", help="Why they are set; it stays beside them.")
@click.option("--as", "who", default="", metavar="EMAIL", help="The admin who sets them; else it was the command line.")
@click.option("--all", "everybody", is_flag=True, help="Find anew what the others teach, open the reviews that are due "
              "and bring every row up to date, as is done each night.")  # fmt: skip
@click.option("--language", "spoken", type=click.Choice(("en", "zh")), default="en", show_default=True)
@with_appcontext
def judge_command(
    explain: tuple[str, str] | None, when: str | None, cohort: int | None, version: str | None, other: Path | None,
    new: Path | None, why: str, who: str, everybody: bool, spoken: str,
) -> None:  # fmt: skip
    """Explain a judgement, ask what other thresholds would change, set them, or judge everybody. One at a time."""
    questions = (("--explain", explain), ("--what-if", other), ("--set", new), ("--all", everybody))
    asked = [name for name, one in questions if one]
    if len(asked) > 1:
        raise click.UsageError(f"{' and '.join(asked)} are two questions; ask one at a time")
    if not explain and (when or cohort is not None):
        raise click.UsageError("--at and --cohort belong to --explain")
    if (why or who) and not new:
        raise click.UsageError("--why and --as belong to --set")
    with speaking(Language.ZH if spoken == "zh" else Language.EN):
        if explain:
            _explain(*explain, when, cohort, version)
        elif other:
            _what_if(_thresholds_in(other))
        elif new:
            _set(_thresholds_in(new), why, who)
        elif everybody:
            _all()
        elif version:
            basis = basis_in_force() if version == IN_FORCE else _basis(0, _version(version))
            from lms.judgement.settings.file import written  # noqa: PLC0415  brings ruamel, as below

            click.echo(written(basis.thresholds, basis.settings_version), nl=False)
        else:
            raise click.UsageError("say what is asked: --explain, --what-if, --settings, --set or --all")


def _explain(who: str, skill: str, when: str | None, cohort: int | None, version: str | None) -> None:
    person = named(who)
    with speaking(language(), person.zone):
        now = clock.now() if when is None else _moment(when)
        later = NOTHING_LATER if when is None else later_than(person.id, now)
        today = basis_in_force()
        settings = today.settings_version if version in (None, IN_FORCE) else _version(str(version))
        basis = _basis(today.cohort.version if cohort is None else cohort, settings)
        judged = judged_under([basis], [person.id], now, later=later)[0].get(person.id)
        if judged is None:
            raise click.ClickException(f"{person.name} is enrolled in no path")
        if skill not in judged.by_skill:
            near = get_close_matches(skill, judged.by_skill, n=1)
            known = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(judged.by_skill)}"
            raise click.ClickException(f"there is no skill {skill!r} on this person’s path; {known}")
        owing = {debt.owed_by for debt in judged.by_skill[skill].debts if debt.owed_by is not None}
        told = Explained(judged, skill, person.name, names(list(owing)), later.corrected)
        for line in lines(told):
            click.echo(line)


def _what_if(thresholds: Thresholds) -> None:
    found = what_if(thresholds, clock.now())
    called = names([*{one.person_id for one in found.moves}])
    for one in found.moves:
        click.echo(
            f"{called[one.person_id]} ({one.person_id}), {skill_name(one.skill)} ({one.skill}): "
            f"{one.before} -> {one.after} ({state_words(one.after)})"
        )
    words = ngettext("%(num)s person would be moved", "%(num)s people would be moved", found.moved)
    judged = ngettext("of %(num)s who is judged", "of %(num)s who are judged", found.people)
    click.echo(_("%(moved)s, %(judged)s; nothing was changed.",
                 moved=words % {"num": found.moved}, judged=judged % {"num": found.people}))  # fmt: skip


def _set(thresholds: Thresholds, why: str, who: str) -> None:
    try:
        version = set_thresholds(_admin(who), differing(thresholds), why, key="")
    except Unusable as refused:
        told = (f"--{name}: {words}" if name == "why" else words for name, words in refused.fields.items())
        raise click.ClickException("; ".join(told)) from None
    click.echo(_("settings %(version)s are in force", version=version))


def _all() -> None:
    found = judge_all(clock.now())
    opened = ngettext("%(num)s review opened", "%(num)s reviews opened", len(found.opened)) % {"num": len(found.opened)}
    click.echo(_("estimate %(version)s is in force, %(opened)s", version=found.cohort, opened=opened))


def _thresholds_in(file: Path) -> Thresholds:
    """Prints every fault of the file as file:line:column and ends with 2."""
    from lms.judgement.settings.file import read  # noqa: PLC0415  brings ruamel, which no served page needs

    try:
        found = read(file.read_bytes(), str(file))
    except OSError as why:
        raise click.ClickException(f"{file} cannot be read ({why.strerror})") from None
    if isinstance(found, Thresholds):
        return found
    for fault in found:
        click.echo(str(fault), err=True)
    raise SystemExit(UNUSABLE)


def _basis(cohort: int, settings: int) -> Basis:
    try:
        return basis_of(cohort, settings)
    except LookupError:
        raise click.ClickException(f"there is no estimate {cohort} or no settings {settings}") from None


def _admin(who: str) -> int | None:
    if not who:
        return None
    try:
        person = named(who)
    except click.ClickException:
        person = None
    if person is None or person.suspended_at is not None or not looks_after_accounts(person.id):
        raise click.ClickException(f"{who!r} is no admin here")
    return person.id


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"--at {text!r} is no moment; write it as 2026-11-24 or 2026-11-24T09:30") from None
    return found if found.tzinfo else found.replace(tzinfo=zone())


def _version(text: str) -> int:
    if not text.isdecimal():
        raise click.ClickException(f"--settings {text!r} is no version")
    return int(text)

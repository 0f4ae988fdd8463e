"""`quiz regrade`: score an item's earlier answers by its key of today, and tell whom it touches."""

import json
from typing import Any

import click
from flask.cli import with_appcontext

from lms.errors import NotYours, Refusal, Unusable
from lms.i18n import Language, speaking
from lms.people import reach
from lms.people.entry import find
from lms.people.policy import looks_after_accounts
from lms.quizzes.regrading import Regrade, plan_of, regrade


@click.command("regrade")
@click.argument("module")
@click.argument("question")
@click.option("--why", default="", help="What was wrong with the key; each person whose score changes reads it.")
@click.option("--as", "who", default="", metavar="EMAIL", help="The admin who does it, by e-mail or mobile number.")
@click.option("--dry-run", is_flag=True, help="Tell whom it touches; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--also-lower", is_flag=True, help="Lower scores too; else who answered by the old key keeps theirs.")
@click.option("--version", default="", metavar="HASH", help="Also this version, of an item that had another id.")
@with_appcontext
def regrade_command(
    module: str, question: str, why: str, who: str, dry_run: bool, as_json: bool, also_lower: bool, version: str
) -> None:
    """Score earlier answers to QUESTION of MODULE by its key of today.

    First correct the key in the content. A person whose score changes finds a notice with the reason. A run that was
    killed can be repeated: what is scored already changes nothing more.
    """
    with speaking(Language.EN):
        try:
            if dry_run:
                done = plan_of(module, question, also_lower=also_lower, version=version)
            else:
                done = regrade(_admin(who), module, question, why, also_lower=also_lower, version=version)
        except NotYours:
            raise click.ClickException(f"there is no item {question!r} in the pool of {module!r}") from None
        except Refusal as refused:
            fields = refused.fields if isinstance(refused, Unusable) else {}
            raise click.ClickException(
                "; ".join(f"--{name}: {words}" for name, words in fields.items()) or str(refused)
            ) from None
        if as_json:
            click.echo(json.dumps(as_data(done, dry_run), ensure_ascii=False, indent=2))
            return
        for line in as_lines(done, dry_run):
            click.echo(line)


def _admin(who: str) -> int:
    """Whoever is named as the one who corrects: it stands in each person's file."""
    if not who:
        raise click.ClickException("say who corrects the key: --as and the e-mail address of an admin")
    by = reach.either(who)
    person = find(by) if by else None
    if person is None or person.suspended_at is not None or not looks_after_accounts(person.id):
        raise click.ClickException(f"{who!r} is no admin here")
    return person.id


def as_lines(done: Regrade, dry_run: bool) -> list[str]:
    """What is printed, a line an answer."""
    lines = [
        f"{one.name} ({one.person_id}), attempt {one.attempt_id}, question {one.position}: "
        f"{one.before:g} -> {one.after:g}"
        for one in done.applied
    ]
    lines += [
        f"{one.name} ({one.person_id}), attempt {one.attempt_id}, question {one.position}: "
        f"{one.before:g} would be {one.after:g}; not lowered without --also-lower"
        for one in done.lowered
    ]
    lines += [
        f"{one.name} ({one.person_id}), attempt {one.attempt_id}, question {one.position}: cannot be scored, stays "
        f"{one.before:g}"
        for one in done.stays
    ]
    lines += [f"{one.name} ({one.person_id}): “{one.outcome}” {one.before} -> {one.after}" for one in done.moved]
    verb = "would be" if dry_run else "are"
    return [
        *lines,
        f"{len(done.applied)} answers of {done.people} people {verb} scored anew and their people told; "
        f"{done.same} keep their score, {len(done.lowered)} are not lowered, {len(done.stays)} cannot be scored.",
    ]


def as_data(done: Regrade, dry_run: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "module": done.module, "question": done.question.id, "version": done.question.hash, "dry_run": dry_run,
        "scored_anew": [_answer(one) | {"after": one.after} for one in done.applied],
        "not_lowered": [_answer(one) | {"after": one.after} for one in done.lowered],
        "cannot_be_scored": [_answer(one) for one in done.stays],
        "outcomes": [
            {"person": one.person_id, "outcome": one.outcome, "before": one.before, "after": one.after}
            for one in done.moved
        ],
        "same": done.same,
    }  # fmt: skip


def _answer(one: Any) -> dict[str, Any]:
    return {
        "person": one.person_id, "name": one.name, "attempt": one.attempt_id, "position": one.position,
        "given_at": one.given_at.isoformat(), "before": one.before,
    }  # fmt: skip

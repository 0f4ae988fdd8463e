"""What is wrong with the content on disk, for who can mend it; and what administration must know of skills."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum import edition
from lms.curriculum.troubles import told
from lms.curriculum.wording import english_quotes
from lms.i18n import _, language, lazy
from lms.people import coaching
from lms.people.policy import Action, looks_after_accounts, require
from lms.people.session import action, actor
from lms.people.views.tabs import AdminPage, offer, tabs

bp = Blueprint("curriculum", __name__)


@bp.get("/admin/content")
@action(Action.SEE_CONTENT_FAULTS)
def faults() -> ResponseReturnValue:
    require(looks_after_accounts(actor().id))
    standing = edition.standing()
    rows = [FaultRow(f"{f.file}:{f.line}:{f.column}", _pieces(f.what), _pieces(f.mend)) for f in standing.faults]
    page = {"standing": standing, "troubles": list(told(standing)), "rows": rows, "tabs": tabs()}
    return render_template("curriculum/faults.html", **page)


@bp.post("/admin/content")
@action(Action.READ_CONTENT_AGAIN)
def look_again() -> ResponseReturnValue:
    require(looks_after_accounts(actor().id))
    before, now = edition.standing(), edition.look_again()
    if now.faults:
        flash(_("Read again. The files have faults, so the edition before them stays."))
    elif now.catalog.hash == before.catalog.hash:
        flash(_("Read again. Nothing has changed."))
    else:
        flash(_("Read again. What is on disk is served from now on."))
    return redirect(url_for("curriculum.faults"))


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault for the page; of each piece of its words, whether it is to be copied as it stands."""

    place: str
    what: Sequence[tuple[bool, str]]
    mend: Sequence[tuple[bool, str]]


def _pieces(words: str) -> Sequence[tuple[bool, str]]:
    """What stands in straight double quotes is what somebody types; the rest is a sentence, printed as such."""
    pieces = enumerate(words.split('"'))
    return [(bool(n % 2), piece if n % 2 else english_quotes(piece)) for n, piece in pieces if piece]


def _skills() -> Sequence[tuple[str, str]]:
    return [(skill.id, skill.name.in_(language())) for skill in edition.catalog().skills.values()]


def _note() -> str | None:
    count = len(edition.faults())
    return str(count) if count else None


coaching.know_skills(_skills)
offer(AdminPage("curriculum.faults", lazy("Content"), _note))

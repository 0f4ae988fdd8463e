"""The firms of the lessons: what a trainee prepares a call from, and behind it what only those who teach may read."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.curriculum import edition, firms
from lms.curriculum.catalog import ModuleId
from lms.curriculum.world import Firm, FirmId, Kind
from lms.errors import NotYours
from lms.i18n import zone
from lms.people.policy import Action, for_anybody
from lms.people.session import action, actor

bp = Blueprint("firms", __name__)


@bp.app_template_global()
def setting_of(piece_id: str) -> Firm | None:
    """The firm in which a card or a scripted customer is set, for the pages that show one."""
    return edition.catalog().world.setting_of(piece_id)


@bp.get("/prospects")
@action(Action.LEARN)
def prospects() -> ResponseReturnValue:
    found = list(edition.catalog().world.of_kind(Kind.PROSPECT))
    return render_template("curriculum/prospects.html", firms=found, amount=firms.amount)


@bp.get("/prospects/<firm_id>")
@action(Action.LEARN)
def prospect(firm_id: str) -> ResponseReturnValue:
    return _page(firm_id, "firms.prospect")


@bp.get("/world")
@action(Action.LEARN)
def world() -> ResponseReturnValue:
    return render_template("curriculum/world.html", world=edition.catalog().world, kinds=Kind)


@bp.get("/world/<firm_id>")
@action(Action.LEARN)
def firm(firm_id: str) -> ResponseReturnValue:
    return _page(firm_id, "firms.firm")


def _page(firm_id: str, endpoint: str) -> ResponseReturnValue:
    """A firm at its address; at the other one it leads there. Those who teach can look at it as a trainee does."""
    catalog = edition.catalog()
    found = catalog.world.firms.get(FirmId(firm_id))
    if found is None:
        raise NotYours
    own = "firms.prospect" if found.kind is Kind.PROSPECT else "firms.firm"
    if own != endpoint:
        return redirect(url_for(own, firm_id=firm_id))
    teaches = for_anybody(actor().id, Action.SEE_INSIDE, clock.today(zone()))
    behind, shown = firms.behind(found) if teaches else None, found.from_outside()
    lessons = [catalog.modules[ModuleId(name)] for name in catalog.world.told_in.get(found.id, ())]
    return render_template(
        "curriculum/firm.html", firm=shown, chart=firms.chart(shown), around=firms.around(shown), lessons=lessons,
        hides=behind is not None, inside=None if "outside" in request.args else behind, amount=firms.amount, kinds=Kind,
    )  # fmt: skip

"""Pages for who writes and teaches items: what is known of each, how it looks, and where to mend it.

They show the keys, so they are not for trainees: who learns and doesn't teach gets 404.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import Module, ModuleId
from lms.errors import NotYours
from lms.i18n import _, language, zone
from lms.people.policy import Action, require
from lms.people.session import STAFF, action, actor
from lms.quizzes.items import Item, heard_of, items_of
from lms.quizzes.items_view import SORTS, items_table, line_of, page_of, sorted_items
from lms.web import nav

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

bp = Blueprint("items", __name__)
nav.register(nav.NavItem("items.index", "Question bank", "list", STAFF, 35))


@bp.get("/items")
@action(Action.SEE_ITEMS)
def index() -> ResponseReturnValue:
    _require_staff()
    modules = list(edition.catalog().modules.values())
    return render_template("quizzes/items.html", modules=modules, found=items_of(modules))


@bp.get("/items/template.<ending>")
@action(Action.SEE_ITEMS)
def template(ending: str) -> ResponseReturnValue:
    """A spreadsheet to fill in with questions, as the import reads it."""
    _require_staff()
    # Its library takes a fifth of a second to import, and few ever ask for it.
    from lms.quizzes.bringing.layout import template_csv, template_xlsx  # noqa: PLC0415

    made = {"csv": (template_csv, "text/csv; charset=utf-8"), "xlsx": (template_xlsx, XLSX)}.get(ending)
    if made is None:
        raise NotYours
    headers = {"Content-Disposition": f"attachment; filename=questions.{ending}"}
    return Response(made[0](), content_type=made[1], headers=headers)


@bp.get("/items/<module_id>")
@action(Action.SEE_ITEMS)
def module(module_id: str) -> ResponseReturnValue:
    found = _module(module_id)
    every, shown = _asked_for(found)
    return render_template(
        "quizzes/items_of_module.html", module=found, name=found.title.in_(language()), every=every,
        lines=[line_of(found, one) for one in shown], asked=_asked(), link=_link,
    )  # fmt: skip


@bp.get("/items/<module_id>.csv")
@action(Action.SEE_ITEMS)
def module_csv(module_id: str) -> ResponseReturnValue:
    found = _module(module_id)
    _every, shown = _asked_for(found)
    name = f"{clock.today(zone()).isoformat()}-{_('questions')}-{found.title.in_(language())}.csv"
    headers = {"Content-Disposition": f"attachment; filename=items.csv; filename*=UTF-8''{quote(name)}"}
    return Response(items_table(found, shown), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/items/<module_id>/<item_id>")
@action(Action.SEE_ITEMS)
def item(module_id: str, item_id: str) -> ResponseReturnValue:
    found = _module(module_id)
    items = items_of([found], heard_of(module_id))[module_id]
    shown = next((one for one in items if one.question.id == item_id), None)
    if shown is None:
        raise NotYours
    neighbours = (
        (items[shown.number - 2] if shown.number > 1 else None),
        (items[shown.number] if shown.number < len(items) else None),
    )
    return render_template(
        "quizzes/item_figures.html", module=found, name=found.title.in_(language()), v=page_of(found, shown),
        before=neighbours[0], after=neighbours[1],
    )  # fmt: skip


def _require_staff() -> None:
    require(bool(actor().roles & STAFF))


def _module(module_id: str) -> Module:
    _require_staff()
    found = edition.catalog().modules.get(ModuleId(module_id))
    if found is None:
        raise NotYours
    return found


def _asked() -> dict[str, str]:
    """What the address asks for: how the list is sorted, and whether only flagged items are in it."""
    sort = request.args.get("sort", "")
    return {"sort": sort if sort in SORTS else SORTS[0], "flagged": "1" if request.args.get("flagged") else ""}


def _asked_for(module: Module) -> tuple[Sequence[Item], Sequence[Item]]:
    """All items of a module, and those that the address asks for in its order."""
    asked, every = _asked(), items_of([module], heard_of(str(module.id)))[str(module.id)]
    return every, sorted_items([one for one in every if one.flags or not asked["flagged"]], asked["sort"])


def _link(endpoint: str, module_id: str, **changed: str) -> str:
    """The list's address with something else asked for."""
    values: dict[str, Any] = {
        name: value for name, value in {**_asked(), **changed}.items() if value and value != SORTS[0]
    }
    return url_for(endpoint, module_id=module_id, **values)

"""Where people work: home, to-do, team, and one person's story."""

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.desk import arranging, claims
from lms.desk.export import file_words, note_taken, team_table
from lms.desk.forms import ArrangeForm
from lms.desk.home import home_of
from lms.desk.reading import Asked as StoryAsked
from lms.desk.story import story_of
from lms.desk.team import Team, team_of
from lms.desk.team_asked import Asked as TeamAsked
from lms.desk.todo import anchor, next_free, todo_of
from lms.desk.todo_filters import Asked, address
from lms.errors import Conflict, Unusable
from lms.i18n import _, zone
from lms.judgement.decisions.forms import ReplyForm
from lms.people.models import Role
from lms.people.policy import Action, Matter, can, require
from lms.people.session import action, actor
from lms.people.views.local import local_path
from lms.plan.arrangements import Arranged
from lms.web import nav
from lms.web.forms import number

bp = Blueprint("desk", __name__)
FIRST = {Role.TRAINER: "desk.todo", Role.MANAGER: "desk.team", Role.ADMIN: "people.admin"}
CASES = frozenset(f"cases.{page}" for page in ("case", "piece", "answer", "decide", "agree", "back", "finish"))
STORY = frozenset({"desk.story", "desk.progress", "file.page", "judgement.reply"}) | CASES
DECIDING = frozenset({"judgement.decide", "judgement.correct", "judgement.withdraw"})
nav.register(
    nav.NavItem(
        "desk.home", "Today", "calendar-check", frozenset({Role.TRAINEE}), 10, "h", frozenset({"desk.home"})
    )
)  # fmt: skip
nav.register(
    nav.NavItem(
        "desk.todo", "To do", "inbox", frozenset({Role.TRAINER, Role.MANAGER}), 12, "q",
        frozenset({"desk.todo", "desk.arrange"}),
    )
)  # fmt: skip
nav.register(
    nav.NavItem(
        "desk.team", "Team", "users", frozenset({Role.MANAGER}), 11, "t",
        frozenset({"desk.team", "desk.story", "file.page"}) | CASES | DECIDING,
    )
)  # fmt: skip
nav.register(nav.NavItem("desk.progress", "Progress", "chart", frozenset({Role.TRAINEE}), 40, "p", STORY))
nav.register_place("home", "desk.home")
nav.register_place("next", "desk.next_row")


@bp.get("/")
@action(Action.LEARN)
def home() -> ResponseReturnValue:
    person = actor()
    first = next((endpoint for role, endpoint in FIRST.items() if person.has(role)), None)
    if not person.has(Role.TRAINEE) and first is not None:
        return redirect(url_for(first))
    return render_template("desk/home.html", v=home_of(person.id, clock.now()))


@bp.get("/todo")
@action(Action.SEE_TODO)
def todo() -> ResponseReturnValue:
    return _todo(Asked(*(request.args.get(name, "") for name in ("kind", "skill", "owed_by", "at", "say"))))


def _todo(asked: Asked, refused: tuple[Arranged, ArrangeForm] | None = None) -> str:
    person = actor()
    require(person.has(Role.TRAINER) or person.has(Role.MANAGER))
    view = todo_of(person.id, asked, clock.now())
    return render_template("desk/todo.html", v=view, side=arranging.side_of(view, person.id, clock.now(), refused))


@bp.post("/people/<int:person_id>/arrangements/<standing>")
@action(Action.ARRANGE)
def arrange(person_id: int, standing: str) -> ResponseReturnValue:
    given = arranging.sent(actor().id, person_id, standing, clock.now())
    form = given.form
    if given.duty is None:
        flash(_("This no longer waits. Here is the list as it is now."), "error")
        return redirect(_row(form.list_asked, str(form.beside.data or "")))
    if form.validate_on_submit():
        try:
            done = arranging.act_on(actor().id, given)
            _tell(done, form.list_asked)
            gone = done.undo is not None or done.offer is not None
            return redirect(_row(form.list_asked, str((form.beside if gone else form.row).data or "")))
        except Unusable as refused:
            form.refuse(refused.fields)
    return _todo(Asked(**form.list_asked, at=str(form.row.data)), (given.standing, form)), 422


def _row(filters: dict[str, str], key: str) -> str:
    """The list at one of its rows, whose panel stands beside it where there is room."""
    return address(**filters, at=key) + ("#" + anchor(key) if key else "#main")


def _tell(done: arranging.Done, filters: dict[str, str]) -> None:
    """Say what was done, and how it is undone."""
    told: dict[str, object] = {"words": done.words}
    if done.undo is not None:
        told["undo"] = f"{url_for('desk.take_back', arrangement_id=done.undo)}?{urlencode(filters)}"
    if done.offer is not None:
        told["link"] = (_("Take it back"), url_for("judgement.offer", arrangement_id=done.offer))
    flash(told)  # type: ignore[arg-type]  # the layout makes a toast of it


@bp.get("/people/<int:person_id>/arrangements/<standing>")
@action(Action.ARRANGE)
def arranged(person_id: int, standing: str) -> ResponseReturnValue:
    """Where a refused form stood is nothing to fetch: loaded again by its address, it leads to the list."""
    del standing
    require(can(actor().id, Action.ARRANGE, Matter(person_id, clock.today(zone()))))
    return redirect(url_for("desk.todo"))


@bp.post("/arrangements/<int:arrangement_id>/withdrawn")
@action(Action.ARRANGE)
def take_back(arrangement_id: int) -> ResponseReturnValue:
    """A booking is cancelled, or a hand-over taken back."""
    filters = {name: request.args.get(name, "") for name in ("kind", "skill", "owed_by")}
    try:
        words, key = arranging.take_back(actor().id, arrangement_id)
    except Conflict as refused:
        flash(str(refused), "error")
        return redirect(address(**filters))
    flash(words)
    return redirect(_row(filters, key))


@bp.post("/todo/taken")
@action(Action.SEE_TODO)
def take() -> ResponseReturnValue:
    """The reader begins a row: it is theirs for a while, and they are led to where it is done."""
    thing, person_id = request.form.get("thing", ""), number(request.form.get("person")) or 0
    try:
        claims.take(actor().id, person_id, thing, over="over" in request.form)
    except Conflict as refused:
        flash(str(refused), "error")
        return redirect(_row(_filters(), thing))
    return redirect(local_path(request.form.get("to"), url_for("desk.todo")))


@bp.post("/todo/let-go")
@action(Action.SEE_TODO)
def let_go() -> ResponseReturnValue:
    thing, person_id = request.form.get("thing", ""), number(request.form.get("person")) or 0
    claims.let_go(actor().id, person_id, thing)
    flash(_("Let go. Others see that it is free."))
    return redirect(_row(_filters(), thing))


@bp.post("/todo/next")
@action(Action.SEE_TODO)
def next_row() -> ResponseReturnValue:
    """Begin the next row of the list that nobody is at. after: the key of the row that is done."""
    person, filters = actor(), _filters()
    require(person.has(Role.TRAINER) or person.has(Role.MANAGER))
    row = next_free(todo_of(person.id, Asked(**filters), clock.now()), person.id, request.form.get("after", ""))
    if row is None or row.act is None:
        flash(_("Nothing else of this list waits for you."))
        return redirect(address(**filters))
    try:
        claims.take(person.id, row.person_id, row.key)
    except Conflict:  # somebody was faster just now
        return redirect(_row(filters, row.key))
    return redirect(row.act[1])


def _filters() -> dict[str, str]:
    """What the list was narrowed to, as the forms on it carry it along."""
    return {name: request.form.get(name, "") for name in ("kind", "skill", "owed_by")}


@bp.get("/team")
@action(Action.SEE_TEAM)
def team() -> ResponseReturnValue:
    return render_template("desk/team.html", v=_team())


@bp.get("/team.csv")
@action(Action.SEE_TEAM)
def team_csv() -> ResponseReturnValue:
    view = _team(whole=True)
    body = team_table(view)
    note_taken(actor().id, "team", view.shown)
    name = "-".join([clock.today(zone()).isoformat(), *file_words(view)]) + ".csv"
    headers = {"Content-Disposition": f"attachment; filename=team.csv; filename*=UTF-8''{quote(name)}"}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


def _team(*, whole: bool = False) -> Team:
    require(actor().has(Role.MANAGER))
    asked = TeamAsked(*(request.args.get(name, "") for name in ("state", "team", "owed_by", "after", "before")))
    return team_of(actor().id, asked, clock.now(), whole=whole)


@bp.get("/progress")
@action(Action.SEE_STORY)
def progress() -> ResponseReturnValue:
    return redirect(url_for("desk.story", person_id=actor().id))


@bp.get("/people/<int:person_id>")
@action(Action.SEE_STORY)
def story(person_id: int) -> ResponseReturnValue:
    words = {name: request.args.get(name, "") for name in ("skill", "show", "rule", "kept", "owed")}
    asked = StoryAsked(**words, page=number(request.args.get("page")) or 1)
    view = story_of(actor().id, person_id, asked, clock.now())
    return render_template("desk/story.html", v=view, reply=ReplyForm(formdata=None))

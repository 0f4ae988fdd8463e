"""Coming in and going out: sign-in, the demo company's sign-ins, links, sign-out."""

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from lms import clock
from lms.errors import Unusable
from lms.i18n import _
from lms.people import browsers, demo, entry, kept, links
from lms.people.brakes import TooManyTries
from lms.people.forms import BareForm, NewPasswordForm, SignInForm
from lms.people.policy import Action
from lms.people.session import action, actor, chosen_language, end
from lms.people.views.local import local_path
from lms.people.views.room import bp
from lms.web import nav
from lms.web.access import open_to_all
from lms.web.forms import number

nav.register_place("sign_in", "people.sign_in")
nav.register_place("sign_out", "people.sign_out")


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(local_path(form.next.data))
    if not form.validate_on_submit():
        return _sign_in_page(form, 422 if form.errors else 200)
    try:
        person_id = entry.sign_in(
            form.name.data, form.password.data, stay=form.stay.data, address=_address(), browser=_browser()
        )
    except TooManyTries as braked:
        form.refuse({"password": _wait_words(braked)})
        headers = {"Retry-After": str(_seconds(braked))}
        return *_sign_in_page(form, 429), headers
    if person_id is None:
        form.refuse({"password": _("That doesn’t fit: the name and the password don’t belong together.")})
        return _sign_in_page(form, 422)
    return _go_on(form, person_id)


@bp.post("/sign-in/demo")
@open_to_all
def sign_in_demo() -> ResponseReturnValue:
    demo.require_served()
    entry.sign_in_as(number(request.form.get("person")) or 0, browser=_browser())
    return redirect("/")


@bp.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    end()
    return redirect("/sign-in")


@bp.get("/signed-in")
@action(Action.KEEP_ACCOUNT)
def signed_in() -> ResponseReturnValue:
    """For scripts before they send what waited: who is signed in here, and a token that their sending needs."""
    return jsonify(person_id=actor().id, csrf_token=generate_csrf())


@bp.route("/enter/<token>", methods=["GET", "POST"])
@open_to_all
def enter(token: str) -> ResponseReturnValue:
    """A link to set a password. Opening it doesn't use it up."""
    form = NewPasswordForm()
    try:
        holder = links.look(token)
        if form.validate_on_submit():
            links.enter(token, form.password.data, stay=form.stay.data, browser=_browser(), language=chosen_language())
            return redirect("/")
    except links.LinkOver as over:
        return render_template("people/link_over.html"), over.status
    except Unusable as refused:
        form.refuse(refused.fields)
    status = 422 if form.errors else 200
    return render_template("people/enter.html", form=form, holder=holder, token=token), status


def _go_on(form: SignInForm, person_id: int) -> ResponseReturnValue:
    sent = kept.read(form.kept.data) if form.kept.data else None
    if sent is not None:
        return kept.page(sent, person_id)
    return redirect(local_path(form.next.data))


def _sign_in_page(form: SignInForm, status: int) -> tuple[str, int]:
    form.password.data = ""
    values = {"demo": demo.people() if demo.served() else None, "bare": BareForm(formdata=None)}
    return render_template("people/sign_in.html", form=form, keeps=bool(form.kept.data), **values), status


def _wait_words(braked: TooManyTries) -> str:
    seconds = _seconds(braked)
    if seconds < 90:
        return _(
            "Too many wrong passwords. Try again in %(count)s seconds; until then none is looked at.", count=seconds
        )
    minutes = -(-seconds // 60)
    return _("Too many wrong passwords. Try again in %(count)s minutes; until then none is looked at.", count=minutes)


def _seconds(braked: TooManyTries) -> int:
    return max(1, round((braked.until - clock.now()).total_seconds() + 0.5))


def _address() -> str:
    return request.remote_addr or ""


def _browser() -> str:
    return browsers.kind(request.user_agent.string)

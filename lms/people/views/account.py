"""One's own account, and the switches of language and theme that every page carries."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms.errors import Unusable
from lms.i18n import Language, _, speak
from lms.people import account, browsers, entry
from lms.people.account import Own
from lms.people.brakes import TooManyTries
from lms.people.forms import AccountForm, BareForm, ChangePasswordForm, also
from lms.people.models import Theme
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.people.views.local import local_path
from lms.people.views.room import bp
from lms.web import nav
from lms.web.access import open_to_all

YEAR = 365 * 24 * 60 * 60  # seconds
nav.register_place("account", "people.own_account")
nav.register_place("language", "people.language")
nav.register_place("theme", "people.theme")


@bp.route("/account", methods=["GET", "POST"])
@action(Action.KEEP_ACCOUNT)
def own_account() -> ResponseReturnValue:
    form = AccountForm(obj=account.person(actor().id))
    also(form.zone, actor().zone)
    if form.validate_on_submit():
        try:
            own = Own(form.name.data, form.language.data, form.zone.data, form.single_keys.data)
            account.keep(actor().id, own)
            speak(Language(own.language), own.zone)
            flash(_("Saved."))
            return _speaking(own.language, url_for("people.own_account"))
        except Unusable as refused:
            form.refuse(refused.fields)
    return _page(form, ChangePasswordForm(formdata=None))


@bp.post("/account/password")
@action(Action.KEEP_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    status = 422
    if form.validate_on_submit():
        try:
            account.change_password(
                actor().id, (form.old_password.data, form.password.data), form.once_key,
                token=actor().token, address=request.remote_addr or "",
            )  # fmt: skip
            flash(_("Your password is changed. All other browsers are signed out."))
            return redirect(url_for("people.own_account"))
        except Unusable as refused:
            form.refuse(refused.fields)
        except TooManyTries as braked:
            form.refuse({"old_password": _("Too many wrong passwords. Try again in a quarter of an hour.")})
            status = braked.status
    own = AccountForm(formdata=None, obj=account.person(actor().id))
    also(own.zone, actor().zone)
    return _page(own, form, status)


@bp.post("/account/browsers/end")
@action(Action.KEEP_ACCOUNT)
def end_browser() -> ResponseReturnValue:
    entry.end_browser(actor().id, request.form.get("browser", ""))
    flash(_("That browser is signed out."))
    return redirect(url_for("people.own_account"))


@bp.post("/account/browsers/end-others")
@action(Action.KEEP_ACCOUNT)
def end_other_browsers() -> ResponseReturnValue:
    entry.end_other_browsers(actor().id, actor().token)
    flash(_("All other browsers are signed out."))
    return redirect(url_for("people.own_account"))


@bp.post("/language")
@open_to_all
def language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen not in {one.value for one in Language}:
        raise Unusable(_("There is no such language here."))
    if current_user.is_authenticated:
        account.speak(actor().id, Language(chosen))
    return _speaking(chosen, local_path(request.form.get("next")))


@bp.post("/theme")
@action(Action.KEEP_ACCOUNT)
def theme() -> ResponseReturnValue:
    chosen = request.form.get("theme", "")
    if chosen not in {one.value for one in Theme}:
        raise Unusable(_("There is no such theme."))
    account.look(actor().id, Theme(chosen))
    return redirect(local_path(request.form.get("next")))


def _speaking(chosen: str, path: str) -> ResponseReturnValue:
    """Go on, and remember the language for when nobody is signed in here."""
    response = redirect(path)
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie("language", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


def _page(form: AccountForm, password: ChangePasswordForm, status: int = 422) -> ResponseReturnValue:
    values = {
        "person": account.person(actor().id),
        "browsers": entry.browsers(actor()),
        "browser_words": browsers.words,
        "last_link": account.last_link(actor().id),
        "bare": BareForm(formdata=None),
    }
    refused = bool(form.errors or password.errors)
    return render_template("people/account.html", form=form, password=password, **values), status if refused else 200

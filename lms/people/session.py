"""Who is being served: one query for browser and person, and the decorator by which each view names its action."""

import hashlib
import secrets
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, decode_cookie, login_user, logout_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import bindparam, delete, insert, literal, or_, select, update
from sqlalchemy.sql.elements import Label

from lms import clock
from lms.config import Settings
from lms.db import session, transaction
from lms.errors import NotYours
from lms.i18n import DEFAULT_ZONE, Language, _, speak
from lms.people import demo, kept, known
from lms.people.models import Coaching, Membership, Person, Role, SignIn
from lms.people.policy import Action
from lms.web import errors, nav

IDLE = timedelta(hours=12)
STAFF_IDLE = timedelta(hours=8)
STAY = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)  # reads must not become writes on each request
STAFF: frozenset[str] = frozenset({Role.TRAINER, Role.MANAGER, Role.ADMIN})

View = TypeVar("View", bound=Callable[..., Any])
manager = LoginManager()


@dataclass(frozen=True)
class Actor(UserMixin):  # type: ignore[misc]  # the library carries no types
    """The person who is being served, as pages and services know them."""

    id: int
    name: str
    roles: frozenset[str]
    language: Language
    zone: str
    theme: str
    single_keys: bool
    token: str
    seen_at: datetime
    stay: bool

    def get_id(self) -> str:
        return self.token

    def has(self, role: Role) -> bool:
        return role in self.roles


class Lasting(Protocol):
    """What tells how long a sign-in lasts: its row, or the part of it that was read."""

    @property
    def seen_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def stay(self) -> bool: ...


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor() -> Actor:
    """The signed-in person. Only called where a view has named its action, so somebody is signed in."""
    person: Actor = current_user._get_current_object()
    return person


def action(named: Action) -> Callable[[View], View]:
    """Name what a view does. Nobody gets further without being signed in; the service asks the right on the object."""

    def mark(view: View) -> View:
        view.action = named  # type: ignore[attr-defined]  # read by the guard below and by the test of all routes
        return view

    return mark


def init_app(app: Flask) -> None:
    manager.init_app(app)
    manager.session_protection = None  # the token in the database is the protection; an address changes on a phone
    app.config["REMEMBER_COOKIE_DURATION"] = STAY
    app.before_request(guard)
    app.register_error_handler(CSRFError, on_csrf)
    app.context_processor(page_globals)


def _held(role: Role) -> Label[bool]:
    return (
        select(literal(1))
        .where(
            Membership.person_id == Person.id,
            Membership.role == role,
            Membership.from_on <= bindparam("today"),
            or_(Membership.to_on.is_(None), Membership.to_on >= bindparam("today")),
        )
        .exists()
        .label(role)
    )


# Built once: this runs before every page, and building it anew costs more than running it.
_SIGNED_IN = (
    select(
        Person.id, Person.name, Person.language, Person.zone, Person.theme, Person.single_keys, Person.is_admin,
        SignIn.seen_at, SignIn.expires_at, SignIn.stay, _held(Role.TRAINEE), _held(Role.TRAINER), _held(Role.MANAGER),
        select(literal(1)).where(Coaching.trainer_id == Person.id).exists().label("coaches"),
    )
    .join(Person, Person.id == SignIn.person_id)
    .where(SignIn.token_hash == bindparam("token"), Person.suspended_at.is_(None))
)  # fmt: skip


@manager.user_loader  # type: ignore[untyped-decorator]  # the library carries no types
def load(token: str) -> Actor | None:
    """The person behind a browser's token; None when it has ended, idled out or the person is suspended.

    Who is far from a demo company is nobody there, whatever cookie they hold from a day when they were near.
    """
    if not demo.is_open_to(request):
        return None
    values = {"token": token_hash(token), "today": clock.today(ZoneInfo(DEFAULT_ZONE))}
    row = session().connection().execute(_SIGNED_IN, values).one_or_none()
    if row is None:
        return None
    roles = {role.value for role in (Role.TRAINEE, Role.TRAINER, Role.MANAGER) if getattr(row, role)}
    roles |= {Role.ADMIN.value} if row.is_admin else set()
    roles |= {Role.TRAINER.value} if row.coaches else set()
    if clock.now() > expiry(row, roles):
        return None
    return Actor(
        row.id, row.name, frozenset(roles), Language(row.language), row.zone, row.theme, row.single_keys,
        token, row.seen_at, row.stay,
    )  # fmt: skip


def guard() -> ResponseReturnValue | None:
    """Before each view: set the language, and let nobody past who is not signed in, unless the view is open to all.

    Raises NotAllowed for all of a demo company that is asked for from far away, but the style guide.
    """
    if request.endpoint in ("static", "web.healthz"):  # both answer without asking the database
        return None
    person = current_user
    speak_to(person if person.is_authenticated else None)
    if request.endpoint != "web.styleguide":
        demo.require_near(request)
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "open_to_all", False):
        return None
    if person.is_authenticated:
        _note_seen(person)
        return None
    return kept.answer_signed_out(_last_here())


def on_csrf(error: Exception) -> ResponseReturnValue:
    """A form of a page that is older than this sign-in, or that comes after it has ended."""
    if current_user.is_authenticated:
        return kept.answer_old_page(actor().id) or errors.on_csrf(error)
    view = current_app.view_functions.get(request.endpoint or "")
    speak_to(None)
    if view is None or getattr(view, "open_to_all", False):
        return errors.on_csrf(error)
    return kept.answer_signed_out(_last_here())


def speak_to(person: Any) -> None:
    """Use the person's language and zone; a stranger's by the switch they used, else by what their browser asks for."""
    if person is not None:
        speak(person.language, person.zone)
        return
    best = request.accept_languages.best_match(["zh", "zh-Hans", "zh-CN", "en", "en-GB", "en-US"], "zh")
    speak(chosen_language() or (Language.EN if best.startswith("en") else Language.ZH))


def chosen_language() -> Language | None:
    """The language that somebody chose in this browser by the switch."""
    chosen = request.cookies.get("language")
    return Language(chosen) if chosen in set(Language) else None


def _note_seen(person: Actor) -> None:
    if clock.now() - person.seen_at > SEEN_EVERY:
        with transaction():
            session().execute(
                update(SignIn).where(SignIn.token_hash == token_hash(person.token)).values(seen_at=clock.now())
            )


def begin(person: Person, *, stay: bool, browser: str) -> None:
    """Sign this browser in, inside a transaction: a fresh token and a fresh cookie, whatever was there before.

    Raises NotYours for a guest, who has no account to sign in to.
    """
    if person.guest:
        raise NotYours
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session().execute(
        insert(SignIn).values(
            token_hash=token_hash(token), person_id=person.id, stay=stay, browser=browser[:120],
            created_at=now, seen_at=now, expires_at=now + STAY,
        )
    )  # fmt: skip
    session().execute(delete(SignIn).where(SignIn.token_hash.in_([token_hash(held) for held in _tokens_here()])))
    logout_user()  # the cookie that stays must not outlive the sign-in it came from
    left = cookie.get("_remember")
    cookie.clear()
    if left and not stay:
        cookie["_remember"] = left
    _forget_csrf()
    login_user(
        Actor(person.id, person.name, frozenset(), Language(person.language), person.zone, person.theme,
              person.single_keys, token, now, stay),
        remember=stay,
        duration=STAY,
    )  # fmt: skip
    known.remember(person.id)


def end() -> None:
    """Sign this browser out; its token is dead at once."""
    with transaction():
        session().execute(delete(SignIn).where(SignIn.token_hash.in_([token_hash(held) for held in _tokens_here()])))
    cookie.clear()
    logout_user()
    _forget_csrf()


def _forget_csrf() -> None:
    """A token made earlier in this request belongs to the cookie that was cleared."""
    g.pop("csrf_token", None)


def _tokens_here() -> list[str]:
    """The tokens that this browser brought, alive or not."""
    staying = request.cookies.get(current_app.config["REMEMBER_COOKIE_NAME"])
    brought = (cookie.get("_user_id"), decode_cookie(staying) if staying else None)
    return [token for token in brought if token]


def _last_here() -> int | None:
    """Who was signed in in this browser last, as far as it is still known."""
    hashes = [token_hash(held) for held in _tokens_here()]
    if not hashes:
        return None
    return session().scalar(select(SignIn.person_id).where(SignIn.token_hash.in_(hashes)))


def expiry(row: Lasting, roles: Set[str]) -> datetime:
    """When the sign-in of a browser ends if nothing is done in it. roles: its person's."""
    idle = STAY if row.stay else STAFF_IDLE if roles & STAFF else IDLE
    return min(row.expires_at, row.seen_at + idle)


def end_all(person_id: int, *, but: str | None = None) -> None:
    """Inside a transaction: sign a person out everywhere, except in the browser with this token."""
    statement = delete(SignIn).where(SignIn.person_id == person_id)
    session().execute(statement if but is None else statement.where(SignIn.token_hash != token_hash(but)))


def page_globals() -> dict[str, Any]:
    """What the layout needs to know about the person served."""
    person = actor() if current_user.is_authenticated else None
    settings: Settings = current_app.extensions["settings"]
    return {
        "actor": person,
        "nav_items": lambda: nav.items_for(person.roles) if person else [],
        "places": nav.places,
        "demo_note": lambda: _("This is the demo company. Its people are invented.") if settings.serves_demo else None,
    }

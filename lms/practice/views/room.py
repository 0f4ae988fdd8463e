"""The blueprint that the pages of this room hang on, its entry in the bar, and what its templates say of time."""

from datetime import timedelta

from flask import Blueprint

from lms.i18n import _
from lms.people.models import Role
from lms.practice.evidence import beside
from lms.web import nav

bp = Blueprint("practice", __name__)
bp.add_app_template_global(beside, "beside")
nav.register(nav.NavItem("practice.index", "Practice", "bubbles", frozenset({Role.TRAINEE, Role.TRAINER}), 30, "x"))


@bp.app_template_filter("on_clock")
def on_clock(seconds: float) -> str:
    """Seconds from the start as a clock shows them: 07:42, past an hour 75:10."""
    return "{:02}:{:02}".format(*divmod(int(seconds), 60))


@bp.app_template_filter("lasting")
def lasting(length: timedelta) -> str:
    """A length of time in words: 14分05秒 / 14 min 05 s."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=f"{seconds:02}")

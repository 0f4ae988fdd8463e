"""What the pages of sign-in, account and administration send."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from lms import clock
from lms.i18n import Language, Later, _, language, lazy
from lms.people.models import Role
from lms.people.reach import LONGEST_EMAIL, LONGEST_NAME
from lms.web.forms import PageForm

LONGEST_PASTE = 100_000  # characters
ZONES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Dubai", "Europe/London",
    "Europe/Berlin", "Europe/Moscow", "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo",
    "Australia/Sydney", "UTC",
)  # fmt: skip
LANGUAGES = [SelectChoice(Language.ZH.value, "中文"), SelectChoice(Language.EN.value, "English")]
ROLES = [
    SelectChoice(Role.TRAINEE.value, lazy("Trainee")),
    SelectChoice(Role.TRAINER.value, lazy("Trainer")),
    SelectChoice(Role.MANAGER.value, lazy("Manager")),
]


def at_most(characters: int, words: str) -> Callable[[Any, Any], None]:
    """A validator whose words are said in the reader's language."""

    def check(_form: Any, field: Any) -> None:
        if len(field.data or "") > characters:
            raise ValidationError(words)

    return check


_name_needed = InputRequired(lazy("Write a name."))
_name_length = at_most(LONGEST_NAME, lazy("A name has at most 80 characters."))
_team_name_length = at_most(LONGEST_NAME, lazy("A team’s name has at most 80 characters."))
_day = lazy("Write a date, as in 2026-11-24.")


def zone_choice(name: str) -> SelectChoice:
    """A time zone by its city, and how far it is from UTC today."""

    def words() -> str:
        away = clock.now().astimezone(ZoneInfo(name)).strftime("%z")
        hours = f"{away[0]}{int(away[1:3])}" + (f":{away[3:]}" if away[3:] != "00" else "")
        if name == "UTC":
            return name
        city = get_timezone_location(name, locale=language().locale, return_city=True)
        return _("%(city)s (UTC%(hours)s)", city=city, hours=hours)

    return SelectChoice(name, Later(words))


def also(field: SelectField, value: str) -> None:
    """Let a time zone stand that was chosen elsewhere and isn't offered here."""
    if value not in {choice.value for choice in field.choices}:
        field.choices = [*field.choices, zone_choice(value)]


class BareForm(PageForm):
    """A press of a button: nothing but its token and key."""


class SignInForm(PageForm):
    name = StringField(lazy("E-mail or mobile number"), [InputRequired(lazy("Write your e-mail or mobile number."))])
    password = PasswordField(lazy("Password"), [InputRequired(lazy("Write your password."))])
    stay = BooleanField(lazy("Stay signed in for 30 days in this browser"))
    next = HiddenField()
    kept = HiddenField()


class NewPasswordForm(PageForm):
    """Password set by link. Its rules are the service's, since they know the person."""

    password = PasswordField(lazy("Your password"), [InputRequired(lazy("Write a password."))])
    stay = BooleanField(lazy("Stay signed in for 30 days in this browser"))


class ChangePasswordForm(PageForm):
    old_password = PasswordField(lazy("Current password"), [InputRequired(lazy("Write your current password."))])
    password = PasswordField(lazy("New password"), [InputRequired(lazy("Write a password."))])


class AccountForm(PageForm):
    name = StringField(lazy("Name"), [_name_needed, _name_length])
    language = SelectField(lazy("Language"), choices=LANGUAGES)
    zone = SelectField(lazy("Time zone"), choices=[zone_choice(zone) for zone in ZONES])
    single_keys = BooleanField(lazy("Single keys as shortcuts"))


class PersonForm(PageForm):
    """A person's account as an admin sees it."""

    name = StringField(lazy("Name"), [_name_needed, _name_length])
    mobile = StringField(lazy("Mobile number"), [Length(max=40)])
    email = StringField(lazy("E-mail"), [Length(max=LONGEST_EMAIL)])
    language = SelectField(lazy("Language"), choices=LANGUAGES)
    zone = SelectField(lazy("Time zone"), choices=[zone_choice(zone) for zone in ZONES])
    is_admin = BooleanField(lazy("Looks after accounts, teams and content (admin)"))


class PlaceForm(PageForm):
    """A role in a team from a day on."""

    team = SelectField(lazy("Team"), choices=[], coerce=str)
    role = SelectField(lazy("Role"), choices=ROLES)
    from_on = DateField(lazy("From"), [InputRequired(_day)])
    to_on = DateField(lazy("Until"), [Optional()])


class NewPersonForm(PersonForm):
    """A person with their first place; without a team they have none yet."""

    team = SelectField(lazy("Team"), choices=[], coerce=str)
    role = SelectField(lazy("Role"), choices=ROLES)
    from_on = DateField(lazy("From"), [InputRequired(_day)])


class EndForm(PageForm):
    """The last day of a place or a coaching."""

    to_on = DateField(lazy("Last day"), [InputRequired(_day)])


class TeamForm(PageForm):
    name = StringField(lazy("Name of the team"), [InputRequired(lazy("Write a name for the team.")), _team_name_length])
    parent = SelectField(lazy("Under"), choices=[], coerce=str)


class CoachingForm(PageForm):
    """Who coaches whom. People are named by e-mail or mobile number, or by a name that only one has."""

    trainer = StringField(lazy("Trainer"), [InputRequired(lazy("Say who teaches."))])
    trainee = StringField(lazy("Trainee"), [InputRequired(lazy("Say who is taught."))])
    skill = SelectField(lazy("Skill"), choices=[], coerce=str)
    from_on = DateField(lazy("From"), [InputRequired(_day)])
    to_on = DateField(lazy("Until"), [Optional()])


class LinesForm(PageForm):
    """Pasted lines. `step` says whether to look or to save; `mends` holds the keys of the sendings that these mend."""

    mends = HiddenField()

    lines = TextAreaField(
        lazy("Lines"),
        [
            InputRequired(lazy("Paste at least one line.")),
            at_most(LONGEST_PASTE, lazy("That is more than 100,000 characters. Paste it in parts.")),
        ],
    )
    from_on = DateField(lazy("Roles begin on"), [InputRequired(_day)])

    @property
    def mended_keys(self) -> list[str]:
        return (self.mends.data or "").split()

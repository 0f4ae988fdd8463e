"""Pages that belong to no room: health and the style guide."""

from datetime import date, time

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DateField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from lms.i18n import Text, _, language
from lms.web.access import open_to_all
from lms.web.curve import Absence, Curve, Point, Usual
from lms.web.forms import PageForm

bp = Blueprint("web", __name__)
ICONS = (("192", "192x192", "any"), ("512", "512x512", "any"), ("maskable", "512x512", "maskable"))
GROUND = "#F6F7F9"  # --bg of tokens.css in light; a phone shows it until the first page is there


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": "ok"}


@bp.get("/manifest.webmanifest")
@open_to_all
def manifest() -> ResponseReturnValue:
    """What a phone needs to put the practice pages among its programs, in the language of who asks."""
    asset = current_app.jinja_env.globals["asset"]
    icons = [  # what templates call by name has no type
        {"src": asset(f"icons/{name}.png"), "sizes": size, "type": "image/png", "purpose": purpose}  # type: ignore[operator]
        for name, size, purpose in ICONS
    ]
    answer = jsonify(
        id="/tries/", start_url="/tries/", scope="/", display="standalone",
        name=_("Shifu: practice"), short_name=_("Shifu"), lang=language().value,
        background_color=GROUND, theme_color=GROUND, icons=icons,
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    return answer


class SampleForm(PageForm):
    """Every kind of field, with sample labels in both languages at once; some of them come back with an error."""

    skill = SelectField(
        "技能 / Skill",
        choices=[SelectChoice("visit", "初访 / First visit"), SelectChoice("quote", "报价 / Quoting")],
    )
    place = StringField("在哪儿 / Where", validators=[DataRequired()], description="会议室3 / Meeting room 3")
    day = DateField("日期 / Day", validators=[DataRequired()])
    hour = TimeField("几点 / Time", validators=[DataRequired()])
    password = PasswordField("密码 / Password", validators=[DataRequired()])
    wish = TextAreaField("想请对方特别看什么 / What to watch for")
    kind = RadioField(
        "怎么练 / How",
        choices=[SelectChoice("live", "当面 / Face to face"), SelectChoice("call", "电话 / By telephone")],
        validators=[InputRequired()],
    )
    stay = BooleanField("这台设备上30天不用再登录 / Stay signed in for 30 days")


@bp.get("/styleguide")
@open_to_all
def styleguide() -> ResponseReturnValue:
    """Every component in every state, for whoever builds a page."""
    form = SampleForm(skill="visit", day=date(2026, 11, 23), hour=time(9, 30), wish="先听，再开口 / Listen first")
    form.validate()
    form.csrf_token.errors = ()  # nothing was sent
    return render_template("web/styleguide.html", form=form, sample=_sample_curve())


def _sample_curve() -> Curve:
    """A trainee who is slower than others and was away: every kind of mark on it."""

    def say(zh: str, en: str) -> str:
        return Text(zh, en).in_(language())

    raters = (say("陈教练", "Chen"), say("周教练", "Zhou"), say("吴教练", "Wu"))
    made = ((9, 0.7, 0, True), (12, 1.0, 0, False), (16, 1.2, 1, True), (18, None, 0, False), (20, 1.7, 2, True))
    return Curve(
        id="sample",
        name=say("李文", "Li Wen"),
        skill=say("初访", "First visit"),
        bar=1.8,
        points=tuple(
            Point(
                n, say(f"11月{on}日", f"{on} Nov"), mean, seat, raters[seat] if mean else "", shown=shown,
                why_not=say("评晚了", "reviewed late") if n == 2 else "",
            )
            for n, (on, mean, seat, shown) in enumerate(made, start=1)
        ),
        usual=tuple(Usual(mean - 0.3, mean, mean + 0.3) for mean in (0.9, 1.25, 1.5, 1.65, 1.75, 1.85)),
        absences=(Absence(3, say("请假2天，11月17日起", "Away 2 days, from 17 Nov")),),
        raters=raters,
        notes=(_("Mean level of each reviewed try."),),
    )  # fmt: skip

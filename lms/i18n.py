"""Two languages, switched at once: words, dates and numbers.

Words in code and templates are English; each room keeps its Chinese beside its code in `lms/<room>/zh.po`.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po
from flask import Flask
from markupsafe import Markup, escape

from lms.clock import today


class Language(StrEnum):
    """A language of the product; the value is what `<html lang>` says."""

    ZH = "zh-Hans"
    EN = "en"

    @property
    def key(self) -> str:
        """Its two letters, by which files and libraries name it."""
        return "zh" if self is Language.ZH else "en"

    @property
    def in_english(self) -> str:
        """Its name in messages to authors."""
        return "Chinese" if self is Language.ZH else "English"

    @property
    def locale(self) -> str:
        """The name by which Babel knows it."""
        return "zh_Hans_CN" if self is Language.ZH else "en_GB"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


ROOMS = Path(__file__).parent
DEFAULT_ZONE = "Asia/Shanghai"
_language: ContextVar[Language] = ContextVar("language", default=Language.ZH)
_zone: ContextVar[str] = ContextVar("zone", default=DEFAULT_ZONE)


def language() -> Language:
    """The language of the person who is being served."""
    return _language.get()


def zone() -> ZoneInfo:
    """The time zone of the person who is being served."""
    return ZoneInfo(_zone.get())


def speak(spoken: Language, zone_name: str = DEFAULT_ZONE) -> None:
    """From here on, in this context, words and times are those of this language and zone."""
    _language.set(spoken)
    _zone.set(zone_name)


@contextmanager
def speaking(spoken: Language, zone_name: str = DEFAULT_ZONE) -> Iterator[None]:
    """Words and times of this language and zone for the length of a block."""
    before = _language.set(spoken), _zone.set(zone_name)
    try:
        yield
    finally:
        _language.reset(before[0])
        _zone.reset(before[1])


@dataclass(frozen=True)
class Words:
    """The Chinese of every room: by message, and by (context, message)."""

    plain: Mapping[str, str]
    in_context: Mapping[tuple[str, str], str]


@cache
def chinese() -> Words:
    """All `zh.po` files together. Raises ValueError when two rooms translate one message differently."""
    plain: dict[str, str] = {}
    in_context: dict[tuple[str, str], str] = {}
    for path in sorted(ROOMS.glob("*/zh.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale="zh_Hans_CN", abort_invalid=True)
        for message in catalog:
            if not message.id or not message.string:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            string = message.string if isinstance(message.string, str) else message.string[0]
            if message.context:
                in_context[(message.context, key)] = string
            elif plain.setdefault(key, string) != string:
                raise ValueError(f"{path}: {key!r} is already {plain[key]!r} in another room; give one a context")
    return Words(plain, in_context)


def gettext(message: str) -> str:
    """The message in the language of the person served; English when nothing else is known."""
    return message if language() is Language.EN else chinese().plain.get(message, message)


def ngettext(one: str, many: str, count: int) -> str:
    """Singular or plural in English; Chinese has one form, kept under the singular."""
    if language() is Language.EN:
        return one if count == 1 else many
    return chinese().plain.get(one, many)


def pgettext(context: str, message: str) -> str:
    """A message whose Chinese depends on where it stands."""
    return message if language() is Language.EN else chinese().in_context.get((context, message), message)


def _(message: str, **values: object) -> str:
    """The message with its named values filled in: `_("%(count)s tries", count=3)`."""
    return gettext(message) % values if values else gettext(message)


class Later:
    """A message that is translated when it is printed; for forms and tables made at import."""

    def __init__(self, say: Callable[[], str]) -> None:
        self._say = say

    def __str__(self) -> str:
        return self._say()

    def __html__(self) -> str:
        from markupsafe import escape  # noqa: PLC0415  only pages need it

        return str(escape(self._say()))


def lazy(message: str) -> str:
    """The message, translated each time it is printed. Typed as text, since that is how forms use it."""
    return Later(lambda: gettext(message))  # type: ignore[return-value]  # behaves as text where it is used


def day(value: date, *, weekday: bool = True, year: bool = False) -> str:
    """11月23日 周一 / Mon 23 Nov; with its year where it isn't this one: 2027年1月4日 周一 / Mon 4 Jan 2027."""
    year = year or value.year != today(zone()).year
    if language() is Language.ZH:
        words = ("yyyy年" if year else "") + ("M月d日 EEE" if weekday else "M月d日")
        return format_date(value, words, locale="zh_Hans_CN")
    return format_date(value, ("EEE " if weekday else "") + "d MMM" + (" yyyy" if year else ""), locale="en_GB")


def moment(value: datetime, *, year: bool = False) -> str:
    """11月23日 周一 09:30 / Mon 23 Nov, 09:30, in the zone of the person served."""
    local = value.astimezone(zone())
    return f"{day(local.date(), year=year)}{' ' if language() is Language.ZH else ', '}{local:%H:%M}"


def clock(value: datetime) -> str:
    """09:30 in the zone of the person served."""
    return f"{value.astimezone(zone()):%H:%M}"


def level(mean: float) -> str:
    """A mean level, 0 to 3, with one decimal; cut, not rounded, so that 1.78 never reads as reaching a bar of 1.8."""
    return f"{math.floor(mean * 10 + 1e-9) / 10:.1f}"


def within_quotes(words: str) -> str:
    """Words that are put between “ and ”: quotes of their own become single ones."""
    return words.translate({ord("“"): "‘", ord("”"): "’"})


def sentences(said: Iterable[str]) -> str:
    """One sentence after the other; Chinese ones have no space between them."""
    return ("" if language() is Language.ZH else " ").join(filter(None, said))


def init_app(app: Flask) -> None:
    """Give templates the words, dates and times."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext=gettext, ngettext=ngettext, newstyle=True, pgettext=pgettext
    )
    app.jinja_env.globals.update(language=language)
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        clock=clock,
        level=level,
        said=lambda text: text.in_(language()),
        within_quotes=within_quotes,
        sentences=lambda said: Markup(sentences(map(escape, said))),  # noqa: S704  each was escaped
    )

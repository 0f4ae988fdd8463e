"""Words and figures in both languages."""

from datetime import UTC, date, datetime

import pytest

from lms import clock, i18n
from lms.i18n import Language, within_quotes


@pytest.mark.parametrize(
    ("mean", "shown"), [(1.78, "1.7"), (1.8, "1.8"), (0.0, "0.0"), (2.999, "2.9"), (3.0, "3.0"), (2.3, "2.3")]
)
def test_a_level_below_the_bar_never_reads_as_the_bar(mean: float, shown: str) -> None:
    assert i18n.level(mean) == shown


def test_a_moment_is_told_in_the_readers_zone_and_language() -> None:
    moment = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    with clock.standing_at(moment):
        with i18n.speaking(Language.ZH):
            assert i18n.moment(moment) == "11月23日 周一 09:30"
        with i18n.speaking(Language.EN, "Europe/Berlin"):
            assert i18n.moment(moment) == "Mon 23 Nov, 02:30"


def test_a_day_of_another_year_and_what_goes_on_paper_carry_their_year() -> None:
    """The year turns where the reader is: in Shanghai it is 2027 already."""
    with clock.standing_at(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)):
        with i18n.speaking(Language.ZH):
            assert i18n.day(date(2026, 12, 30)) == "2026年12月30日 周三"
            assert i18n.day(date(2027, 1, 4), weekday=False) == "1月4日"
            assert i18n.day(date(2027, 1, 4), year=True) == "2027年1月4日 周一"
        with i18n.speaking(Language.EN, "Europe/Berlin"):
            assert i18n.day(date(2026, 12, 30)) == "Wed 30 Dec"
            assert i18n.day(date(2027, 1, 4), weekday=False) == "4 Jan 2027"


def test_one_and_many_differ_in_english_only() -> None:
    with i18n.speaking(Language.EN):
        assert (i18n.ngettext("one try", "tries", 1), i18n.ngettext("one try", "tries", 2)) == ("one try", "tries")


def test_quotes_within_quotes_are_single() -> None:
    assert within_quotes("问完“一回多久”，数三下") == "问完‘一回多久’，数三下"

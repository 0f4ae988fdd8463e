"""Words and figures in both languages."""

from datetime import UTC, datetime

import pytest

from lms import i18n
from lms.i18n import Language


@pytest.mark.parametrize(
    ("mean", "shown"), [(1.78, "1.7"), (1.8, "1.8"), (0.0, "0.0"), (2.999, "2.9"), (3.0, "3.0"), (2.3, "2.3")]
)
def test_a_level_below_the_bar_never_reads_as_the_bar(mean: float, shown: str) -> None:
    assert i18n.level(mean) == shown


def test_a_moment_is_told_in_the_readers_zone_and_language() -> None:
    moment = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    with i18n.speaking(Language.ZH):
        assert i18n.moment(moment) == "11月23日 周一 09:30"
    with i18n.speaking(Language.EN, "Europe/Berlin"):
        assert i18n.moment(moment) == "Mon 23 Nov, 02:30"


def test_one_and_many_differ_in_english_only() -> None:
    with i18n.speaking(Language.EN):
        assert (i18n.ngettext("one try", "tries", 1), i18n.ngettext("one try", "tries", 2)) == ("one try", "tries")

"""Places to ask at, and questions asked there, as tests tell them."""

from lms import clock
from lms.asking import service
from lms.asking.places import Kind, Place
from lms.asking.reading import waiting_of
from lms.curriculum import edition
from lms.i18n import Language
from lms.people.policy import Action, visible
from tests.cast import Cast
from tests.factories.training import PHONE, key, on

QUESTION = "为什么不先问预算？"


def section() -> str:
    return edition.catalog().modules[PHONE].lessons[Language.ZH].sections[0].anchor  # type: ignore[index]


def paragraph(spot: str = "p-1") -> Place:
    return Place(Kind.PARAGRAPH, PHONE, section(), spot)


def asked(cast: Cast, day: int = 9, place: Place | None = None, text: str = QUESTION) -> int:
    with clock.standing_at(on(day)):
        return service.ask(cast.trainee, place or paragraph(), text, key())


def waiting_for(actor: int, day: int = 9) -> list[tuple[str, frozenset[int]]]:
    """What waits with those whose questions somebody may answer, with whom it waits for."""

    found = waiting_of(visible(actor, Action.ANSWER_QUESTION, on(day).date()), on(day).date())
    return [(one.question.text, one.whom) for one in found]

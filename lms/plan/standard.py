"""The standard that a person is shown on day one, as it is frozen with their enrolment."""

from typing import Any

from lms.curriculum.catalog import Catalog, Path
from lms.curriculum.frozen import freeze


def standard_of(catalog: Catalog, path: Path) -> dict[str, Any]:
    """What somebody on this path will be judged by: each skill with its bar, its checklist whole, and its quizzes.

    taught_by: the modules that teach the skill, each with the outcomes that its quiz asks.
    """
    return {
        "skills": [
            {
                "id": item.skill,
                "name": {"zh": catalog.skills[item.skill].name.zh, "en": catalog.skills[item.skill].name.en},
                "bar": catalog.skills[item.skill].bar,
                "refresher_after_days": catalog.skills[item.skill].refresher_after_days,
                "checklist": freeze(catalog.checklist_of(item.skill)),
                "taught_by": [
                    {"module": module, "outcomes": [outcome.id for outcome in catalog.modules[module].outcomes]}
                    for module in catalog.skills[item.skill].taught_by
                ],
            }
            for item in path.skills
        ]
    }

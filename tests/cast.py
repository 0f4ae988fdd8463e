"""The standing cast, whose relations never change: everybody a right can be asked for.

李文 Li Wen is a trainee in team East; 陈 Chen coaches Li Wen; 王 Wang manages North, above East; 周 Zhou coaches in
another team; 赵 Zhao is a trainee there; 何 He looks after accounts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from lms.db import session, transaction
from lms.people.models import Coaching, Membership, Person, Role, Team

DAY_ONE = date(2026, 11, 2)  # a Monday
BEGAN = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
PASSWORD = "三人行必有我师焉"
# argon2 of PASSWORD with the cheapest parameters; hashing it anew would be most of a test's time
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$yG1gcvgpXToqCGN6mXAVYw$xo1a8leR2Q//xJUnP8SyAZC4VZU/BosDEGYS9bj8IZg"


@dataclass(frozen=True)
class Cast:
    """Ids of the persons."""

    trainee: int
    trainer: int
    manager: int
    other_trainer: int
    other_trainee: int
    admin: int
    team: int
    other_team: int

    def roles(self) -> dict[str, int]:
        return {
            "trainee": self.trainee, "trainer": self.trainer, "manager": self.manager,
            "other_trainer": self.other_trainer, "other_trainee": self.other_trainee, "admin": self.admin,
        }  # fmt: skip


def make_cast() -> Cast:
    """Write the cast into the database of the current app. Nobody is enrolled; see `enrolled`."""
    with transaction():
        north, east, west = Team(name="华北区"), Team(name="华东区新人"), Team(name="华南区新人")
        session().add_all([north, west])
        session().flush()
        east.parent_id = north.id
        session().add(east)
        people = {
            key: Person(name=name, email=f"{key}@example.com", password_hash=PASSWORD_HASH, created_at=BEGAN,
                        is_admin=key == "admin")
            for key, name in {
                "trainee": "李文", "trainer": "陈静", "manager": "王强", "other_trainer": "周涛",
                "other_trainee": "赵敏", "admin": "何平",
            }.items()
        }  # fmt: skip
        session().add_all(people.values())
        session().flush()
        for key, team, role in (
            ("trainee", east, Role.TRAINEE), ("trainer", east, Role.TRAINER), ("manager", north, Role.MANAGER),
            ("other_trainer", west, Role.TRAINER), ("other_trainee", west, Role.TRAINEE),
        ):  # fmt: skip
            session().add(Membership(person_id=people[key].id, team_id=team.id, role=role, from_on=DAY_ONE))
        for trainer, trainee in (("trainer", "trainee"), ("other_trainer", "other_trainee")):
            session().add(Coaching(trainer_id=people[trainer].id, trainee_id=people[trainee].id, from_on=DAY_ONE))
        session().flush()
        return Cast(team=east.id, other_team=west.id, **{key: person.id for key, person in people.items()})

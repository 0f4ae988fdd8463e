"""Practice alone with a scripted customer: logged once beside the try, sealed with it, read in the script of then."""

from dataclasses import replace

import pytest

from lms.curriculum import edition
from lms.curriculum.catalog import CustomerScript, ModuleId
from lms.curriculum.frozen import UNHASHED, freeze, hash_of
from lms.db import session, transaction
from lms.errors import Unusable
from lms.practice import tries
from lms.practice.customers import ScriptedCustomer
from lms.practice.models import SoloPlay
from lms.practice.plays import Play, plays_of
from lms.practice.reading import practice_of
from lms.questions.question import ContentHash
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.practice.plays import SKILL, key, verbs


def a_script() -> CustomerScript:
    return edition.catalog().modules[ModuleId(SKILL)].customers[0]


def best_of(script: CustomerScript) -> list[str]:
    """What is said by somebody who always says the best."""
    customer, said = ScriptedCustomer(script), list[str]()
    nodes = {node.id: node for node in script.nodes}
    here = script.nodes[0].id
    while customer.answer(said).end is None:
        saying = next(one for one in nodes[here].options if one.best)
        said.append(saying.id)
        here = saying.leads
    return said


def test_a_play_is_kept_once_with_its_try_and_is_never_scored(cast: Cast) -> None:
    script, one = a_script(), key()
    said = best_of(script)
    made = tries.log_solo(cast.trainee, SKILL, one, play=Play(script, said))
    assert tries.log_solo(cast.trainee, SKILL, one, play=Play(script, said)) == made
    kept = plays_of([made])[made]
    assert (kept.play.script, kept.play.said, kept.found) == (script, said, len(script.facts))
    practice = practice_of([cast.trainee])[cast.trainee]
    assert [view.id for view in practice.solo(SKILL)] == [made]
    assert practice.live(SKILL) == ()
    assert verbs(cast.trainee) == ["practised"], "and the file holds, with what was said"
    tries.undo_solo(cast.trainee, made, key())
    assert verbs(cast.trainee) == ["practised", "corrected"]


def test_what_was_said_belongs_to_the_sealed_line(cast: Cast) -> None:
    script = a_script()
    tries.log_solo(cast.trainee, SKILL, key(), play=Play(script, best_of(script)))
    assert first_bad_line(cast.trainee) is None
    plain = tries.log_solo(cast.trainee, SKILL, key())
    with transaction():
        session().add(SoloPlay(try_id=plain, customer_hash=script.hash, said=[], found=3))
    assert first_bad_line(cast.trainee) == 2


@pytest.mark.parametrize("said", [[], ["no-such-thing"], ["by-name"]])
def test_what_cannot_be_said_or_did_not_end_is_not_logged(cast: Cast, said: list[str]) -> None:
    with pytest.raises(Unusable):
        tries.log_solo(cast.trainee, SKILL, key(), play=Play(a_script(), said))
    assert verbs(cast.trainee) == []


def test_a_play_is_read_in_the_script_of_then(cast: Cast) -> None:
    now = a_script()
    before = replace(now, name=replace(now.name, zh="老苗"), hash=UNHASHED)
    before = replace(before, hash=ContentHash(hash_of(freeze(before))))
    made = tries.log_solo(cast.trainee, SKILL, key(), play=Play(before, best_of(before)))
    assert plays_of([made])[made].play.script.name.zh == "老苗"

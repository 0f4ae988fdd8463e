"""Who plays the customer: every path ends, a replay is the same, and a fact opens by its question only."""

from collections.abc import Sequence
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.catalog import CustomerScript
from lms.practice.customers import Customer, ScriptedCustomer, Turn, found_in, replayed, uncovered
from tests.shipped import content


@cache
def scripts() -> list[CustomerScript]:
    return [script for module in content().modules.values() for script in module.customers]


@st.composite
def plays(draw: st.DrawFn) -> tuple[CustomerScript, list[str]]:
    """A script, and something said at each turn until it ends."""
    script = draw(st.sampled_from(scripts()))
    customer: Customer = ScriptedCustomer(script)
    said: list[str] = []
    turn = customer.open()
    while turn.end is None:
        said.append(draw(st.sampled_from(turn.choices)).id)
        turn = customer.answer(said)
    return script, said


@given(plays())
def test_a_play_ends_and_a_replay_of_it_is_the_same(played: tuple[CustomerScript, list[str]]) -> None:
    script, said = played
    assert len(said) <= 14
    turns = replayed(ScriptedCustomer(script), said)
    assert turns == replayed(ScriptedCustomer(script), list(said))
    assert [turn.end is None for turn in turns] == [True] * len(said) + [False]
    assert turns[-1].choices == ()
    assert all(turn.lines for turn in turns[:-1]), "the customer always says something"


@given(plays())
def test_a_fact_is_told_once_and_only_in_answer_to_what_opens_it(played: tuple[CustomerScript, list[str]]) -> None:
    script, said = played
    customer = ScriptedCustomer(script)
    sayings = [one.saying for one in customer.told(said)]
    words = [line.words for turn in replayed(customer, said) for line in turn.lines]
    for one in uncovered(customer, said):
        asked = [position for position, saying in enumerate(sayings) if saying.opens == one.fact.id]
        spoilt = [position for position, saying in enumerate(sayings) if saying.closes == one.fact.id]
        heard = bool(asked) and not (spoilt and spoilt[0] < asked[0])
        assert one.opened == heard == (one.fact.id in found_in(customer, said))
        assert words.count(one.fact.fact) == heard
        assert one.asked in {
            saying.say for node in script.nodes for saying in node.options if saying.opens == one.fact.id
        }


@given(plays(), st.text(max_size=8))
def test_what_cannot_be_said_there_is_refused(played: tuple[CustomerScript, list[str]], other: str) -> None:
    script, said = played
    customer = ScriptedCustomer(script)
    for wrong in ([*said, said[0]], [*said[:-1], f"no {other}"]):
        try:
            customer.answer(wrong)
        except ValueError:
            continue
        raise AssertionError(wrong)


def test_a_customer_who_takes_free_words_fits_the_same_interface() -> None:
    """What a language model would be: it is told everything that was said, and offers no choices."""

    class Echo:
        def open(self) -> Turn:
            return self.answer(())

        def answer(self, said: Sequence[str]) -> Turn:
            return Turn((), opened="price" if any("价" in one for one in said) else None)

    customer: Customer = Echo()
    assert [turn.opened for turn in replayed(customer, ["你好", "什么价？"])] == [None, None, "price"]

"""Twenty trainers rate at once, each on a connection of their own: nothing is lost, doubled or out of order."""

import threading

import pytest
from flask import Flask

from lms.db import db, session
from lms.practice import facts, reviews, tries
from lms.practice.models import Review
from lms.practice.rules import levels_at
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.factories.many import a_trainer_each, many_trainees
from tests.practice.plays import SKILL, Play, key, review_of, tap

TRAINERS = 20
AT_ONCE = 2  # taps in one sending


@pytest.mark.slow
def test_twenty_trainers_rate_at_once_and_no_tap_is_lost_or_doubled(app: Flask, cast: Cast) -> None:
    trainees = many_trainees(TRAINERS)
    pairs = list(zip(a_trainer_each(trainees), trainees, strict=True))
    plays = {trainer: _begun(trainer, trainee) for trainer, trainee in pairs}
    tapped = {trainer: taps_of(play, trainer) for trainer, play in plays.items()}
    session().rollback()
    together = threading.Barrier(TRAINERS)
    troubles: list[BaseException] = []

    def rate(trainer: int, play: Play) -> None:
        """Every row twice, each tap in two sendings; then the end."""
        with app.app_context():
            try:
                sent = [tap(seq, *one, seq) for seq, one in enumerate(tapped[trainer], start=1)]
                together.wait(20)
                for n in range(0, len(sent), AT_ONCE):
                    # The echo of the sending before got lost, so its taps come again with these.
                    given = sent[max(n - AT_ONCE, 0) : n + AT_ONCE]
                    assert reviews.rate(trainer, play.review_id, given).saved == tuple(one.seq for one in given)
                reviews.end_review(trainer, play.review_id, len(sent), second=600)
            except BaseException as trouble:
                troubles.append(trouble)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=rate, args=one) for one in plays.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    session().rollback()
    for trainer, trainee in pairs:
        play, sent = plays[trainer], tapped[trainer]
        kept = facts.taps_of(play.review_id, None)
        assert [(row.seq, row.item, row.level) for row in kept] == [(n, *one) for n, one in enumerate(sent, start=1)]
        assert levels_at(kept) == dict(sent)
        assert session().get_one(Review, play.review_id).end_seq == len(sent)
        assert first_bad_line(trainee) is None


def _begun(trainer: int, trainee: int) -> Play:
    made = tries.start_try(trainer, trainee, SKILL, key())
    return Play(made, review_of(made, trainer))


def taps_of(play: Play, trainer: int) -> list[tuple[str, int]]:
    """What a trainer taps, in order: each row, then each again in another way."""
    first = [(item, (n + trainer) % 4) for n, item in enumerate(play.items)]
    return [*first, *((item, (level + 1) % 4) for item, level in first)]

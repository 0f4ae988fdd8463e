"""How consent, a recording and its removal enter the file of the person whose try it is."""

from typing import Any

from lms.db import session
from lms.practice.models import Try
from lms.recordings.models import Consent, Recording, RecordingRemoval
from lms.records import service as records
from lms.records.models import Verb


def of_consent(made: Try, row: Consent) -> records.Fact:
    """What was answered, by the trainee or by who plays the customer; all of it stands in the trainee's file."""
    verb = Verb.CONSENTED if row.given else Verb.REFUSED
    body = records.body_of(row)
    return records.Fact(made.person_id, verb, "consent", row.id, made.skill, row.person_id, row.at, body)


def of_recording(made: Try, row: Recording) -> records.Fact:
    body = records.body_of(row)
    return records.Fact(
        made.person_id, Verb.RECORDED, "recording", row.id, made.skill, row.by_id, row.recorded_at, body
    )


def of_removal(made: Try, row: RecordingRemoval) -> records.Fact:
    """Where its time was over nobody did it; the line has the person's own id then."""
    return records.Fact(
        made.person_id, Verb.REMOVED, "recording_removal", row.recording_id, made.skill, row.by_id or made.person_id,
        row.at, records.body_of(row),
    )  # fmt: skip


def body_of_consent(consent_id: int) -> dict[str, Any] | None:
    row = session().get(Consent, consent_id)
    return None if row is None else records.body_of(row)


def body_of_recording(recording_id: int) -> dict[str, Any] | None:
    row = session().get(Recording, recording_id)
    return None if row is None else records.body_of(row)


def body_of_removal(recording_id: int) -> dict[str, Any] | None:
    row = session().get(RecordingRemoval, recording_id)
    return None if row is None else records.body_of(row)


records.BODIES["consent"] = body_of_consent
records.BODIES["recording"] = body_of_recording
records.BODIES["recording_removal"] = body_of_removal

"""Consent to recordings, recordings, and that one was removed."""

from datetime import timedelta

from lms.desk.file.loading import File, Line
from lms.desk.file.told import Told, reads
from lms.desk.wording import lapse
from lms.i18n import _, moment


@reads("consent")
def of_consent(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=(
            (_("Asked for"), _("sound and picture") if row["medium"] == "video" else _("sound alone")),
            (_("Answer"), _("yes") if row["given"] else _("no")),
        ),
        about=((_("The try"), file.number_of("try", row["try_id"])),),
    )


@reads("recording")
def of_recording(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=(
            (_("Lasted"), lapse(timedelta(seconds=row["seconds"])) if row["seconds"] else ""),
            (_("Name of the file"), row["file_name"]),
            (_("Kept until"), moment(row["kept_until"], year=True)),
        ),
        about=((_("The try"), file.number_of("try", row["try_id"])),),
        versions=((_("Recording"), row["sha256"]),),
    )


@reads("recording_removal")
def of_removal(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=((_("Why"), row["why"]),),
        about=((_("The recording"), file.number_of("recording", row["recording_id"])),),
    )

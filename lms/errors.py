"""What services refuse. Each is turned into an answer in one place, `lms/web/errors.py`."""


class Refusal(Exception):
    """Something that a service will not do. `status` is the HTTP status by which a browser is told."""

    status = 400


class NotYours(Refusal):
    """The thing does not exist, or the person has no right to it: both look the same from outside."""

    status = 404


class NotAllowed(Refusal):
    """The person may know that the thing exists, and may not do this to it."""

    status = 403


class Conflict(Refusal):
    """The thing has moved on since the person looked at it."""

    status = 409


class AlreadyClosed(Conflict):
    """The fact is closed; it can be corrected, not changed."""


class Unusable(Refusal):
    """The input cannot be used. `fields` maps a field's name to what is wrong and how to mend it."""

    status = 422

    def __init__(self, message: str = "", fields: dict[str, str] | None = None) -> None:
        super().__init__(message or "; ".join((fields or {}).values()))
        self.fields = fields or {}


class KeyReused(Unusable):
    """A key that was used for one request came back with another body."""


class TooLarge(Refusal):
    """More than is taken in."""

    status = 413


class NoRoom(Refusal):
    """The disk, or what somebody may take of it, is full. What was there before is still there."""

    status = 507


class Gone(Refusal):
    """It was there, and the person may know that it was."""

    status = 410

"""stub"""

from lms.quizzes.bringing.found import Reading


def read_gift(data: bytes, where: str) -> Reading:
    raise NotImplementedError


def looks_like_gift(text: str) -> bool:
    return False

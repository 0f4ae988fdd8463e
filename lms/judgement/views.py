"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("judgement", __name__)

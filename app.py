"""Shifu. `create_app` builds the site; `python app.py` serves it."""

import logging
import sys
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from lms import db, i18n
from lms.asking import views as asking
from lms.classes import views as classes
from lms.config import ROOT, Settings
from lms.curriculum import firm_views as firms
from lms.curriculum import shelf
from lms.curriculum import views as curriculum
from lms.desk import leaders
from lms.desk import views as desk
from lms.desk.file import views as file
from lms.judgement import views as judgement
from lms.judgement.cases import views as cases
from lms.judgement.settings import views as thresholds
from lms.ops import cli as ops
from lms.people import session as signed_in
from lms.people import views as people
from lms.plan import absence_views as absences
from lms.plan import pages as plan
from lms.practice import views as practice
from lms.quizzes import item_views as items
from lms.quizzes import marking_views as marking
from lms.quizzes import pages as quizzes
from lms.raters import views as raters
from lms.raters.views import guests
from lms.recordings import views as recordings
from lms.records import views as records
from lms.web import assets, errors, security
from lms.web import views as web

ROOMS = (
    web,
    people,
    records,
    curriculum,
    firms,
    asking,
    plan,
    absences,
    quizzes,
    items,
    marking,
    practice,
    recordings,
    classes,
    raters,
    guests,
    judgement,
    cases,
    thresholds,
    desk,
    leaders,
    file,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The site for these settings, by default those of the environment."""
    settings = settings or Settings.from_environment()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = Flask("shifu", root_path=str(ROOT), static_folder=None)
    app.extensions["settings"] = settings
    app.jinja_options["trim_blocks"] = app.jinja_options["lstrip_blocks"] = True
    app.jinja_options["bytecode_cache"] = templates_kept_in(settings.data / "cache" / "templates")
    security.init_app(app, settings)
    assets.init_app(app, settings)
    errors.init_app(app)
    db.init_app(app, settings.database)
    i18n.init_app(app)
    shelf.init_app(app, settings)
    signed_in.init_app(app)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    ops.init_app(app)
    return app


def templates_kept_in(folder: Path) -> FileSystemBytecodeCache:
    """Compiled templates are kept by their content, so that a warm start compiles none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileSystemBytecodeCache(str(folder))


if __name__ == "__main__":
    sys.exit(ops.serve(create_app()))

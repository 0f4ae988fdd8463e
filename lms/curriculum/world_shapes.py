"""The shape of the files of the world, and the way from a checked shape to a firm."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lms.curriculum import world as w
from lms.curriculum.item_shapes import printed
from lms.curriculum.schema import Shape, Slug, TextShape, Words
from lms.i18n import Text

FirmSlug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]


class FormsShape(Shape):
    zh: list[Words] = Field(default_factory=list)
    en: list[Words] = Field(default_factory=list)


class FigureShape(Shape):
    id: Slug
    label: TextShape
    value: float
    to: float | None = None
    unit: TextShape | None = None
    forms: FormsShape = FormsShape()
    hidden: bool = False


class PersonShape(Shape):
    id: Slug
    name: TextShape
    full: TextShape | None = None
    forms: FormsShape = FormsShape()
    role: TextShape
    reports_to: Slug | None = None
    outside: bool = False
    manner: TextShape | None = None
    attitude: TextShape | None = None
    part: TextShape | None = None


class LabelledShape(Shape):
    """A system or a note."""

    id: Slug
    label: TextShape
    text: TextShape
    hidden: bool = False


class PlanShape(Shape):
    id: Slug
    label: TextShape
    text: TextShape
    source: TextShape
    hidden: bool = False


class ClueShape(Shape):
    id: Slug
    text: TextShape
    source: TextShape


class ToldShape(Shape):
    """A pain, or a clue to the timetable."""

    id: Slug
    text: TextShape


class TruthShape(Shape):
    id: Slug
    says: TextShape
    true: TextShape
    opens: TextShape


class GradeShape(Shape):
    letter: Literal["A", "B", "C", "D"]
    when: TextShape
    why: TextShape


class InsideShape(Shape):
    pains: list[ToldShape]
    truths: list[TruthShape]
    timetable: list[ToldShape]
    money: TextShape
    decision: TextShape
    competition: TextShape
    excites: TextShape
    fit: TextShape
    grade: GradeShape


class FirmShape(Shape):
    id: FirmSlug
    kind: Literal["vendor", "prospect", "rival", "reference", "other"]
    name: TextShape
    forms: FormsShape = FormsShape()
    trade: TextShape | None = None
    place: TextShape | None = None
    about: TextShape
    figures: list[FigureShape] = Field(default_factory=list)
    prices: list[FigureShape] = Field(default_factory=list)
    people: list[PersonShape] = Field(default_factory=list)
    systems: list[LabelledShape] = Field(default_factory=list)
    plans: list[PlanShape] = Field(default_factory=list)
    clues: list[ClueShape] = Field(default_factory=list)
    notes: list[LabelledShape] = Field(default_factory=list)
    hidden: InsideShape | None = None


def firm_of(shape: FirmShape) -> w.Firm:
    return w.Firm(
        id=w.FirmId(shape.id),
        kind=w.Kind(shape.kind),
        name=printed(shape.name),
        forms=_forms(shape.forms),
        trade=_words(shape.trade),
        place=_words(shape.place),
        about=printed(shape.about),
        figures=tuple(map(_figure, shape.figures)),
        prices=tuple(map(_figure, shape.prices)),
        people=tuple(map(_person, shape.people)),
        systems=_remarks(shape.systems),
        plans=_remarks(shape.plans),
        clues=_remarks(shape.clues),
        notes=_remarks(shape.notes),
        inside=_inside(shape.hidden) if shape.hidden is not None else None,
    )


def _figure(shape: FigureShape) -> w.Figure:
    return w.Figure(
        id=shape.id,
        label=printed(shape.label),
        value=shape.value,
        to=shape.to,
        unit=_words(shape.unit),
        forms=_forms(shape.forms),
        hidden=shape.hidden,
    )


def _person(shape: PersonShape) -> w.Person:
    return w.Person(
        id=shape.id,
        name=printed(shape.name),
        full=_words(shape.full),
        forms=_forms(shape.forms),
        role=printed(shape.role),
        reports_to=shape.reports_to,
        outside=shape.outside,
        manner=_words(shape.manner),
        attitude=_words(shape.attitude),
        part=_words(shape.part),
    )


def _inside(shape: InsideShape) -> w.Inside:
    return w.Inside(
        pains=_remarks(shape.pains),
        truths=tuple(w.Truth(one.id, printed(one.says), printed(one.true), printed(one.opens)) for one in shape.truths),
        timetable=_remarks(shape.timetable),
        money=printed(shape.money),
        decision=printed(shape.decision),
        competition=printed(shape.competition),
        excites=printed(shape.excites),
        fit=printed(shape.fit),
        grade=w.Grade(shape.grade.letter, printed(shape.grade.when), printed(shape.grade.why)),
    )


def _remarks(shapes: Sequence[LabelledShape | PlanShape | ClueShape | ToldShape]) -> tuple[w.Remark, ...]:
    return tuple(
        w.Remark(
            id=one.id,
            text=printed(one.text),
            label=_words(getattr(one, "label", None)),
            source=_words(getattr(one, "source", None)),
            hidden=getattr(one, "hidden", False),
        )
        for one in shapes
    )


def _words(shape: TextShape | None) -> Text | None:
    return None if shape is None else printed(shape)


def _forms(shape: FormsShape) -> w.Forms:
    return w.Forms(tuple(shape.zh), tuple(shape.en))

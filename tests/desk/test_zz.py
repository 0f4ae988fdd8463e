from lms import clock
from lms.i18n import Language
from tests.factories.training import *
import pathlib
def test_all(cast, pages):
    li = trainee_of(cast).enrolled()
    li.read(PHONE, on(2, 11)); li.mastered(PHONE, on(2, 14))
    li.shown(PHONE, on(2, 16)); li.shown(VISIT, on(3, 16), seen=False)
    li.tried(PHONE, on(3), 1, change="先听十分钟"); li.tried(PHONE, on(5), 2); li.tried(PHONE, on(9), None); li.tried(VISIT, on(10), 1)
    li.practised_alone(PHONE, on(6))
    out = pathlib.Path("/tmp/desk_pages"); out.mkdir(exist_ok=True)
    with clock.standing_at(on(16, 9)):
        for lang in Language:
            for who, paths in (("trainee", ["/", f"/people/{li.id}", f"/people/{li.id}?show=all", f"/people/{li.id}?skill={PHONE}&show=shows"]), ("trainer", ["/todo", f"/people/{li.id}"]), ("manager", ["/team", "/todo?owed_by=all", f"/people/{li.id}?skill={VISIT}", f"/people/{li.id}/decisions/new?skill={VISIT}"])):
                pages.sign_in(getattr(cast, who), lang)
                for i, p in enumerate(paths):
                    page = pages.get(p)
                    (out / f"{who}-{i}-{lang.value}.html").write_text(page.text)
                    if lang is Language.EN: print(who, p, page.words[250:1800], "\n")

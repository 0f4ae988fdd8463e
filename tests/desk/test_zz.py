import time
from lms import clock
from lms.i18n import Language
from tests.factories.crowd import crowd
from tests.factories.training import *
from tests.pages import queries
import cProfile, pstats
from lms.db import session
def test_perf(cast, pages):
    t=time.time(); crowd(cast, 300); print("made", time.time()-t)
    with clock.standing_at(on(16, 9)):
        pages.sign_in(cast.manager)
        for i in range(3):
            session().expunge_all(); session().rollback()
            pages.forget(); t=time.time(); r = pages.client.get("/team"); print("team", time.time()-t, len(r.data), r.status_code)
        session().rollback()
        with queries(100) as seen: pages.client.get("/team")
        print(len(seen)); 
        for s in seen: print(" ", s[:110].replace("\n"," "))
        pr = cProfile.Profile(); pr.enable(); pages.client.get("/team"); pr.disable()
        pstats.Stats(pr).sort_stats("cumulative").print_stats(45)

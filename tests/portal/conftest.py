"""A village with a notice in force, the portal beside it, and the way between them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from luoshu.core.cases import actions
from luoshu.core.cases.given import Subject, Votes
from luoshu.core.cases.models import Objection
from luoshu.core.log import keys
from luoshu.core.publishing import boxes
from luoshu.core.publishing.actions import publish
from luoshu.core.scope import within
from luoshu.policy.procedures import kind
from luoshu.portal import keeping
from luoshu.portal import settings as own
from tests.core.cases.conftest import _at_the_end_of_2016, cast, households, register, walk
from tests.core.cases.walking import VILLAGE, paper

__all__ = ["_at_the_end_of_2016", "cast", "households", "register", "walk"]
HERE = Path(own.BASE)
TEMPLATES = {
    **own.TEMPLATES[0], "APP_DIRS": False, "DIRS": [HERE / "templates"],
    "OPTIONS": {**own.TEMPLATES[0]["OPTIONS"], "libraries": {"portal": "luoshu.portal.templatetags.portal"}},
}  # fmt: skip
NAMES = (
    "ROOT_URLCONF", "MIDDLEWARE", "CONTENT_SECURITY_POLICY", "DATA_UPLOAD_MAX_MEMORY_SIZE", "CSRF_FAILURE_VIEW",
    "DATA_UPLOAD_MAX_NUMBER_FILES", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_AGE", "LUOSHU_PROXIES",
)  # fmt: skip
POSTED = date(2016, 12, 28)


class Portal:
    """The portal of a test: its pages, and the two files."""

    def __init__(self, folder):
        self.folder, self.client = folder, Client(enforce_csrf_checks=False)

    def get(self, path, **data):
        return self.client.get(path, data)

    def words(self, path, **data):
        return self.get(path, **data).content.decode()

    def bring(self, bundle):
        return keeping.bring_in(bundle)

    def write(self, path, **data):
        """Send a form; the answer. The receipt, if it was taken, is `answer.context["receipt"]`."""
        page = self.client.get(path)
        return self.client.post(path, {"token": page.context["written"]["token"], **data})

    def collect(self):
        keeping.hand_over(self.folder / "letters.json")
        return self.folder / "letters.json"


@pytest.fixture
def portal(settings, tmp_path, monkeypatch):
    """The portal with its own settings and an empty store, trusting this register's key."""
    for name in NAMES:
        setattr(settings, name, getattr(own, name))
    settings.TEMPLATES, settings.VAR = [TEMPLATES], tmp_path / "portal"
    settings.STORAGES = {
        **settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }  # fmt: skip
    settings.STATICFILES_DIRS = [HERE / "static"]
    keeping.trust(keys.public())
    return Portal(tmp_path)


@pytest.fixture
def noticed(walk, households, _at_the_end_of_2016):
    """Three households of a village on a notice that hangs since 28 December 2016: (notice, their cases)."""

    def make(n=3, posted=POSTED):
        by, first = walk.cast["worker"], posted - timedelta(days=8)
        subjects = [
            Subject(f"H{household}", VILLAGE, household_id=household, proofs=(paper("statement", first),))
            for household in households(n)
        ]
        told = {"kind": "identification", "step": "put_forward", "happened_on": first, "by": by}
        numbers = actions.open_cases(subjects=subjects, **told).done
        cases = [walk.fresh(number) for number in numbers]
        for days, name in enumerate(("visit", "compare", "deliberate", "verify", "post_first")):
            _step(walk, cases, name, first + timedelta(days=days), by)
        (notice,) = actions.draft_notices(cases=cases, by=by)
        proof = [paper("photograph_first_day", posted)]
        notice = actions.post_notice(notice=notice, posted_on=posted, place="村务公开栏", by=by, new_proofs=proof)
        return notice, [walk.fresh(number) for number in numbers]

    return make


def _step(walk, cases, name, on, by):
    """One step for all of them, with one meeting's papers."""
    step = kind("identification").at(VILLAGE, on).steps[name]
    proofs = [paper(each[0], on) for each in step.proof("")]
    meeting, votes = (walk.meeting(step, on, by), Votes(31)) if step.votes else (None, None)
    told = {"meeting": meeting, "votes": votes, "document_no": "底册第3页", "new_proofs": proofs}
    actions.take_step(cases=cases, step=name, happened_on=on, by=by, **told)


@pytest.fixture
def bundle(system, tmp_path):
    """Write a bundle of now; its file."""

    def write(name="bundle.txt"):
        publish(path=tmp_path / name, by=system)
        return tmp_path / name

    return write


@pytest.fixture
def receive(system):
    """Take down the letters in a file; what came of it."""
    return lambda path: boxes.receive(path, system)


@pytest.fixture
def objections(system):
    """The objections of the register as they are now."""

    def found(**asked):
        with within(system):
            return list(Objection.objects.filter(**asked).select_related("case").order_by("pk"))

    return found

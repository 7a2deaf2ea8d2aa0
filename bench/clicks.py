"""Readers that click: plain HTTP on one kept connection each, and how long each answer took."""

import http.client
import random
import time
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import urlencode

KEPT = 4  # seconds; the server closes an idle connection after five, and browsers open another
TOKEN = "b" * 32  # any secret does, sent as the cookie and as the header
FILTERS = (
    {"status": "poor"}, {"check": "is_medical_secured"}, {"check": "is_housing_secured", "outcome": "unknown"},
    {"cause": "01", "sort": "-income"}, {"check": "may_exit", "outcome": "met", "sort": "name"},
    {"doubt": "doubt_household_blank"},
)  # fmt: skip


@dataclass
class Reader:
    """One user: `took` holds (page, seconds) of each answer, `errors` those that were none."""

    port: int
    session: str
    area: str
    households: list
    role: str = ""
    seed: int = 0
    took: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.last = 0.0

    def click(self, page, path, form=None):
        """Ask for a page, or send a form, and follow where it leads; all of it counts as one click."""
        since = time.perf_counter()
        if since - self.last > KEPT:
            self.connection.close()
        status, onward = self._ask(path, form)
        if status == 302:
            status, _ = self._ask(onward)
        self.last = time.perf_counter()
        self.took.append((page, self.last - since))
        if status != 200:
            self.errors.append(f"{page} {path}: {status}")

    def _ask(self, path, form=None):
        """(status, where it leads) of one request; what went wrong in place of the status."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}"}
        if form is not None:
            headers |= {"X-CSRFToken": TOKEN, "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            self.connection.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
            answer = self.connection.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location")
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            return repr(error), None

    def path(self, page):
        """An address of that kind of page within this user's reach."""
        code = self.chance.choice(self.households)
        return {
            "home": lambda: "/",
            "area": lambda: f"/area/{self.area}",
            "list": lambda: f"/households?{urlencode(self.chance.choice(FILTERS))}",
            "search": lambda: f"/households?{urlencode({'q': self.chance.choice('李王张刘陈杨赵')})}",
            "household": lambda: f"/households/{code}",
            "history": lambda: f"/households/{code}/history",
            "intake": lambda: "/intake",
            "held": lambda: "/intake/held",
            "me": lambda: "/me",
        }[page]()


PAGES = ("home", "area", "list", "search", "household", "history", "intake", "held", "me")


def percentiles(seconds):
    """(median, 95th percentile) in milliseconds."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[94] * 1000

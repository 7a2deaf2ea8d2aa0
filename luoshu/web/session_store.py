"""Sessions in the database, read by a statement that is planned once: every page begins with it."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from luoshu.core import statements

HELD = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    def load(self):
        """What the session holds; nothing for a key that is unknown or whose day is over."""
        found = statements.rows(HELD, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])

"""One request, one transaction, one scope; refusals become pages."""

from dataclasses import replace

from django.conf import settings
from django.db import ProgrammingError, transaction
from django.shortcuts import render
from psycopg.errors import InsufficientPrivilege

from luoshu.core.errors import Refusal
from luoshu.core.postings import actor_of
from luoshu.core.scope import within
from luoshu.web import origin

NO_SCOPE = "您现在没有在任的职务，看不到任何数据。"


class ScopeMiddleware:
    """Sets `request.actor` and opens its scope around the view *and* the rendering of its response."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None
        if request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}"):
            return self.get_response(request)
        actor = actor_of(request.user, request.session.get("posting"))
        if actor is None:
            return self.get_response(request)
        request.actor = replace(actor, origin=origin.address(request))
        return self._inside(request)

    def _inside(self, request):
        with within(request.actor):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if response.streaming and not hasattr(response, "file_to_stream"):
            raise RuntimeError(
                "A streamed answer would read the database after its scope has ended: write it out first."
            )
        return response

    def process_exception(self, request, error):
        """A refusal says what and why; a query without a scope is 'not allowed', never a list of nothing."""
        if isinstance(error, Refusal):
            return _page(request, error.status, str(error), error)
        if isinstance(error, ProgrammingError) and isinstance(error.__cause__, InsufficientPrivilege):
            return _page(request, 403, NO_SCOPE, error)
        return None


def _page(request, status, message, error):
    return render(request, f"{status}.html", {"message": message, "error": error}, status=status)

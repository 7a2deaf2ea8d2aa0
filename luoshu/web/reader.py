"""Who may open a page at all: someone logged in, with a current posting."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render


def reader(view):
    """Wrap a view: strangers go to the door and come back after; an account without a posting is told so."""

    @wraps(view)
    def open_page(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return _to_the_door(request)
        if request.actor is None:
            return render(request, "no_posting.html", status=403)
        return view(request, *args, **kwargs)

    return open_page


def _to_the_door(request):
    """A fragment cannot show the log-in page in its place: the whole page goes there."""
    answer = redirect_to_login(request.headers.get("HX-Current-URL") or request.get_full_path())
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer

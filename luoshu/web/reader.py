"""Who may open a page: each view in the addresses is wrapped by one of three, and so says it."""

from functools import wraps
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse

from luoshu.core import permissions

from .sessions import came_from, to

EVERYBODY, HOLDER = "everybody", "holder"


def reader(view, permission, otherwise=None):
    """For those whose posting has the permission. Strangers go to the door and come back after.

    `otherwise`: the page for those whose duty lies elsewhere, instead of a refusal.
    """
    if permission not in permissions.TABLE:
        raise LookupError(f"no permission {permission!r}")

    @wraps(view)
    def open_page(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_the_door(request)
        if request.actor is None:
            return render(request, "no_posting.html", status=403)
        if otherwise and not permissions.may(request.actor, permission):
            return redirect(otherwise)
        permissions.check(request.actor, permission)
        return view(request, *args, **kwargs)

    open_page.policy = permission
    return open_page


def holder(view):
    """For whoever is logged in, about their own account; a posting is not asked for."""

    @wraps(view)
    def open_page(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.user.is_authenticated else to_the_door(request)

    open_page.policy = HOLDER
    return open_page


def everybody(view):
    """For strangers too: it shows nothing of the register."""

    @wraps(view)
    def open_page(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    open_page.policy = EVERYBODY
    return open_page


def to_the_door(request):
    """Log in and come back to the page, or to the form that was being sent; what was typed is kept by the tab."""
    return to(request, f"{reverse('login')}?{urlencode({'next': came_from(request)})}")


def undeclared(patterns=None, prefix="") -> list[str]:
    """The addresses whose view does not say who may open it: an error, not an open page."""
    if patterns is None:
        from django.urls import get_resolver

        patterns = get_resolver().url_patterns
    found = []
    for each in patterns:
        address = f"{prefix}{each.pattern}"
        if hasattr(each, "url_patterns"):
            found += undeclared(each.url_patterns, address)
        elif getattr(each.callback, "policy", None) not in {EVERYBODY, HOLDER, *permissions.TABLE}:
            found.append(address)
    return found

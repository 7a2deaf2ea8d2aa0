"""Calm pages for what went wrong outside a view's own hands."""

from django.shortcuts import render


def bad_request(request, exception):
    """400: the request cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    """403: Django's own refusals."""
    return render(request, "403.html", status=403)


def not_found(request, exception):
    """404: no such page, or not within the reader's reach: the same answer to both."""
    return render(request, "404.html", status=404)


def csrf_failed(request, reason=""):
    """403: the form is older than the session; what was typed is kept in the tab."""
    return render(request, "stale.html", status=403)

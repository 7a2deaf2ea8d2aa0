"""Permanent links: every figure opens the list of what it counts."""

from urllib.parse import urlencode

from django.urls import reverse


def households(closing=None, area="", where=None) -> str:
    """The list of households that a figure counts: its closing, its area and its filter."""
    asked = {"closing": getattr(closing, "id", None), "area": area, **(where or {})}
    return reverse("households") + "?" + urlencode({k: v for k, v in asked.items() if v})


def villages(closing=None, area="", only="") -> str:
    """The list of villages that a figure of villages counts."""
    asked = {"closing": getattr(closing, "id", None), "area": area, "only": only}
    return reverse("villages") + "?" + urlencode({k: v for k, v in asked.items() if v})


def area(code, closing=None) -> str:
    """The page of an area, at the closing being looked at if it is not the newest."""
    address = reverse("area", args=[code])
    return f"{address}?closing={closing.id}" if closing else address


def household(code, closing=None) -> str:
    """The page of a household."""
    address = reverse("household", args=[code])
    return f"{address}?closing={closing.id}" if closing else address

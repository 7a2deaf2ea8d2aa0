"""Permanent links: every figure opens the list of what it counts."""

from functools import lru_cache
from urllib.parse import quote, urlencode

from django.urls import reverse


def households(closing=None, area="", where=None) -> str:
    """The list of households that a figure counts: its closing, its area and its filter."""
    return _listing("households", closing, area, where)


def villages(closing=None, area="", only="") -> str:
    """The list of villages that a figure of villages counts."""
    return _listing("villages", closing, area, {"only": only})


def area(code, closing=None) -> str:
    """The page of an area, at the closing being looked at if it is not the newest."""
    return _at(_address("area", code), closing)


def household(code, closing=None) -> str:
    """The page of a household; it lies below the list of them."""
    return _at(f"{_address('households')}/{quote(code, safe='')}", closing)


def checks(code, closing) -> str:
    """What else was judged of a household."""
    return _at(reverse("checks", args=[code]), closing)


@lru_cache(maxsize=8192)
def _address(view, *args):
    return reverse(view, args=args)


def _at(address, closing):
    return f"{address}?closing={closing.id}" if closing else address


def _listing(view, closing, area, where):
    asked = [("closing", closing.id)] if closing else []
    asked += [("area", area)] if area else []
    return f"{_address(view)}?{_encoded((*asked, *(where or {}).items()))}"


@lru_cache(maxsize=4096)
def _encoded(asked):
    """Pages show the figures of the same areas over and over, and each has dozens of lists to open."""
    return urlencode([(key, value) for key, value in asked if value])

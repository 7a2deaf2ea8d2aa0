"""What is kept about people and why, for everybody: the data dictionary in the words of those it is about."""

from django.shortcuts import render

from luoshu.policy.personal import dictionary

from . import words


def privacy(request):
    """Each class with its purpose, basis and retention, and the rights of the person."""
    told = dictionary()
    about = {"classes": [of(each) for each in told.classes], "is_verified": told.is_verified, "here": "me"}
    return render(request, "privacy.html", about)


def of(each) -> dict:
    """One class in the language of the reader."""
    ending = "" if words.language() == "zh" else "_en"
    texts = {name: getattr(each, name + ending) for name in ("purpose", "basis", "retention")}
    title = each.zh if words.language() == "zh" else each.en
    return {"title": title, "is_sensitive": each.sensitive, "is_sealed": each.sealed, "shown": each.shown, **texts}

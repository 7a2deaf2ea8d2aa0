"""The addresses of all pages. Everything but the door asks for a reader."""

from django.urls import path, register_converter

from . import areas, entry, errors, external, home, households, intake, language, villages
from .reader import reader


class AreaCode:
    """Four to sixteen digits."""

    regex = r"\d{4,16}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(AreaCode, "area")

handler400, handler403, handler404 = errors.bad_request, errors.forbidden, errors.not_found

urlpatterns = [
    path("login", entry.log_in, name="login"),
    path("logout", entry.log_out, name="log_out"),
    path("language", language.switch_language, name="language"),
    path("", reader(home.home), name="home"),
    path("me", reader(entry.me), name="me"),
    path("me/posting", reader(entry.switch_posting), name="switch_posting"),
    path("area/<area:code>", reader(areas.area), name="area"),
    path("households", reader(households.listing), name="households"),
    path("households/<str:code>", reader(households.household), name="household"),
    path("households/<str:code>/history", reader(households.history), name="history"),
    path("villages", reader(villages.villages), name="villages"),
    path("external/<str:name>", reader(external.figure), name="external_figure"),
    path("intake", reader(intake.intake), name="intake"),
    path("intake/template", reader(intake.template), name="template"),
    path("intake/jobs", reader(intake.jobs), name="jobs"),
    path("intake/held", reader(intake.held), name="held"),
    path("intake/held/<int:number>/mend", reader(intake.mend), name="mend"),
    path("intake/held/<int:number>/withdraw", reader(intake.withdraw), name="withdraw"),
    path("intake/uploads/<int:number>", reader(intake.upload), name="upload"),
    path("intake/uploads/<int:number>/held.xlsx", reader(intake.held_workbook), name="held_workbook"),
]

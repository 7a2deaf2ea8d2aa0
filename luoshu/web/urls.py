"""The addresses of all pages. Everything but the door asks for a reader."""

from django.urls import path, register_converter

from . import (
    areas,
    bulk,
    campaigns,
    case_opening,
    case_page,
    clues,
    entry,
    errors,
    external,
    home,
    households,
    intake,
    language,
    leaving,
    meetings,
    notices,
    objections,
    permission_page,
    posters,
    privacy,
    proof_files,
    proofs,
    security,
    sensitive_page,
    standards,
    step_page,
    villages,
    watched,
    worklist,
)
from .reader import everybody, holder, reader
from .sessions import fresh


class AreaCode:
    """Four to sixteen digits."""

    regex = r"\d{4,16}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(AreaCode, "area")

handler400, handler403, handler404 = errors.bad_request, errors.forbidden, errors.not_found

# allauth looks for these names.
DOOR = [
    path("login", everybody(entry.log_in), name="account_login"),
    path("login", everybody(entry.log_in), name="account_inactive"),
    path("login/factor", everybody(entry.SecondFactor.as_view()), name="mfa_authenticate"),
]
urlpatterns = [
    path("login", everybody(entry.log_in), name="login"),
    path("login/again", holder(security.again), name="again"),
    path("logout", everybody(entry.log_out), name="log_out"),
    path("language", everybody(language.switch_language), name="language"),
    *DOOR,
    path("", reader(home.home, "registry.read_figures", otherwise="me"), name="home"),
    path("me", reader(entry.me, "core.enter"), name="me"),
    path("me/posting", reader(entry.switch_posting, "core.enter"), name="switch_posting"),
    path("me/security", holder(security.security), name="security"),
    path("me/security/app", holder(fresh(security.set_up_app)), name="set_up_app"),
    path("me/security/key", holder(fresh(security.SetUpKey.as_view())), name="set_up_key"),
    path("me/security/codes", holder(fresh(security.new_codes)), name="new_codes"),
    path("me/security/password", holder(security.password), name="password"),
    path("me/security/factors/<int:number>/remove", holder(fresh(security.remove_factor)), name="remove_factor"),
    path("permissions", reader(permission_page.permissions, "core.see_permissions"), name="permissions"),
    path("privacy", everybody(privacy.privacy), name="privacy"),
    path("exports", reader(leaving.exports, "core.enter"), name="exports"),
    path("exports/<int:number>/file", reader(fresh(leaving.download), "core.enter"), name="export_file"),
    path("exports/<int:number>/decide", reader(fresh(leaving.decide), "core.release_export"), name="decide_export"),
    path("area/<area:code>", reader(areas.area, "registry.read_figures"), name="area"),
    path("households", reader(households.listing, "registry.read_households"), name="households"),
    path("households/<str:code>", reader(households.household, "registry.read_households"), name="household"),
    path("households/<str:code>/checks", reader(households.checks, "registry.read_households"), name="checks"),
    path("households/<str:code>/history", reader(households.history, "registry.read_history"), name="history"),
    path(
        "households/<str:code>/history/<int:number>/proof", reader(proofs.proof, "registry.read_history"), name="proof"
    ),
    path(
        "households/<str:code>/personal",
        reader(sensitive_page.personal, "registry.open_field"),
        name="household_personal",
    ),
    path("households/<str:code>/copy", reader(fresh(leaving.copy), "registry.copy_household"), name="copy_household"),
    path("villages", reader(villages.villages, "registry.read_figures"), name="villages"),
    path("external/<str:name>", reader(external.figure, "registry.read_figures"), name="external_figure"),
    path("intake", reader(intake.intake, "registry.read_intake"), name="intake"),
    path("intake/template", reader(intake.template, "registry.load"), name="template"),
    path("intake/jobs", reader(intake.jobs, "registry.read_intake"), name="jobs"),
    path("intake/held", reader(intake.held, "registry.read_intake"), name="held"),
    path("intake/held/<int:number>/mend", reader(intake.mend, "registry.load"), name="mend"),
    path("intake/held/<int:number>/withdraw", reader(intake.withdraw, "registry.load"), name="withdraw"),
    path("intake/uploads/<int:number>", reader(intake.upload, "registry.read_intake"), name="upload"),
    path("intake/uploads/<int:number>/held.xlsx", reader(intake.held_workbook, "registry.load"), name="held_workbook"),
    path("cases", reader(worklist.cases, "cases.read"), name="cases"),
    path("cases/step", reader(bulk.step, "cases.record"), name="bulk_step"),
    path("cases/open", reader(case_opening.open_case, "cases.record"), name="open_case"),
    path("cases/<int:number>", reader(case_page.page, "cases.read"), name="case"),
    path("cases/<int:number>/steps/<str:name>", reader(step_page.step, "cases.record"), name="case_step"),
    path("cases/<int:number>/proofs", reader(step_page.proofs, "cases.record"), name="case_proofs"),
    path("cases/<int:number>/amend", reader(step_page.amend, "cases.record"), name="amend_case"),
    path("cases/<int:number>/recuse", reader(step_page.recuse, "cases.record"), name="recuse"),
    path("cases/<int:number>/object", reader(objections.hear, "cases.hear_objection"), name="object"),
    path("meetings/<int:number>", reader(meetings.meeting, "cases.read"), name="meeting"),
    path("notices", reader(notices.notices, "cases.read"), name="notices"),
    path("notices/draft", reader(notices.draft, "cases.post_notice"), name="draft_notices"),
    path("notices/<int:number>", reader(notices.notice, "cases.read"), name="notice"),
    path("notices/<int:number>/poster", reader(posters.poster, "cases.post_notice"), name="poster"),
    path("objections", reader(objections.objections, "cases.read"), name="objections"),
    path("objections/report", reader(objections.hear, "cases.hear_objection"), name="report"),
    path("objections/<int:number>", reader(objections.objection, "cases.read"), name="objection"),
    path("proofs/<int:number>", reader(proof_files.file, "cases.read"), name="case_proof"),
    path("standards/household/<str:code>", reader(standards.household, "registry.read_households"), name="standard"),
    path("standards/<area:code>", reader(standards.place, "registry.read_figures"), name="place_standard"),
    path("clues", reader(clues.clues, "registry.read_clues"), name="clues"),
    path("clues/<int:number>", reader(clues.clue, "registry.read_clues"), name="clue"),
    path("clues/raise", reader(clues.raise_clue, "registry.raise_clue"), name="raise_clue"),
    path("watched", reader(watched.watched, "registry.read_clues"), name="watched"),
    path("cohorts", reader(watched.cohorts, "registry.read_figures"), name="cohorts"),
    path("campaigns", reader(campaigns.calendar, "cases.read"), name="campaigns"),
]

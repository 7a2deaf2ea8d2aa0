"""Every address of Luoshu as it is asked for in the matrix, and what a request for it ought to give."""

from dataclasses import dataclass

from tests.web import little

from . import oracle
from .world import FOREIGN, SISTER, TARGET

ALL = tuple(range(1, len(little.FAMILIES) + 1))


# What is about the reader alone, or about nobody: the answer depends on the session, and only leaks are looked for.
OWN = {
    "me": "/me",
    "again": "/login/again",
    "security": "/me/security",
    "set_up_app": "/me/security/app",
    "set_up_key": "/me/security/key",
    "new_codes": "/me/security/codes",
    "password": "/me/security/password",
    "remove_factor": "/me/security/factors/1/remove",
    "permissions": "/permissions",
    "privacy": "/privacy",
    "exports": "/exports",
}


@dataclass(frozen=True)
class Ask:
    """One request: the name of its address, the path, and who ought to get an answer (role, relation) -> bool."""

    name: str
    path: str
    ought: object
    post: dict | None = None
    opens: str = ""  # the class of data that a reason is given for
    shows: tuple = ()  # numbers of households whose code an allowed answer shows, where reached


def everybody(role, relation):
    return True


def either(role, relation):
    """A list of a place one does not reach may be empty or not there."""
    return None


def nobody(role, relation):
    return False


def exporters(role, relation):
    return role in oracle.EXPORTERS


def readers(role, relation):
    return role not in oracle.ADMINISTRATORS


def namers(role, relation):
    """Who is not shown names does not find out by searching for them."""
    return readers(role, relation) and role not in oracle.COUNTS_ONLY


def in_villages(role, relation):
    """Villages are counted for those who reach some as a whole."""
    area, whole, _ = oracle.RELATIONS[relation]
    return readers(role, relation) and whole and len(area) <= len(little.HERE)


def of_area(code):
    return lambda role, relation: readers(role, relation) and oracle.reaches_area(relation, code)


def of_household(world, number):
    return lambda role, relation: readers(role, relation) and number in oracle.reached(world, relation)


def copiers(world, number):
    """Who may hand a person the copy of what is kept about them; it holds everything."""
    return lambda role, relation: role in oracle.COPIERS and number in oracle.reached(world, relation)


def of_uploads_of(county, roles):
    """What the city takes in belongs to the county it is about, and is seen below and above it."""

    def ought(role, relation):
        below = oracle.RELATIONS[relation][0].startswith(county)
        return role in roles and (below or oracle.reaches_area(relation, county))

    return ought


def of_books(code, roles):
    """Held households are of an area, and for the roles that take in or follow what is taken in."""
    return lambda role, relation: role in roles and oracle.reaches_area(relation, code)


def by_role(roles):
    """A page with what the reader reaches of something; for who reaches listed households only it may be empty."""
    return lambda role, relation: False if role not in roles else oracle.RELATIONS[relation][1] or None


def every(world):
    """All requests of the matrix. A post changes nothing for good: each request is rolled back."""
    return [*pages(), *of_places(), *of_households(world), *of_uploads(world), *of_cases(world)]


def pages():
    yield Ask("home", "/", everybody)
    for name, path in OWN.items():
        yield Ask(name, path, either)
    yield Ask("switch_posting", "/me/posting", nobody, post={"posting": "0"})
    yield Ask("export_file", "/exports/1/file", nobody)
    yield Ask("decide_export", "/exports/1/decide", either, post={"is_released": "no"})
    yield Ask("households", "/households", readers, shows=ALL)
    yield Ask("households", "/households?status=poor&sort=-missing", readers)
    yield Ask("households", "/households?q=金丝雀", namers)
    yield Ask("households", "/households?as=csv", exporters)
    yield Ask("households", "/households?as=xlsx", exporters)
    yield Ask("villages", "/villages", in_villages)
    yield Ask("external_figure", "/external/农村居民人均可支配收入增幅", readers)
    yield Ask("intake", "/intake", by_role(oracle.INTAKE))
    yield Ask("template", "/intake/template", by_role(oracle.LOADERS))
    yield Ask("jobs", "/intake/jobs", by_role(oracle.INTAKE))
    yield Ask("held", "/intake/held", by_role(oracle.INTAKE))


def of_places():
    for code in (little.HERE, little.THERE, little.HERE[:9], little.HERE[:6], little.ABROAD[:6], "4103"):
        yield Ask("area", f"/area/{code}", of_area(code))
        yield Ask("households", f"/households?area={code}", either)


def of_households(world):
    for number in (TARGET, SISTER, FOREIGN):
        code = world.households[number].code
        yield Ask("household", f"/households/{code}", of_household(world, number), shows=(number,))
        yield Ask("history", f"/households/{code}/history", of_household(world, number))
        yield Ask("checks", f"/households/{code}/checks", of_household(world, number))
        yield Ask("proof", f"/households/{code}/history/1/proof", either)
        yield Ask("copy_household", f"/households/{code}/copy", copiers(world, number), opens="copy")
        yield Ask("household_personal", f"/households/{code}/personal", of_household(world, number))
        for data in ("id", "health", "account", "name"):
            given = {"data": data, "reason": "核对低保材料，经办公会同意"}
            yield Ask("household_personal", f"/households/{code}/personal", either, post=given, opens=data)


def of_uploads(world):
    value = {"sheet": "household", "row": "4", "field": "wage_income", "value": "1"}
    for area, number in world.uploads.items():
        yield Ask("upload", f"/intake/uploads/{number}", of_uploads_of(area[:6], oracle.INTAKE))
        yield Ask("held_workbook", f"/intake/uploads/{number}/held.xlsx", of_uploads_of(area[:6], oracle.LOADERS))
    for area, number in world.held.items():
        yield Ask("mend", f"/intake/held/{number}/mend", of_books(area, oracle.LOADERS), post=value)
        yield Ask(
            "withdraw", f"/intake/held/{number}/withdraw", of_books(area, oracle.LOADERS), post={"reason": "重复"}
        )


def recorders_of(world, number):
    """Steps are recorded by those who have a hand in procedures, where they reach the household."""
    return lambda role, relation: role in oracle.RECORDERS and number in oracle.reached(world, relation)


def of_cases(world):
    """Cases and all that belongs to them; a form that is sent may be refused for what it lacks."""
    for name, path in (("cases", "/cases?view=all"), ("notices", "/notices?only=all"), ("objections", "/objections")):
        yield Ask(name, path, readers)
    yield Ask("cases", "/cases?view=all&q=金丝雀", readers)
    yield Ask("open_case", "/cases/open", by_role(oracle.RECORDERS))
    yield Ask("bulk_step", "/cases/step", either, post={"case": [case.pk for case in world.cases.values()]})
    yield Ask("draft_notices", "/notices/draft", either, post={"of": "household_exit|henan-2016|accepted"})
    yield Ask("report", "/objections/report", by_role(oracle.RECORDERS))
    yield Ask("clues", "/clues", by_role(oracle.CLUES))
    yield Ask("watched", "/watched", by_role(oracle.CLUES))
    yield Ask("campaigns", "/campaigns", readers)
    for what in ("", "?what=exited&exited=2017"):
        yield Ask("cohorts", f"/cohorts{what}", readers)
    nowhere = {
        "meeting": "/meetings/1",
        "notice": "/notices/1",
        "poster": "/notices/1/poster",
        "case_proof": "/proofs/1",
    }
    for name, path in nowhere.items():
        yield Ask(name, path, nobody)
    yield Ask("clue", "/clues/1", nobody)
    for code in (little.HERE, little.ABROAD[:6]):
        yield Ask("place_standard", f"/standards/{code}", of_area(code))
    for number, case in world.cases.items():
        code, reached = world.households[number].code, of_household(world, number)
        yield Ask("case", f"/cases/{case.pk}", reached)
        yield Ask("objection", f"/objections/{world.objections[number].pk}", of_area(case.area))
        yield Ask("standard", f"/standards/household/{code}", reached)
        for name in ("steps/list", "proofs", "recuse", "object"):
            view = {"steps/list": "case_step", "proofs": "case_proofs"}.get(name, name)
            yield Ask(view, f"/cases/{case.pk}/{name}", recorders_of(world, number))
        yield Ask("amend_case", f"/cases/{case.pk}/amend", recorders_of(world, number))
        yield Ask("case_step", f"/cases/{case.pk}/steps/list", either, post={"happened_on": "2018-01-03"})
        yield Ask("open_case", f"/cases/open?kind=split&household={code}", either)
        yield Ask("raise_clue", f"/clues/raise?household={code}", either)

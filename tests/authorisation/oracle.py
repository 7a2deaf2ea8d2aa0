"""Who may see what, in plain sets: written from the users' matrix, with nothing of Luoshu's own tables in it."""

from .world import RELATIONS

ADMINISTRATORS = {"system_administrator", "security_administrator", "audit_administrator"}
WATCH = {"auditor", "discipline"}
COUNTS_ONLY = {"city_leader", "promotion_group"}
BUREAUX = {"bureau", "bureau_education", "bureau_health", "bureau_welfare", "bureau_finance"}
KEEPERS = {"village_worker", "first_secretary", "clerk", "township_reviewer", "county_register"}
LOADERS = KEEPERS | {"county_director", "city_office"}
COUNTY = {"county_register", "county_programme", "county_fund", "county_director", "city_office"}
INTAKE = LOADERS | COUNTY | {"township_finance"} | WATCH
EXPORTERS = KEEPERS | COUNTY | {"township_finance", "helper"} | BUREAUX | WATCH
RECORDERS = LOADERS | BUREAUX | {"helper", "hotline_clerk", "evaluator"}
CLUES = LOADERS | COUNTY | {"township_finance", "helper"} | BUREAUX | WATCH
# Classes of data whose text must never stand on a page, in a file or in a header for a role not named here.
IN_FULL = {
    "id": {"bank"},
    "account": {"bureau_finance", "bank"} | WATCH,
    "health": {"bureau_health"} | WATCH,
}
# What was said against a case is read by those who answer it; who said it by nobody who handles it.
IN_FULL |= {"complaint": {"township_reviewer", "hotline_clerk"} | COUNTY | WATCH, "reporter": WATCH}
# Classes that a role opens by giving a reason, one household at a time.
TOWNSHIP = {"township_reviewer", "township_finance"}
BY_REASON = {
    "id": TOWNSHIP | COUNTY | WATCH,
    "health": COUNTY,
    "account": set(),
    "name": {"city_leader", "hotline_clerk"},
}
COPIERS = {"township_reviewer", "county_register", "county_director", "city_office"}
NEVER_NAMED = COUNTS_ONLY | {"hotline_clerk"}
NO_DOUBTS = {"helper", "group_head", "bank", "hotline_clerk", "evaluator"} | COUNTS_ONLY - {"promotion_group"}


def has_posting(relation):
    return relation not in ("former", "none")


def reaches_area(relation, code):
    """Whether the whole of a place lies in the actor's area."""
    if not has_posting(relation):
        return False
    area, whole, _ = RELATIONS[relation]
    return whole and code.startswith(area)


def reached(world, relation):
    """The numbers of the households reached: those in the area, and those on the roll."""
    if not has_posting(relation):
        return set()
    _, _, listed = RELATIONS[relation]
    return {n for n, each in world.households.items() if n in listed or reaches_area(relation, each.area)}


def forbidden(world, role, relation, opened=""):
    """Every text that must not reach this actor, with why: of rows out of reach, and of classes not for the role.

    `opened` is the class that the request gives a reason for.
    """
    reasoned = opened and role in BY_REASON.get(opened, COPIERS)
    inside = reached(world, relation) if role not in ADMINISTRATORS else set()
    for number, each in world.households.items():
        for data, text in each.canaries.items():
            if number not in inside:
                yield text, f"{data} of household {number}, out of reach"
            elif reasoned and (opened in (data, "copy") or (data, opened) == ("member", "name")):
                continue
            elif role not in IN_FULL.get(data, {role}):
                yield text, f"{data} is not for {role}"
            elif data in ("name", "member") and role in NEVER_NAMED:
                yield text, f"names are not for {role}"
            elif data == "doubt" and role in NO_DOUBTS:
                yield text, f"doubts are not for {role}"
    for area in world.held:
        if role not in INTAKE or not reaches_area(relation, area):
            yield f"金丝雀待改{area}", f"a held household of {area}"

"""Cases about the little register, and their effects as a decided step has them."""

import datetime as dt

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.cases import hooks, secret
from luoshu.core.cases.models import CaseFile, CaseStep
from luoshu.policy.procedures import kind, organs
from luoshu.registry.models import Household, Person, PersonYear
from tests.web import little

DAY = dt.date(2017, 12, 20)
GOES_ON = ("prepare_exit", "mark_lost")  # steps after which the case is still open
COVER = {"has_employee_insurance": False, "has_serious_illness_insurance": True, "has_medical_aid": True}


def named(name):
    return Household.objects.get(head_name=name)


def insured(by):
    """Everybody is fully insured, so that a household that lacks nothing meets the standard."""
    with acting("test.insured", by):
        PersonYear.objects.update(**COVER)


def case_of(of, subject=None, *, reason="", opened_on=DAY, area=None, code=None, person=None, told=None, **detail):
    """A case of that kind about a household (or a place), saved as the engine saves it. `told`: its sealed part."""
    area = area or subject.area
    variant = kind(of).at(area, opened_on)
    first = variant.states[variant.opening()[0].to]
    placed = {"county": area[:6], "area": area.ljust(12, "0"), "code": code or (subject.code if subject else area)}
    about = {"household_id": subject.pk if subject else None, "person_id": person.pk if person else None}
    stands = {"state": first.name, "organ": first.organ, "level": organs()[first.organ].level}
    days = {"opened_on": opened_on, "since": opened_on, "entered_at": clock.now()}
    case = CaseFile(
        kind=of, variant=variant.name, subject=kind(of).subject, reason=reason, is_exclusive=False, detail=detail,
        **placed, **about, **stands, **days,
    )  # fmt: skip
    (case.pk,) = secret.numbers("case_file", 1)
    case.secret_sealed = secret.sealed(told, case.pk)
    case.save(force_insert=True)
    return case


def decided(cases, step, by, on=DAY, **given):
    """The effect of a step for the cases, as the engine runs it; the step's document is 县贫组〔2017〕9 号."""
    cases = cases if isinstance(cases, list) else [cases]
    found = kind(cases[0].kind).variant(cases[0].variant).steps[step]
    rows = {case.pk: CaseStep(case=case, document_no="县贫组〔2017〕9 号") for case in cases}
    with acting("test.decided", by):
        ended = {"state": found.to, "closed_on": on, "outcome": "done"} if found.effect not in GOES_ON else {}
        CaseFile.objects.filter(pk__in=rows).update(**ended or {"state": found.to})
        hooks.effects[found.effect](cases, hooks.Taken(found, on, by, rows, given))


def opened(of, *arguments, by, **options):
    """`case_of` inside an act."""
    with acting("test.opened", by):
        return case_of(of, *arguments, **options)


def answer(name, case, by, on=DAY):
    """What the register answers to one requirement about one case."""
    return hooks.requirements[name]([case], on, by)[case.pk]


def head_of(household):
    return Person.objects.get(household=household, relation="01")


def child_of(household):
    return Person.objects.get(household=household, relation="03")


__all__ = ["DAY", "answer", "case_of", "child_of", "decided", "head_of", "insured", "little", "named", "opened"]

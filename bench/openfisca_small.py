"""The small rule set as an OpenFisca system, written the way its country packages are: yuan, `float`, yearly.

The data are handed over as whole arrays and no role is ever looked up, which is the fastest way that it has.
"""

import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from .small_data import CHECKS, MONEY, VALUES, read, write
from .small_lines import LINE, LIVING_LINE

Person = build_entity("person", "persons", "A person", is_person=True)
Household = build_entity("household", "households", "A household", roles=[{"key": "member", "plural": "members"}])
PERIOD = "2016"
LINE_YUAN, LIVING_LINE_YUAN = LINE / 100, LIVING_LINE / 100


class age(Variable):
    value_type, entity, definition_period, label = int, Person, YEAR, "Age in years"


class is_school_age(Variable):
    value_type, entity, definition_period, label = bool, Person, YEAR, "From 6 to 15 years old"

    def formula(person, period):
        years = person("age", period)
        return (years >= 6) * (years <= 15)


class is_employable(Variable):
    value_type, entity, definition_period, label = bool, Person, YEAR, "Able, of working age, not at school"

    def formula(person, period):
        years = person("age", period)
        is_adult = (years >= 16) * (years <= 60)
        return person("is_able", period) * is_adult * np.logical_not(person("is_student", period))


class net_income(Variable):
    value_type, entity, definition_period, label = float, Household, YEAR, "Five incomes less costs"

    def formula(household, period):
        wages = household.sum(household.members("wage_income", period))
        return wages + sum(household(name, period) for name in MONEY[:-1]) - household("business_cost", period)


class is_above_line(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Income per head above the line"

    def formula(household, period):
        return household("net_income", period) / household.nb_persons() > LINE_YUAN


class has_enough_food(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Food"

    def formula(household, period):
        return household("has_food", period)


class has_enough_clothes(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Clothes"

    def formula(household, period):
        return household("has_clothes", period)


class is_education_secured(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Every child at school"

    def formula(household, period):
        is_missing = household.members("is_school_age", period) * np.logical_not(
            household.members("is_student", period)
        )
        return np.logical_not(household.any(is_missing))


class is_medical_secured(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Everybody insured"

    def formula(household, period):
        return np.logical_not(household.any(np.logical_not(household.members("is_insured", period))))


class is_housing_secured(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "A safe house"

    def formula(household, period):
        return household("is_house_safe", period)


class may_exit(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Above the line and nothing lacking"

    def formula(household, period):
        return np.logical_and.reduce([household(name, period) for name in CHECKS[:6]])


class top_up(Variable):
    value_type, entity, definition_period, label = float, Household, YEAR, "What the allowance adds"

    def formula(household, period):
        return np.maximum(LIVING_LINE_YUAN * household.nb_persons() - household("net_income", period), 0)


class eligible_employment(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Employment"

    def formula(household, period):
        return household.any(household.members("is_employable", period))


class eligible_industry(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Industry"

    def formula(household, period):
        return household.any(household.members("is_able", period)) * (household("land", period) > 0)


class eligible_relocation(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Relocation"

    def formula(household, period):
        return household("is_relocation", period)


class eligible_education(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Education"

    def formula(household, period):
        return household.any(household.members("is_student", period))


class eligible_health(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Health"

    def formula(household, period):
        is_sick = household.any(household.members("is_sick", period))
        return is_sick + np.logical_not(household("is_medical_secured", period))


class eligible_safety_net(Variable):
    value_type, entity, definition_period, label = bool, Household, YEAR, "Safety net"

    def formula(household, period):
        nobody_able = np.logical_not(household.any(household.members("is_able", period)))
        return nobody_able + (household("net_income", period) / household.nb_persons() < LIVING_LINE_YUAN)


COMPUTED = [each for each in list(globals().values()) if isinstance(each, type) and each.__base__ is Variable]


def given(name, entity, kind):
    """A variable that is only read from the data."""
    body = {"value_type": kind, "entity": entity, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), body)


def system():
    """The tax and benefit system of the small rule set."""
    built = TaxBenefitSystem([Person, Household])
    for each in COMPUTED:
        built.add_variable(each)
    facts = {"is_able": bool, "is_student": bool, "is_insured": bool, "is_sick": bool, "wage_income": float}
    of_household = dict.fromkeys(MONEY, float) | {"land": int}
    of_household |= dict.fromkeys(("has_food", "has_clothes", "is_house_safe", "is_relocation"), bool)
    for entity, columns in ((Person, facts), (Household, of_household)):
        for name, kind in columns.items():
            built.add_variable(given(name, entity, kind))
    return built


def simulation(households, people):
    """A simulation with every column set as an array; money in yuan."""
    built = system()
    builder = SimulationBuilder()
    builder.create_entities(built)
    builder.declare_person_entity("person", people["person_id"])
    household = builder.declare_entity("household", households["household_id"])
    builder.join_with_persons(household, people["household_id"], np.zeros(len(people["person_id"]), dtype=np.int8))
    simulated = builder.build(built)
    for columns in (households, people):
        for name, values in columns.items():
            if not name.endswith("_id"):
                is_money = name in MONEY or name == "wage_income"
                simulated.set_input(name, PERIOD, values / 100 if is_money else values)
    return simulated


def judge(folder, out):
    """Read the files of a folder, judge, write the outcome in fen; `rules` is the part without the files."""
    folder = Path(folder)
    households, people = (read(folder / f"{name}.parquet") for name in ("households", "people"))
    since = time.perf_counter()
    simulated = simulation(households, people)
    answers = {name: simulated.calculate(name, PERIOD) for name in (*VALUES, *CHECKS)}
    rules = time.perf_counter() - since
    fen = {name: np.rint(answers[name].astype(np.float64) * 100).astype(np.int64) for name in VALUES}
    write({"household_id": households["household_id"], **answers, **fen}, out)
    return {"rules": rules}

"""What only sheets hold of a person: names, numbers, telephones, accounts, illnesses. All of it invented."""

import polars as pl

from luoshu.demo.city.chance import below, coprime, happens, key, pick, take
from luoshu.demo.city.skeleton import BABY_SLOTS, ID_COUNTY

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_MEN = "建国志强海军文超永新明德俊峰长河庆山学礼振华春生福来宝石云飞世平宏伟天成松林玉泉金锁铁柱守信保全"
_WOMEN = "秀英桂兰玉梅淑珍红霞春燕小芳丽娟爱琴凤仙彩云素芬改梅月娥雪莲静怡晓敏香荣翠巧菊花喜凤婷玲倩慧瑞"
_ILLNESSES = {
    "02": ["高血压", "糖尿病", "慢性支气管炎", "类风湿关节炎"],
    "03": ["脑卒中后遗症", "恶性肿瘤", "尿毒症", "冠心病"],
}
# Blocks of eleven-digit numbers that no operator has been given.
_PHONE_PREFIXES = ["160", "163", "164", "168"]
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), list("10X98765432")


def _given(letters, name):
    """One or two characters of a given name."""
    letters = list(letters)
    one = take(letters, below(len(letters), f"{name}1"))
    two = take(letters, below(len(letters), f"{name}2"))
    return pl.when(happens(0.3, f"{name}0")).then(one).otherwise(one + two)


def with_names(people: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """Children carry their father's surname, those who married in their own."""
    family = households[people["row"]]["k"].alias("family_k")
    frame = people.with_columns(family)
    heads = frame.filter(pl.col("slot") == 0).select("row", head_is_man="is_man")
    frame = frame.join(heads, on="row", how="left", maintain_order="left")
    own = take(list(_SURNAMES), below(len(_SURNAMES), "surname"))
    shared = take(list(_SURNAMES), below(len(_SURNAMES), "surname", of="family_k"))
    relation, father_line = pl.col("relation"), pl.col("head_is_man")
    is_own = (
        relation.is_in(["in_law", "mother"])
        | ((relation == "spouse") & father_line)
        | ((relation == "head") & ~father_line)
        | ((relation == "parent") & ~pl.col("is_man"))
    )
    given = pl.when(pl.col("is_man")).then(_given(_MEN, "man")).otherwise(_given(_WOMEN, "woman"))
    return frame.with_columns(name=pl.when(is_own).then(own).otherwise(shared) + given)


def with_numbers(people: pl.DataFrame) -> pl.DataFrame:
    """ID numbers of a county that never was, right to the check digit unless issued with a wrong one."""
    order = pl.col("sequence") * 2 + pl.col("is_man").cast(pl.Int64)
    shift = pl.when(pl.col("is_faulty")).then(1).otherwise(0)
    number = _numbered(pl.col("id_county"), pl.col("birth_on"), order, shift)
    frame = people.with_columns(id_number=pl.when(pl.col("has_number")).then(number))
    certificate = pl.col("id_number") + pl.col("disability_kind") + pl.col("disability_grade")
    return frame.with_columns(disability_certificate=certificate)


def check_digit(stem: str) -> str:
    """The eighteenth digit for the first seventeen of an ID number (GB 11643)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True)) % 11]


def phone(number: pl.Expr, name: str) -> pl.Expr:
    """A telephone number that nobody else in the city has."""
    size = 400_000_000
    place = (number * coprime(size, name) + 7) % size
    return take(_PHONE_PREFIXES, place // 100_000_000) + (place % 100_000_000).cast(pl.String).str.zfill(8)


def with_contacts(people: pl.DataFrame) -> pl.DataFrame:
    """A telephone for most adults, the name of an illness for the sick."""
    has_phone = (pl.col("age") >= 16) & (pl.col("age") < 75) & happens(0.7, "phone")
    chronic, serious = (take(names, below(4, "illness")) for names in _ILLNESSES.values())
    sick = pl.when(pl.col("health") == "02").then(chronic).when(pl.col("health") == "03").then(serious)
    return people.with_columns(
        phone=pl.when(has_phone).then(phone(pl.col("number") * 2 + 1, "phone")),
        illness_name=sick,
    )


def with_accounts(households: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The head's name, the household's telephone and account."""
    heads = people.filter(pl.col("slot") == 0).select("row", head_name="name")
    frame = households.join(heads, on="row", how="left", maintain_order="left")
    account = pl.format("990000{}", pl.col("household_id").cast(pl.String).str.slice(4).str.zfill(13))
    return frame.with_columns(
        phone=pl.when(happens(0.93, "phone")).then(phone(pl.col("number") * 2, "phone")),
        bank_account=pl.when(happens(0.97, "account")).then(account),
    )


def plain_names() -> pl.Expr:
    """A surname and a given name for a frame with a key `k`, whatever the sex."""
    surname = take(list(_SURNAMES), below(len(_SURNAMES), "surname"))
    man = happens(0.86, "head_sex")
    return surname + pl.when(man).then(_given(_MEN, "man")).otherwise(_given(_WOMEN, "woman"))


def helpers(households: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One row per helper and household: four households to a helper, from the village's partner unit."""
    frame = households.filter(pl.col("has_helper") & ~pl.col("is_removed")).select(
        "household_code", "village", "area", "serial", "identified_year", "start"
    )
    nth = (pl.col("serial") - 1) // 4
    frame = frame.with_columns(nth=nth, helper=pl.col("start") + nth)
    frame = frame.with_columns(k=key(pl.col("area").cast(pl.Int64) * 100_000 + nth, seed, "helper"))
    units = ["县农业局", "县教育局", "县水利局", "县卫生局", "乡镇政府", "县财政局", "县林业局", "县交通局"]
    since = pl.date(pl.max_horizontal(pl.col("identified_year"), pl.lit(2014)), _first_month(), 1)
    return frame.with_columns(
        helper_code=pl.format("{}H{}", pl.col("area"), pl.col("nth").cast(pl.String).str.zfill(4)),
        name=plain_names(),
        sex=pl.when(happens(0.86, "head_sex")).then(pl.lit("1")).otherwise(pl.lit("2")),
        id_number=_helper_number(),
        political_status=pick({"01": 80, "13": 20}, "party"),
        phone=phone(pl.col("helper") * 2 + 1, "helper"),
        unit_name=take(units, below(len(units), "unit")) + pl.lit("（演示）"),
        rank=pick({"150": 60, "142": 22, "141": 15, "132": 3}, "rank"),
        is_team_member=happens(0.2, "team"),
        since=since,
        until=pl.lit(None, dtype=pl.Date),
    )


def _helper_number() -> pl.Expr:
    """Numbers from the sequences that are kept for babies, with years of birth from 1962 to 1989."""
    slot = (pl.col("helper") * coprime(BABY_SLOTS, "helper")) % BABY_SLOTS
    born = pl.date(1962 + (pl.col("helper") // BABY_SLOTS + slot * 7) % 28, 1, 1) + pl.duration(days=slot % 365)
    order = (460 + slot // 365) * 2 + happens(0.86, "head_sex").cast(pl.Int64)
    return _numbered(ID_COUNTY, born, order, 0)


def _numbered(county, born, order, shift) -> pl.Expr:
    """County, date of birth, sequence and check digit; a shift other than 0 spoils the check digit."""
    stem = pl.format("{}{}{}", county, born.dt.strftime("%Y%m%d"), order.cast(pl.String).str.zfill(3))
    total = sum((stem.str.slice(i, 1).cast(pl.Int64) * w for i, w in enumerate(_WEIGHTS)), pl.lit(0))
    return stem + take(_CHECKS, (total + shift) % 11)


def _first_month() -> pl.Expr:
    """The month in which a pairing began."""
    return 3 + below(9, "since")

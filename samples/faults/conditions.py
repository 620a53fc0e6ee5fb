"""Applicants that do not qualify: too young, too small, elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.faults.catalogue import Plot, paper_fault, world_fault
from samples.kinds.client_list import count_clients
from samples.kinds.recommendation_form import count_marks
from samples.notation import CENT
from samples.words import read_words
from samples.world.finance import invent_accounts, invent_years
from samples.world.identifiers import check_digit
from samples.world.model import Place

if TYPE_CHECKING:
    from samples.world.model import Applicant, World

RECOGNITIONS = (
    "2022年，我单位被河南省工业和信息化厅认定为“河南省中小企业公共服务示范平台”。",
    "2021年被认定为“河南省小型微型企业创业创新示范基地”，有效期三年。",
    "我单位系工业和信息化部认定的“国家中小企业公共服务示范平台”。",
)


def _recode(applicant: Applicant, area: str) -> None:
    first = applicant.credit_code[:2] + area + applicant.credit_code[8:17]
    applicant.credit_code = first + check_digit(first)


@world_fault("t01-registered-in-xuchang")
def registered_elsewhere(plot: Plot) -> str | None:
    """Put address, registrar and code into another city."""
    far = plot.rng.choice(read_words("places")["far"])
    one = plot.world.applicant
    one.place = Place(far["district"], far["road"], plot.rng.randint(8, 300), "商务大厦", "6层", city=far["city"])
    one.registrar = far["registrar"]
    _recode(one, far["code"])
    for tenancy in plot.world.tenancies:
        tenancy.place = one.place
    for title in plot.world.titles:
        title.place = one.place
    return f"the applicant is registered in {far['city']}"


@world_fault("t01-registered-in-xuchang")
def registrar_elsewhere(plot: Plot) -> str | None:
    """Let another city's authority have issued the licence."""
    far = plot.rng.choice(read_words("places")["far"])
    plot.world.applicant.registrar = far["registrar"]
    return f"the registrar is {far['registrar']}"


@world_fault("t01-registered-in-xuchang")
def code_elsewhere(plot: Plot) -> str | None:
    """Give the code another city's area."""
    far = plot.rng.choice(read_words("places")["far"])
    _recode(plot.world.applicant, far["code"])
    return f"the code's area {far['code']} is not in Xuchang"


def _found_on(world: World, day: date) -> None:
    one = world.applicant
    one.established_on = one.issued_on = day
    one.term_to = None


@world_fault("t02-operating-one-year")
def founded_this_year(plot: Plot) -> str | None:
    """Found the applicant a few months ago."""
    day = plot.world.submitted_on - timedelta(days=plot.rng.randint(40, 330))
    _found_on(plot.world, day)
    return f"founded on {day}, less than twelve months before the submission"


@world_fault("t02-operating-one-year")
def no_calendar_year(plot: Plot) -> str | None:
    """Found the applicant over twelve months ago, but within the last calendar year."""
    submitted = plot.world.submitted_on
    latest = submitted.replace(year=submitted.year - 1) - timedelta(days=3)
    earliest = date(submitted.year - 1, 1, 5)
    if latest <= earliest:
        return None
    day = earliest + timedelta(days=plot.rng.randint(0, (latest - earliest).days))
    _found_on(plot.world, day)
    return f"founded on {day}: twelve months, but no full calendar year"


@world_fault("t03-legal-personality")
def branch_applies(plot: Plot) -> str | None:
    """Let a branch apply, with its tax certificate."""
    one = plot.world.applicant
    if not one.name.endswith("公司"):
        return None
    one.form, one.name, one.licence_type = "branch", f"{one.name}许昌分公司", "有限责任公司分公司（自然人投资或控股）"
    return "the applicant is a branch"


@world_fault("t03-legal-personality")
def individual_applies(plot: Plot) -> str | None:
    """Let an individual business apply."""
    one = plot.world.applicant
    if not one.name.endswith("公司"):
        return None
    one.form, one.licence_type, one.nature = "individual", "个体工商户", "个体工商户"
    one.name = f"{one.district}{one.brand}企业服务中心"
    plot.world.investors = []
    return "the applicant is an individual business"


def _shrink(world: World, total: Decimal, plot: Plot) -> None:
    """Make the applicant's accounts as small as wished, all of them still in agreement."""
    factor = total / world.years[0].total_assets
    for device in world.devices:
        device.price = max(Decimal(100), (device.price * factor).quantize(Decimal(100)))
    equipment = sum((device.price for device in world.devices), Decimal(0))
    revenue = (world.years[0].revenue * factor).quantize(CENT)
    world.accounts = invent_accounts(
        plot.rng, total=total, capital=world.applicant.registered_capital, revenue=revenue, equipment=equipment
    )
    before = world.years[1].clients
    world.years = invent_years(plot.rng, world.accounts, world.audit_year, world.years[0].clients)
    world.years[1].clients = before
    ratio = float(world.years[0].service_revenue / world.years[0].revenue)
    for one in world.functions:
        one.revenue_share = int(ratio * 100 / len(world.functions)) / 100


@world_fault("t04-total-assets")
def far_too_poor(plot: Plot) -> str | None:
    """Leave the applicant with 150 000 to 450 000 yuan."""
    total = Decimal(plot.rng.randint(150_000, 450_000))
    _shrink(plot.world, total, plot)
    return f"total assets are only {total} yuan"


@world_fault("t04-total-assets")
def slightly_too_poor(plot: Plot) -> str | None:
    """Leave the applicant with a little less than 500 000 yuan."""
    total = Decimal(plot.rng.randint(488_000, 499_400))
    _shrink(plot.world, total, plot)
    return f"total assets are {total} yuan, just under the floor"


def _keep_staff(world: World, count: int) -> str:
    world.staff = world.staff[:count]
    for person in world.staff:
        person.degree, person.education, person.title_level, person.title = "bachelor", "本科", "middle", "工程师"
    return f"the applicant has {count} people"


@world_fault("t05-staff-count")
def seven_people(plot: Plot) -> str | None:
    """Leave seven people."""
    return _keep_staff(plot.world, 7)


@world_fault("t05-staff-count")
def few_people(plot: Plot) -> str | None:
    """Leave four to six people."""
    return _keep_staff(plot.world, plot.rng.randint(4, 6))


def _weaken(plot: Plot, share: float, *, degree: bool) -> None:
    """Take title, and where wished the degree too, from a share of the staff."""
    count = int(len(plot.world.staff) * share) + 1
    for person in plot.rng.sample(plot.world.staff, count):
        person.title_level, person.title = "none", "无"
        if not degree:
            person.degree, person.education, person.school = "secondary", "高中", "许昌市第一职业高中"


@world_fault("t06-qualified-ratio")
def too_few_qualified(plot: Plot) -> str | None:
    """Leave more than a fifth with neither degree nor title."""
    _weaken(plot, plot.rng.uniform(0.22, 0.5), degree=False)
    return "fewer than 80 % have a degree or a title"


@world_fault("t06-qualified-ratio")
def only_degrees(plot: Plot) -> str | None:
    """Leave everyone a degree, but many without a title."""
    for person in plot.world.staff:
        if person.degree == "secondary":
            person.degree, person.education = "college", "大专"
    _weaken(plot, plot.rng.uniform(0.25, 0.6), degree=True)
    return "80 % is reached by degree or title, not by both"


@world_fault("t07-partner-count")
def four_partners(plot: Plot) -> str | None:
    """Leave four partners."""
    plot.world.partners = plot.world.partners[:4]
    return "only four cooperating organisations"


@world_fault("t07-partner-count")
def few_partners(plot: Plot) -> str | None:
    """Leave one to three partners."""
    plot.world.partners = plot.world.partners[: plot.rng.randint(1, 3)]
    return f"only {len(plot.world.partners)} cooperating organisations"


@world_fault("t08-public-benefit-share")
def share_not_stated(plot: Plot) -> str | None:
    """Say nothing of free or cheap services."""
    plot.world.public_share = None
    return "the share of public-benefit services is not stated"


@world_fault("t08-public-benefit-share")
def share_too_low(plot: Plot) -> str | None:
    """State a share under a fifth."""
    plot.world.public_share = plot.rng.choice((5, 8, 10, 12, 15, 18))
    return f"public-benefit services are only {plot.world.public_share} %"


def _serve(world: World, count: int) -> str:
    world.clients = world.clients[:count]
    world.years[0].clients = count
    world.years[1].clients = int(count * 0.85)
    world.listed_clients = min(world.listed_clients, count)
    return f"only {count} companies were served"


@world_fault("t09-clients-served")
def forty_nine_clients(plot: Plot) -> str | None:
    """Serve just under fifty."""
    return _serve(plot.world, plot.rng.randint(46, 49))


@world_fault("t09-clients-served")
def few_clients(plot: Plot) -> str | None:
    """Serve far under fifty."""
    return _serve(plot.world, plot.rng.randint(31, 42))


@paper_fault("t10-satisfaction")
def dissatisfied_list(plot: Plot) -> str | None:
    """Mark a quarter or more of the list as dissatisfied."""
    paper = plot.first("client_list")
    if paper is None:
        return None
    rows = paper.values["rows"]
    for row in plot.rng.sample(rows, int(len(rows) * plot.rng.uniform(0.23, 0.4)) + 1):
        row["satisfied"] = False
    count_clients(paper.values)
    return f"only {paper.values['satisfied_count']} of {len(rows)} listed companies are satisfied"


@paper_fault("t10-satisfaction")
def dissatisfied_survey(plot: Plot) -> str | None:
    """Let a third of the surveyed companies be dissatisfied."""
    paper = plot.first("recommendation_form")
    if paper is None:
        return None
    rows = paper.facts["rows"]
    for row in plot.rng.sample(rows, len(rows) // 3 + 1):
        row["mark"] = 2
    count_marks(paper)
    return f"{paper.values['dissatisfied']} of {len(rows)} surveyed companies are dissatisfied"


@world_fault("t11-client-growth")
def fewer_clients(plot: Plot) -> str | None:
    """Have served more the year before."""
    plot.world.years[1].clients = plot.world.years[0].clients + plot.rng.randint(3, 30)
    return "fewer companies were served than the year before"


@world_fault("t11-client-growth")
def as_many_clients(plot: Plot) -> str | None:
    """Have served as many the year before."""
    plot.world.years[1].clients = plot.world.years[0].clients
    return "as many companies were served as the year before"


@world_fault("t12-functions")
def weak_functions(plot: Plot) -> str | None:
    """Bring every function below its floor."""
    for one in plot.world.functions:
        low = {
            "households": plot.rng.randint(20, 50),
            "events": plot.rng.randint(1, 4),
            "people": plot.rng.randint(80, 550),
            "amount": 3000,
        }
        one.figures = {key: low[key] for key in one.figures}
    return "no function reaches the figures of 第八条"


@world_fault("t12-functions")
def one_function_of_two(plot: Plot) -> str | None:
    """Let a comprehensive platform reach one function only."""
    plot.world.comprehensive = True
    plot.world.functions = plot.world.functions[:2]
    for one in plot.world.functions[1:]:
        low = {
            "households": plot.rng.randint(20, 50),
            "events": plot.rng.randint(1, 4),
            "people": plot.rng.randint(80, 550),
            "amount": 3000,
        }
        one.figures = {key: low[key] for key in one.figures}
    return "a comprehensive platform reaches only one function"


@world_fault("t13-not-already-certified")
def recognised_by_province(plot: Plot) -> str | None:
    """Mention a recognition, and hand in its certificate."""
    plot.world.recognition = RECOGNITIONS[plot.rng.randrange(2)]
    return "already recognised by the province"


@world_fault("t13-not-already-certified")
def recognised_by_state(plot: Plot) -> str | None:
    """Mention a recognition by the state."""
    plot.world.recognition = RECOGNITIONS[2]
    return "already recognised by the state"


def _cut_survey(plot: Plot, count: int) -> str | None:
    paper = plot.first("recommendation_form")
    if paper is None:
        return None
    del paper.facts["rows"][count:]
    for row in paper.facts["rows"]:
        row["mark"] = min(row["mark"], 1)
    count_marks(paper)
    return f"only {count} companies were surveyed"


@paper_fault("t14-survey-sample")
def nine_surveyed(plot: Plot) -> str | None:
    """Survey nine or eight."""
    return _cut_survey(plot, plot.rng.choice((9, 8)))


@paper_fault("t14-survey-sample")
def few_surveyed(plot: Plot) -> str | None:
    """Survey three to six."""
    return _cut_survey(plot, plot.rng.randint(3, 6))


@world_fault("t15-staff-list-rows")
def nine_rows(plot: Plot) -> str | None:
    """Have nine people: enough for the condition, not for the annex."""
    return _keep_staff(plot.world, 9)


@world_fault("t15-staff-list-rows")
def eight_rows(plot: Plot) -> str | None:
    """Have eight people."""
    return _keep_staff(plot.world, 8)


@world_fault("t16-client-list-rows")
def twenty_nine_rows(plot: Plot) -> str | None:
    """List 26 to 29 companies."""
    plot.world.listed_clients = plot.rng.randint(26, 29)
    return f"the list has {plot.world.listed_clients} rows"


@world_fault("t16-client-list-rows")
def few_rows(plot: Plot) -> str | None:
    """List 10 to 20 companies."""
    plot.world.listed_clients = plot.rng.randint(10, 20)
    return f"the list has {plot.world.listed_clients} rows"

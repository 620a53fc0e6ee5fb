"""What is known about one applicant; everything agrees with everything else until a fault is planted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Place:
    """An address in Xuchang or elsewhere; `text` writes it more or less fully."""

    district: str
    road: str
    number: int
    building: str
    room: str
    city: str = "许昌市"
    long_district: str = ""  # 城乡一体化示范区 for 示范区
    corner: str = ""  # 与…交叉口

    def text(self, *, province: bool = True, city: bool = True, comma: str = "") -> str:
        """Write the address, leaving out the province or the city where wished."""
        head = ("河南省" if province else "") + (self.city if city else "")
        return f"{head}{self.long_district or self.district}{self.road}{self.number}号{comma}{self.building}{self.room}"


@dataclass
class Person:
    """A member of staff."""

    name: str
    gender: str
    age: int
    degree: str  # level: doctor, master, bachelor, college, secondary
    education: str  # as written
    school: str
    title_level: str  # senior, middle, junior, none
    title: str
    duty: str
    job: str
    years: int

    @property
    def educated(self) -> bool:
        """大专及以上学历."""
        return self.degree != "secondary"

    @property
    def titled(self) -> bool:
        """中级及以上技术职称."""
        return self.title_level in ("senior", "middle")


@dataclass
class Client:
    """A small or medium-sized company that was served."""

    name: str
    contact: str
    phone: str
    service: str
    satisfied: bool
    agreement: str  # number of the service agreement
    signed_on: date
    fee: Decimal


@dataclass
class Device:
    """Machines or software bought together; `price` is for all of them, in yuan."""

    name: str
    quantity: int
    bought_on: date
    price: Decimal
    leading: bool


@dataclass
class YearFigures:
    """One line of the form's year table; money in yuan."""

    year: int
    revenue: Decimal
    service_revenue: Decimal
    total_assets: Decimal
    profit: Decimal
    tax: Decimal
    clients: int


@dataclass
class Function:
    """A function of 第八条 with its figures."""

    name: str  # 信息, 技术, 创业, 培训, 融资
    product: str
    figures: dict[str, int]
    revenue_share: float


@dataclass
class Tenancy:
    """Rooms that are rented."""

    place: Place
    area: float
    lessor: str
    lessor_person: str
    starts_on: date
    ends_on: date
    signed_on: date
    rent: Decimal  # yuan a year
    deposit: Decimal


@dataclass
class Title:
    """Rooms that are owned."""

    place: Place
    area: float
    number: str
    issued_on: date


@dataclass
class Licence:
    """A qualification; `valid_to` is None where it has no term."""

    title: str
    number: str
    issuer: str
    issued_on: date
    valid_to: date | None


@dataclass
class Partner:
    """An organisation that a cooperation agreement was signed with."""

    name: str
    service: str


@dataclass
class Investor:
    """A shareholder."""

    name: str
    nature: str
    share: float


@dataclass
class Accounts:
    """Lines of the year's statements, item -> yuan, and those of the year before."""

    balance: dict[str, Decimal]
    opening: dict[str, Decimal]
    income: dict[str, Decimal]
    income_before: dict[str, Decimal]
    service_cost: Decimal


@dataclass
class Applicant:
    """The organisation that applies."""

    name: str
    form: str  # company, institution, association, branch, individual
    licence_type: str
    nature: str
    credit_code: str
    legal_representative: str
    district: str
    bureau: str
    registrar: str
    registered_capital: Decimal
    established_on: date
    term_to: date | None  # None: 长期
    issued_on: date
    place: Place
    postcode: str
    scope: str
    trade: str
    brand: str
    parent: str = ""  # of a branch


@dataclass
class World:
    """One applicant's year."""

    seed: int
    applicant: Applicant
    submitted_on: date
    filled_on: date
    audit_year: int
    contact: str
    phone: str
    mobile: str
    email: str
    website: str
    website_record: str
    investors: list[Investor]
    staff: list[Person]
    clients: list[Client]
    devices: list[Device]
    years: list[YearFigures]
    functions: list[Function]
    partners: list[Partner]
    tenancies: list[Tenancy]
    titles: list[Title]
    licences: list[Licence]
    accounts: Accounts
    firm: str
    accountants: tuple[str, str]
    audit_signed_on: date
    public_share: int | None  # 公益性或低收费服务占比, %
    comprehensive: bool  # 综合性平台
    service_in_audit: bool = False  # the annual audit itself shows 服务收支情况, and no special audit is handed in
    printed_on: dict[str, date] = field(default_factory=dict)
    listed_clients: int = 0  # rows of the client list
    recognition: str = ""  # a certificate of provincial or national recognition, where there is one

    @property
    def clients_served(self) -> int:
        """Companies served in the audit year."""
        return self.years[0].clients

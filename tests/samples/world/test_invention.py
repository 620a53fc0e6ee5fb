import pytest

from samples.world.invention import invent_world


@pytest.mark.parametrize("seed", range(40))
def test_accounts_add_up(seed: int) -> None:
    world = invent_world(seed)
    for side in (world.accounts.balance, world.accounts.opening):
        assert (
            side["资产总计"]
            == side["负债合计"] + side["所有者权益合计"]
            == side["流动资产合计"] + side["非流动资产合计"]
        )
        assert side["负债合计"] == side["流动负债合计"] + side["非流动负债合计"]
        assert all(amount >= 0 for amount in side.values())
    income = world.accounts.income
    assert income["净利润"] == income["利润总额"] - income["所得税费用"]
    assert income["利润总额"] == income["营业利润"] + income["营业外收入"] - income["营业外支出"]
    assert world.years[0].total_assets == world.accounts.balance["资产总计"]


@pytest.mark.parametrize("seed", range(40))
def test_dates_are_in_order(seed: int) -> None:
    world = invent_world(seed)
    assert world.audit_signed_on <= world.filled_on <= world.submitted_on
    assert (world.filled_on.year, world.filled_on.month) == (world.submitted_on.year, world.submitted_on.month)
    assert all(world.filled_on.replace(day=1) <= day <= world.filled_on for day in world.printed_on.values())
    assert world.applicant.established_on <= world.applicant.issued_on < world.submitted_on
    assert all(one.signed_on < one.starts_on <= world.submitted_on < one.ends_on for one in world.tenancies)


def test_same_seed_same_world() -> None:
    assert invent_world(7) == invent_world(7)
    assert invent_world(7) != invent_world(8)


@pytest.mark.parametrize("form", ["company", "joint", "institution", "association", "branch", "individual"])
def test_forms(form: str) -> None:
    assert invent_world(3, form=form).applicant.form == form


def test_nobody_and_no_company_twice() -> None:
    for seed in range(30):
        world = invent_world(seed)
        assert len({person.name for person in world.staff}) == len(world.staff)
        assert len({client.name for client in world.clients}) == len(world.clients) == world.clients_served

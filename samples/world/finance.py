"""Invented accounts that add up: balance sheet at both ends of the year, income statement, the form's year table."""

from __future__ import annotations

import random
from decimal import Decimal

from samples.notation import CENT
from samples.world.model import Accounts, YearFigures


def invent_accounts(
    rng: random.Random, *, total: Decimal, capital: Decimal, revenue: Decimal, equipment: Decimal
) -> Accounts:
    """Make up accounts with the given year-end total, paid-in capital up to `capital`, machines of `equipment`."""
    income = _income(rng, revenue)
    before = _income(rng, _share(revenue, rng.uniform(0.75, 0.97)))
    closing = _balance(rng, total, min(capital, _share(total, 0.45)), equipment)
    opening_total = _share(total, rng.uniform(0.8, 0.97))
    opening = _balance(rng, opening_total, closing["实收资本（或股本）"], _share(equipment, 0.9))
    cost = _share(income["营业成本"], rng.uniform(0.75, 0.95))
    return Accounts(closing, opening, income, before, cost)


def invent_years(rng: random.Random, accounts: Accounts, audit_year: int, clients: int) -> list[YearFigures]:
    """Return the form's two years, the audit year first."""
    years = []
    for back, (income, balance) in enumerate(
        ((accounts.income, accounts.balance), (accounts.income_before, accounts.opening))
    ):
        years.append(
            YearFigures(
                year=audit_year - back,
                revenue=income["营业收入"],
                service_revenue=_share(income["营业收入"], rng.uniform(0.72, 0.97)),
                total_assets=balance["资产总计"],
                profit=income["利润总额"],
                tax=income["税金及附加"] + income["所得税费用"],
                clients=clients if back == 0 else int(clients * rng.uniform(0.78, 0.95)),
            )
        )
    return years


def _share(amount: Decimal, share: float) -> Decimal:
    return (amount * Decimal(str(round(share, 6)))).quantize(CENT)


def _split(rng: random.Random, amount: Decimal, names: list[str]) -> dict[str, Decimal]:
    """Split an amount over some items; the last takes what is left."""
    weights = [rng.uniform(0.2, 1) for _ in names]
    parts = {name: _share(amount, weight / sum(weights)) for name, weight in zip(names[:-1], weights, strict=False)}
    parts[names[-1]] = amount - sum(parts.values(), Decimal(0))
    return parts


def _balance(rng: random.Random, total: Decimal, paid_in: Decimal, equipment: Decimal) -> dict[str, Decimal]:
    gross = min(equipment + _share(total, rng.uniform(0.02, 0.08)), _share(total, 0.6))
    net = _share(gross, rng.uniform(0.6, 0.9))
    other = _split(rng, _share(total, rng.uniform(0.02, 0.08)), ["无形资产", "长期待摊费用"])
    fixed = net + sum(other.values(), Decimal(0))
    current = total - fixed
    owed = _share(total - paid_in, rng.uniform(0.25, 0.55))
    long_term = _share(owed, rng.uniform(0.1, 0.4)) if rng.random() < 0.4 else Decimal(0)
    equity = total - owed
    surplus = _share(equity - paid_in, rng.uniform(0.05, 0.15))
    balance = _split(rng, current, ["应收账款", "预付款项", "其他应收款", "存货", "货币资金"])
    balance |= {
        "流动资产合计": current,
        "固定资产原价": gross,
        "减：累计折旧": gross - net,
        "固定资产净值": net,
        **other,
    }
    balance |= {"非流动资产合计": fixed, "资产总计": total}
    balance |= _split(rng, owed - long_term, ["应付账款", "预收款项", "应付职工薪酬", "应交税费", "其他应付款"])
    balance |= {"流动负债合计": owed - long_term, "长期借款": long_term, "非流动负债合计": long_term, "负债合计": owed}
    balance |= {
        "实收资本（或股本）": paid_in,
        "盈余公积": surplus,
        "未分配利润": equity - paid_in - surplus,
        "所有者权益合计": equity,
    }
    return balance | {"负债和所有者权益总计": total}


def _income(rng: random.Random, revenue: Decimal) -> dict[str, Decimal]:
    cost = _share(revenue, rng.uniform(0.5, 0.68))
    duty = _share(revenue, rng.uniform(0.003, 0.008))
    selling = _share(revenue, rng.uniform(0.02, 0.06))
    admin = _share(revenue, rng.uniform(0.1, 0.2))
    finance = _share(revenue, rng.uniform(-0.002, 0.01))
    operating = revenue - cost - duty - selling - admin - finance
    extra = _share(revenue, rng.uniform(0, 0.02))
    loss = _share(revenue, rng.uniform(0, 0.004))
    profit = operating + extra - loss
    tax = _share(profit, 0.05)
    return {
        "营业收入": revenue,
        "营业成本": cost,
        "税金及附加": duty,
        "销售费用": selling,
        "管理费用": admin,
        "财务费用": finance,
        "营业利润": operating,
        "营业外收入": extra,
        "营业外支出": loss,
        "利润总额": profit,
        "所得税费用": tax,
        "净利润": profit - tax,
    }

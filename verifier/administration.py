"""`verifier admin`: what an operator does to the store; `verifier.cli` finds it by name."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from verifier.settings import read_settings
from verifier.store import accounts, audit, retention, rulesets
from verifier.store.audit import Head
from verifier.store.database import Store
from verifier.store.opening import open_store
from verifier.store.tables import Role, Scope

_FAULTY = 1
_ACTOR = "system:admin"
_FAULTS = {"missing": "缺失", "damaged": "损坏", "unreferenced": "无记录引用"}
_organisation = click.option("--organisation", required=True, metavar="NAME", help="机构名称。")


@contextmanager
def _store() -> Iterator[Store]:
    store = open_store(read_settings())
    try:
        yield store
    finally:
        store.close()


@click.group()
def admin() -> None:
    """管理数据库、机构、用户、密钥和审计日志。"""


@admin.command()
def migrate() -> None:
    """将数据库更新到本程序的版本，并存入随程序提供的规则集；新数据库由此建立。"""
    with _store() as store:
        store.migrate()
        with store.write() as session:
            rulesets.install_everywhere(session)
    click.echo("数据库已是最新版本。")


@admin.command("create-organisation")
@click.argument("name")
@click.option("--retention-days", type=click.IntRange(min=1), help="核验结束后保存的天数；默认按全局设置。")
def create_organisation(name: str, retention_days: int | None) -> None:
    """新建机构。"""
    with _store() as store, store.write() as session:
        organisation = accounts.create_organisation(session, name, actor=_ACTOR, retention_days=retention_days)
    click.echo(organisation.id)


@admin.command("create-user")
@_organisation
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.REVIEWER.value)
@click.password_option(prompt="密码", confirmation_prompt="再次输入密码", help="密码；不给出时提示输入。")
def create_user(organisation: str, name: str, role: str, password: str) -> None:
    """新建用户。"""
    with _store() as store:
        with store.read() as session:
            owner = accounts.organisation_named(session, organisation)
        hashed = accounts.hashed(password, name)
        with store.write() as session:
            user = accounts.create_user(session, owner.id, name, hashed, Role(role), actor=_ACTOR)
    click.echo(user.id)


@admin.command("create-key")
@_organisation
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice([scope.value for scope in Scope]), required=True)
@click.option("--days", type=click.IntRange(min=1), default=365, show_default=True, help="有效天数。")
def create_key(organisation: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """新建API密钥；密钥只显示这一次。"""
    with _store() as store, store.write() as session:
        owner = accounts.organisation_named(session, organisation)
        chosen = {Scope(scope) for scope in scopes}
        text, _ = accounts.create_key(session, owner.id, name, chosen, actor=_ACTOR, days=days)
    click.echo(text)


@admin.group("audit")
def audit_commands() -> None:
    """审计日志。"""


@audit_commands.command("head")
def audit_head() -> None:
    """输出末条记录的序号和校验值，供打印或另存；日后用verify --head核对。"""
    with _store() as store, store.read() as session:
        head = audit.head(session)
    click.echo(f"{head.sequence}:{head.hash}")


@audit_commands.command("verify")
@click.option("--head", "known", metavar="SEQUENCE:HASH", help="此前另存的校验值。")
def audit_verify(known: str | None) -> None:
    """检查审计日志是否被改动；被改动时以状态1结束。"""
    with _store() as store, store.read() as session:
        found = audit.verify(session, _head(known) if known else None)
        last = audit.head(session)
    if found is not None:
        click.echo(f"第{found.sequence}条记录：{found.reason}。", err=True)
        sys.exit(_FAULTY)
    click.echo(f"审计日志完整，共{last.sequence}条。")


def _head(text: str) -> Head:
    sequence, _, digest = text.partition(":")
    if not sequence.isdecimal() or not digest:
        raise click.BadParameter(f"“{text}”应为“序号:校验值”。", param_hint="--head")
    return Head(int(sequence), digest)


@admin.command("verify-store")
def verify_store() -> None:
    """核对文件库中每个文件的校验值；有缺失或损坏时以状态1结束。"""
    faulty = False
    with _store() as store:
        for fault in retention.verify_blobs(store):
            click.echo(f"{fault.sha256}：{_FAULTS[fault.fault]}")
            faulty = faulty or fault.fault != "unreferenced"
    if faulty:
        sys.exit(_FAULTY)
    click.echo("文件库核对完毕。")

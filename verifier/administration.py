"""`verifier admin`: what an operator does to the store; `verifier.cli` finds it by name."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from verifier.errors import NotFoundError, StoreError
from verifier.settings import read_settings
from verifier.store import accounts, audit, backup, people, retention, rulesets, schema
from verifier.store.audit import Head
from verifier.store.database import Store
from verifier.store.opening import audit_key_place, open_store
from verifier.store.reaching import wait_for_database
from verifier.store.tables import Role, Scope

_FAULTY = 1
_ACTOR = "system:admin"
_FAULTS = {"missing": "缺失", "damaged": "损坏", "unreferenced": "无记录引用"}
_FOLDER = click.argument("folder", type=click.Path(path_type=Path))
_organisation = click.option("--organisation", required=True, metavar="NAME", help="机构名称。")


@contextmanager
def _store(*, as_it_is: bool = False) -> Iterator[Store]:
    """The store of the settings, which must be of this program's form, unless it is to be taken as it is."""
    settings = read_settings()
    store = open_store(settings)
    try:
        wait_for_database(store, settings.database_wait_seconds, partial(click.echo, err=True))
        if not as_it_is:
            with store.read() as session:
                schema.require(session)
        yield store
    finally:
        store.close()


@click.group()
def admin() -> None:
    """管理数据库、机构、用户、密钥和审计日志。"""


@admin.command()
def migrate() -> None:
    """将数据库更新到本程序的版本，并存入随程序提供的规则集；新数据库由此建立。"""
    with _store(as_it_is=True) as store:
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
        hashed = accounts.hashed(password, name, organisation, *read_settings().password_words)
        with store.write() as session:
            lasts = read_settings().initial_password
            user = accounts.create_user(session, owner.id, name, hashed, Role(role), actor=_ACTOR, initial=lasts)
    click.echo(user.id)


@admin.command("reset-password")
@click.argument("name")
@click.password_option(prompt="密码", confirmation_prompt="再次输入密码", help="密码；不给出时提示输入。")
def reset_password(name: str, password: str) -> None:
    """为用户名为NAME的用户重设密码；此人随即退出登录，下次登录后须自行更改。"""
    settings = read_settings()
    with _store() as store:
        with store.read() as session:
            user = accounts.user_named(session, name)
            if user is None:
                raise NotFoundError("user-not-found", f"没有用户名为“{name}”的用户。", "请核对用户名。")
            organisation = people.organisation_name(session, user.organisation_id)
        hashed = accounts.hashed(password, name, user.shown_name, organisation, *settings.password_words)
        with store.write() as session:
            accounts.set_password(session, user, hashed, actor=_ACTOR, initial=settings.initial_password)
    click.echo(f"密码已重设，{settings.initial_password_days}天内有效，此人登录后须自行更改。")


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


@admin.command("backup")
@_FOLDER
def back_up(folder: Path) -> None:
    """将数据库和文件库备份到文件夹FOLDER，服务可同时运行；再次备份只复制新增的文件。

    审计日志的密钥和各项设置不在备份之内，须另行保管。文件库中已有文件缺失或损坏时，备份其余内容，以状态1结束。
    """
    began = time.monotonic()
    with _store() as store:
        made = backup.back_up(store, folder, actor=_ACTOR)
    manifest = made.manifest
    sequence, digest = manifest.contents.head
    key, _ = audit_key_place(read_settings())
    click.echo(f"备份完成（{time.monotonic() - began:.0f}秒）：{_contents(manifest)}。")
    click.echo(f"本次复制{made.files}个文件，{made.bytes / 1_000_000:.1f} MB。审计日志末条：{sequence}:{digest}")
    click.echo(f"未备份、须另行保管：审计日志的密钥（{key}）、环境变量和verifier.toml中的设置。")
    _tell_lacking(manifest)


@admin.command("verify-backup")
@_FOLDER
def verify_backup(folder: Path) -> None:
    """核对备份中每个文件的校验值，不恢复；有缺失或损坏时以状态1结束。"""
    manifest = backup.read_manifest(folder)
    found = list(backup.faults(folder, manifest))
    for name in found:
        click.echo(f"{name}：缺失或损坏")
    if found:
        sys.exit(_FAULTY)
    click.echo(f"备份核对完毕：{_contents(manifest)}。")
    _tell_lacking(manifest)


@admin.command("restore")
@_FOLDER
@click.option("--without-audit-key", is_flag=True, help="原密钥确已遗失时仍然恢复；此前的审计记录从此无法核验。")
def restore(folder: Path, *, without_audit_key: bool) -> None:
    """由备份FOLDER恢复到设置所指的数据库和文件库；二者须为空。

    恢复前核对每个文件的校验值；备份的结构较旧时随后更新，较新时拒绝。恢复后请启动服务，未完成的材料会继续核验。
    """
    began = time.monotonic()
    place, is_there = audit_key_place(read_settings())
    if not is_there and not without_audit_key:
        raise StoreError(
            "restore-without-key",
            f"缺少审计日志的密钥（{place}），没有恢复任何内容。",
            "请先放好备份时的audit.key，或设置VERIFIER_AUDIT_KEY；密钥确已遗失时加--without-audit-key。",
        )
    with _store(as_it_is=True) as store:
        done = backup.restore(store, folder, actor=_ACTOR, with_other_key=without_audit_key)
    click.echo(f"恢复完成（{time.monotonic() - began:.0f}秒）：{_contents(done.manifest)}，每个文件的校验值均相符。")
    if done.manifest.contents.revision != done.revision:
        click.echo(f"数据库结构已由{done.manifest.contents.revision}更新为{done.revision}。")
    if done.broken is not None:
        click.echo(f"审计日志第{done.broken.sequence}条记录：{done.broken.reason}。", err=True)
        sys.exit(_FAULTY)
    click.echo("审计日志完整。")
    _tell_lacking(done.manifest)


def _contents(manifest: backup.Manifest) -> str:
    return (
        f"{manifest.made_at.astimezone():%Y-%m-%d %H:%M:%S}的数据，材料{manifest.contents.rows.get('dossiers', 0)}份，"
        f"文件{len(manifest.blobs)}个，程序{manifest.program}，结构{manifest.contents.revision}"
    )


def _tell_lacking(manifest: backup.Manifest) -> None:
    """Say what the store itself lacked, which no backup has; ends in status 1 then."""
    for sha256 in manifest.lacking:
        click.echo(f"{sha256}：备份时文件库中已缺失或损坏", err=True)
    if manifest.lacking:
        sys.exit(_FAULTY)

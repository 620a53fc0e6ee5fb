"""The drill: a service at work is backed up, its machine is lost, and another one goes on where the backup was made."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.servers import free_port, wait_until
from tests.workers.papers import letters
from tests.workers.service import Service, kill
from verifier.store import accounts, runs
from verifier.store.tables import Dossier, DossierState, Role, Verdict

PASSWORD = "correct horse battery"
_PAGES = 100  # of the dossier that is being read while the command makes the backup


@pytest.fixture
def new_database(database_url: str, tmp_path: Path) -> Iterator[str]:
    """An empty database of the same kind as the service's."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'new.sqlite3'}"
        return
    server, _, name = database_url.rpartition("/")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_new")
    yield f"{server}/{name}_new"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}_new WITH (FORCE)")


def reports(service: Service, dossier: Dossier) -> dict[str, bytes]:
    """The bytes of all reports of a dossier's last run."""
    run = service.run(dossier)
    found = {}
    with service.store.read() as session:
        for name, sha256 in runs.reports(session, run).items():
            with service.store.blobs.open(sha256) as stream:
                found[name] = stream.read()
    return found


def decided(service: Service, dossier: Dossier) -> dict[str, tuple[Verdict, str]]:
    with service.store.read() as session:
        return {
            rule: (one.decision.verdict, one.decision.reason) for rule, one in runs.decisions(session, dossier).items()
        }


@pytest.fixture
def old(database_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service at work, with a person in it."""
    hashed = accounts.hashed(PASSWORD, "zhang")
    with closing(Service(tmp_path / "old", database_url)) as service:
        with service.store.write() as session:
            accounts.create_user(session, service.organisation_id, "zhang", hashed, Role.REVIEWER, actor="system")
        yield service


@pytest.fixture
def new(old: Service, new_database: str, tmp_path: Path) -> Iterator[Service]:
    """Another machine, with nothing but the key of the audit log."""
    (tmp_path / "new" / "store").mkdir(parents=True)
    shutil.copy(tmp_path / "old" / "store" / "audit.key", tmp_path / "new" / "store")
    with closing(Service(tmp_path / "new", new_database, old.organisation_id)) as service:
        yield service


def test_a_service_goes_on_elsewhere_from_a_backup_made_while_it_worked(
    old: Service, new: Service, tmp_path: Path
) -> None:
    done = [old.submit(letters(tmp_path / f"{name}.docx", 2, name)) for name in ("甲", "乙")]
    worker = old.start_process()
    old.wait(*done, seconds=120)
    with old.store.write() as session:
        rule = runs.checks(session, old.run(done[0]))[0].rule
        runs.decide(session, old.get(done[0]), rule, Verdict.DISMISSED, "已核对原件", actor="key:test")
    kept, words = [reports(old, dossier) for dossier in done], decided(old, done[0])
    assert words == {rule: (Verdict.DISMISSED, "已核对原件")}
    unfinished = old.submit(letters(tmp_path / "丙.docx", _PAGES, "丙"))
    wait_until(lambda: old.get(unfinished).pages_done >= 2, "pages read", seconds=120)

    made = old.admin("backup", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    assert "材料3份" in made.stdout
    assert "audit.key" in made.stdout  # is said to be kept apart
    head = made.stdout.partition("审计日志末条：")[2].splitlines()[0]
    kill(worker)
    old.store.close()

    restored = new.admin("restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    for check in (("verify-store",), ("audit", "verify", "--head", head)):
        answer = new.admin(*check)
        assert answer.returncode == 0, answer.stdout + answer.stderr
    assert [reports(new, dossier) for dossier in done] == kept
    assert decided(new, done[0]) == words
    log_in(new)
    go_on(new, unfinished, tmp_path / "丙.docx")


def go_on(service: Service, dossier: Dossier, file: Path) -> None:
    """What was being read goes on from there, and ends as a dossier that nothing disturbed."""
    assert service.get(dossier).state is DossierState.RUNNING
    service.start_process()
    service.wait(dossier, seconds=120)
    assert service.get(dossier).state is DossierState.DONE
    report = service.report(dossier)
    assert (report["timing"]["pages"], report["problems"]) == (_PAGES, [])
    undisturbed = service.submit(file)
    service.wait(undisturbed, seconds=120)
    assert service.report(undisturbed) == report


def log_in(service: Service) -> None:
    """By the API of the restored service, with the password that the person had before."""
    port = free_port()
    server = service.start_server(port)

    def answer() -> bool:
        try:
            told = httpx.post(
                f"http://127.0.0.1:{port}/v1/session", json={"name": "zhang", "password": PASSWORD}, verify=False
            )
        except httpx.TransportError:
            return False
        assert told.status_code in (HTTPStatus.OK, HTTPStatus.CREATED), told.text
        return True

    wait_until(answer, "a log-in", seconds=120)
    kill(server)


def test_a_restore_without_the_audit_key_is_refused_and_says_what_to_do(
    old: Service, new: Service, tmp_path: Path
) -> None:
    assert old.admin("backup", str(tmp_path / "backup")).returncode == 0
    key = tmp_path / "new" / "store" / "audit.key"
    key.unlink()
    refused = new.admin("restore", str(tmp_path / "backup"))
    assert refused.returncode == 2
    assert "audit.key" in refused.stderr
    assert not key.exists()
    restored = new.admin("restore", str(tmp_path / "backup"), "--without-audit-key")
    assert (restored.returncode, "第1条记录" in restored.stderr) == (1, True)


def test_a_backup_is_verified_without_being_restored(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    assert service.admin("backup", str(folder)).returncode == 0
    assert service.admin("verify-backup", str(folder)).returncode == 0
    (database,) = folder.glob("database-*")
    database.write_bytes(b"")
    answer = service.admin("verify-backup", str(folder))
    assert (answer.returncode, database.name in answer.stdout) == (1, True)

"""`verifier admin`, as an operator runs it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from verifier.cli import main
from verifier.settings import read_settings
from verifier.store import accounts
from verifier.store.opening import open_store


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VERIFIER_STORE_FOLDER", str(tmp_path / "store"))


def admin(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["admin", *arguments], input=typed)


def test_a_new_site_gets_its_database_organisation_person_and_key() -> None:
    assert admin("migrate").exit_code == 0
    assert admin("create-organisation", "甲局").exit_code == 0
    user = admin("create-user", "--organisation", "甲局", "zhang", typed="a long password\na long password\n")
    assert user.exit_code == 0
    key = admin("create-key", "--organisation", "甲局", "门户", "--scope", "submit", "--scope", "read")
    store = open_store(read_settings())
    with store.write() as session:
        found = accounts.key_of(session, key.output.strip())
        assert found is not None
        assert found.scopes == ["read", "submit"]
        person = accounts.user_named(session, "zhang")
        assert person is not None
        assert person.initial_until is not None
        assert accounts.prove(person, "a long password") is not None
    store.close()
    assert "审计日志完整，共3条" in admin("audit", "verify").output


def test_what_is_wrong_is_said_and_ends_in_status_2() -> None:
    admin("migrate")
    for arguments in (
        ("create-key", "--organisation", "乙局", "门户", "--scope", "read"),
        ("audit", "verify", "--head", "x"),
    ):
        answer = admin(*arguments)
        assert answer.exit_code == 2
    assert "没有名为“乙局”的机构" in admin("create-user", "--organisation", "乙局", "a", "--password", "a" * 12).output


def test_a_password_is_set_anew_and_has_to_be_changed() -> None:
    admin("migrate")
    admin("create-organisation", "甲局")
    admin("create-user", "--organisation", "甲局", "zhang", "--password", "a long password")
    assert "没有用户名为“li”的用户" in admin("reset-password", "li", "--password", "another long password").output
    assert "“甲局”" in admin("reset-password", "zhang", "--password", "甲局门口的那棵树又开花了").output
    assert "7天内有效" in admin("reset-password", "zhang", typed="another long password\n" * 2).output
    store = open_store(read_settings())
    with store.read() as session:
        person = accounts.user_named(session, "zhang")
        assert person is not None
        assert person.initial_until is not None
        assert accounts.prove(person, "another long password") is not None
    store.close()


def test_a_changed_audit_log_and_a_damaged_file_end_in_status_1(tmp_path: Path) -> None:
    admin("migrate")
    admin("create-organisation", "甲局")
    head = admin("audit", "head").output.strip()
    assert admin("audit", "verify", "--head", head).exit_code == 0
    store = open_store(read_settings())
    blob = store.blobs.put([b"abc"])
    with store.write() as session:
        session.execute(text("UPDATE audit SET actor = 'user:2'"))
    store.close()
    answer = admin("audit", "verify")
    assert (answer.exit_code, "第1条记录" in answer.output) == (1, True)
    assert admin("verify-store").exit_code == 0
    path = tmp_path / "store" / "files" / blob.sha256[:2] / blob.sha256
    path.chmod(0o600)
    path.write_bytes(b"abd")
    answer = admin("verify-store")
    assert (answer.exit_code, blob.sha256 in answer.output) == (1, True)


def test_the_key_of_the_audit_log_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    admin("migrate")
    path = tmp_path / "store" / "audit.key"
    first = path.read_text()
    admin("migrate")
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("no key")
    answer = admin("audit", "head")
    assert (answer.exit_code, "密钥" in answer.output) == (2, True)


def test_a_worker_without_a_database_says_what_to_do() -> None:
    answer = CliRunner().invoke(main, ["worker"])
    assert (answer.exit_code, "verifier admin migrate" in answer.output) == (2, True)

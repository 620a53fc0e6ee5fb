import threading

import httpx
import pytest

from api.allowances import Allowances
from api.app import create_app
from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from tests.api.serving import served
from verifier.client import Client


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_minutes_requests_may_come_at_once_and_then_one_after_another() -> None:
    clock = Clock()
    allowances = Allowances(60, clock)
    assert [allowances.take("key:1") for _ in range(60)] == [0.0] * 60
    assert allowances.take("key:1") == pytest.approx(1.0)
    clock.seconds += 0.25
    assert allowances.take("key:1") == pytest.approx(0.75)
    clock.seconds += 0.75
    assert allowances.take("key:1") == 0.0
    assert allowances.take("key:1") > 0
    clock.seconds += 3600
    assert [allowances.take("key:1") for _ in range(60)] == [0.0] * 60
    assert allowances.take("key:1") > 0


def test_callers_do_not_take_from_each_other() -> None:
    allowances = Allowances(1, Clock())
    assert allowances.take("key:1") == 0.0
    assert allowances.take("key:1") > 0
    assert allowances.take("key:2") == 0.0


def test_a_part_of_less_than_one_request_still_lets_one_through() -> None:
    assert Allowances(0.1, Clock()).take("key:1") == 0.0


def test_callers_that_rest_are_forgotten_and_no_others() -> None:
    clock = Clock()
    allowances = Allowances(1, clock)
    for number in range(9_999):
        allowances.take(f"key:{number}")
    clock.seconds += 61
    allowances.take("busy")
    allowances.take("another")
    assert set(allowances._buckets) == {"busy", "another"}
    assert allowances.take("busy") > 0


def test_threads_get_no_more_together() -> None:
    allowances = Allowances(50, Clock())
    granted: list[float] = []

    def ask() -> None:
        granted.extend(allowances.take("key:1") for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert granted.count(0.0) == 50


def test_beyond_its_allowance_a_key_is_asked_to_wait(running: Running, bureau: Bureau) -> None:
    few = running.settings.model_copy(update={"requests_per_minute": 60, "api_processes": 20})
    with served(create_app(few)) as url:
        headers = {"Authorization": f"Bearer {bureau.key}"}
        answers = [httpx.get(f"{url}/v1/dossiers", headers=headers, verify=False) for _ in range(4)]
        assert [answer.status_code for answer in answers[:3]] == [200] * 3
        assert_problem(answers[3], "too-many-requests")
        assert 0 < int(answers[3].headers["retry-after"]) <= 20
        other = {"Authorization": f"Bearer {running.bureau().key}"}
        assert httpx.get(f"{url}/v1/dossiers", headers=other, verify=False).status_code == 200
        assert httpx.get(f"{url}/healthz", verify=False).status_code == 200


def test_the_client_waits_and_goes_on(running: Running, bureau: Bureau) -> None:
    few = running.settings.model_copy(update={"requests_per_minute": 60, "api_processes": 30})
    with served(create_app(few)) as url, Client(url, bureau.key) as client:
        assert [list(client.dossiers()) for _ in range(3)] == [[], [], []]

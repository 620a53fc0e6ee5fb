import json
import subprocess
import sys
from typing import Any

PROGRAM = """
import logging, structlog
from verifier.logs import configure_logs
configure_logs("INFO")
structlog.contextvars.bind_contextvars(request_id="r-1", dossier="0f13812345678901234567890123456a")
log = structlog.get_logger("api")
log.info("request", status=200, note="身份证110101199003070011，电话13812345678")
log.debug("file", name="王某.pdf")
logging.getLogger("workers").warning("lease of task %d ran out", 7, extra={"task": 7})
try:
    raise ValueError("许昌某公司")
except ValueError:
    log.exception("failed")
    logging.getLogger("workers").exception("crashed")
"""


def lines() -> list[dict[str, Any]]:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stderr.splitlines()]


def test_lines_are_json_with_their_ids_and_without_what_stands_in_a_dossier() -> None:
    request, lease, failed, crashed = lines()
    assert (request["event"], request["request_id"], request["status"]) == ("request", "r-1", 200)
    assert request["level"] == "info"
    assert request["note"] == "身份证110101********0011，电话138****5678"
    assert request["dossier"] == "0f13812345678901234567890123456a"  # an id, not a phone
    assert (lease["event"], lease["task"], lease["logger"]) == ("lease of task 7 ran out", 7, "workers")
    for line in (failed, crashed):
        assert line["error"] == "ValueError"
        assert "许昌某公司" not in json.dumps(line, ensure_ascii=False)

"""What strangers write can do nothing, from a real dossier to every output, each read by a parser of its own kind."""

import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import docx
import httpx
import openpyxl
import pypdfium2 as pdfium
import pytest
import yaml
from docx.opc.constants import RELATIONSHIP_TYPE

from tests.api.entering import enter
from tests.api.receiver import receiving
from tests.api.test_serve import Service, start, stop
from tests.servers import free_port
from tests.verifier.reporting.reader import Reader
from verifier.client import Client

WORDS: list[str] = yaml.safe_load((Path(__file__).parent / "foreign_words.yaml").read_text(encoding="utf-8"))
_ACTIVE = re.compile(r"^on|^srcdoc$|^formaction$")
_TURNING = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\x1b]")
_PASSWORD = f"Fremd-{secrets.token_hex(8)}"


@dataclass(frozen=True)
class Told:
    """A dossier that went through the service, whoever asks for it, and what was logged and told of it."""

    client: httpx.Client
    dossier_id: str
    service: Service
    notice: tuple[dict[str, str], bytes]

    def get(self, path: str) -> httpx.Response:
        answer = self.client.get(path.format(id=self.dossier_id))
        assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
        return answer


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder, port = tmp_path_factory.mktemp("foreign"), free_port()
    named = {"VERIFIER_ADMIN_PASSWORD": _PASSWORD, "VERIFIER_WEBHOOK_HOSTS": f"127.0.0.1:{port}"}
    service = start(folder, **named)
    try:
        with receiving(port) as receiver, httpx.Client(base_url=service.url, timeout=120, verify=False) as client:
            enter(client, "admin", _PASSWORD, f"{_PASSWORD} too")
            client.post("/v1/webhooks", json={"url": f"http://127.0.0.1:{port}/"})
            dossier_id = _hand_in(client, service, folder / "papers.zip")
            _review(client, dossier_id)
            yield Told(client, dossier_id, service, receiver.requests.get(timeout=30))
    finally:
        stop(service)


def _hand_in(client: httpx.Client, service: Service, path: Path) -> str:
    """Every word as the name of a file and as a line in it; as much of it as the form takes in the reference."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, word in enumerate(WORDS):
            archive.writestr(f"{word}-{number}.docx", _paper(number))
        archive.writestr(f"{WORDS[0]}.pdf", b"%PDF-1.7 broken")
    key = client.post("/v1/keys", json={"name": WORDS[0], "scopes": ["submit", "read"]}).json()["key"]
    with Client(service.url, key) as portal:
        dossier = portal.wait(portal.submit([path], reference=WORDS[0]).id)
    assert dossier.state == "done"
    return dossier.id


def _paper(number: int) -> bytes:
    """A declaration, whose applicant is one of the words, over all of them."""
    document = docx.Document()
    document.add_paragraph("申报材料真实性声明")
    document.add_paragraph("本单位知悉并保证所提供的申报资料和相关证明文件的真实性、完整性和准确性，")
    document.add_paragraph(f"申报单位：{_storable(WORDS[number])}")
    for word in WORDS:
        document.add_paragraph(_storable(word))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _storable(word: str) -> str:
    """As XML can hold it."""
    return word.replace("\x1b", "")


def _review(client: httpx.Client, dossier_id: str) -> None:
    """Every word as a note, as far as notes take it."""
    codes = {client.post(f"/v1/dossiers/{dossier_id}/notes", json={"text": word}).status_code for word in WORDS}
    assert codes <= {201, 422}
    assert 201 in codes


def _assert_inert(page: Reader, where: str, *, own_style: bool = False) -> None:
    """No element, attribute, address or turning mark of a stranger's."""
    assert not page.all("//*[local-name()='zz-canary']"), where
    assert own_style or not page.all("//style"), where
    for element in page.all("//*"):
        for name, value in ((str(key), str(text)) for key, text in element.items()):
            assert not _ACTIVE.match(name), f"{where}: {name}"
            if name in ("href", "src", "action"):
                assert not value.lower().strip().startswith(("javascript:", "http://zz", "vbscript:")), where
    for script in page.all("//script"):
        ours = script.get("src", "").startswith("/static/") or script.get("type") == "application/json"
        assert ours or own_style, where
        assert "<zz-canary" not in (script.text or ""), where
    assert not _TURNING.search(page.text), f"{where}: {_TURNING.findall(page.text)}"


@pytest.mark.parametrize(
    "path",
    ["/dossiers", "/dossiers/{id}", "/dossiers/{id}/files", "/dossiers/{id}/conclusion", "/dossiers/{id}/letter",
     "/admin/keys", "/admin/audit", "/admin/webhooks"],
)  # fmt: skip
def test_pages(told: Told, path: str) -> None:
    page = Reader(told.get(path).text)
    _assert_inert(page, path)
    if path in ("/dossiers", "/dossiers/{id}", "/dossiers/{id}/files"):
        assert "zz-canary" in page.words()  # it is there, as text


def test_report_as_a_page(told: Told) -> None:
    answer = told.get("/v1/dossiers/{id}/report?format=html")
    page = Reader(answer.text)
    _assert_inert(page, "report.html", own_style=True)
    assert "zz-canary" in page.words()
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_report_as_pdf(told: Told) -> None:
    content = told.get("/v1/dossiers/{id}/report?format=pdf").content
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|SubmitForm)\b", content)
    assert not re.search(rb"/URI\s*\(", content)
    paper = pdfium.PdfDocument(content)
    text = "".join(page.get_textpage().get_text_bounded() for page in paper)
    paper.close()
    assert "zz-canary" in text.replace("\u200b", "").replace("\r\n", "")
    assert not _TURNING.search(text.replace("\u200b", ""))  # Typst breaks long words there


@pytest.mark.parametrize("path", ["/v1/dossiers/{id}/report?format=docx", "/v1/dossiers/{id}/letter"])
def test_word(told: Told, path: str) -> None:
    document = docx.Document(io.BytesIO(told.get(path).content))
    relations = document.part.rels.values()
    assert not [one for one in relations if one.is_external or one.reltype == RELATIONSHIP_TYPE.HYPERLINK]
    xml = document.element.xml
    assert "zz-canary" in xml
    assert not re.search(r"zz-canary[^<]*</w:instrText", xml)
    assert not _TURNING.search(xml)


@pytest.mark.parametrize("path", ["/v1/dossiers/{id}/report?format=xlsx", "/v1/table"])
def test_tables(told: Told, path: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(told.get(path).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("zz" in str(cell.value) for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if str(cell.value)[0] in "=+-@\t\r\n＝＋－＠" and cell.data_type == "s"]
    assert not [one for cell in cells if (one := cell.hyperlink) is not None and "zz" in str(one.target)]
    assert not [cell.value for cell in cells if _TURNING.search(str(cell.value))]


def test_json(told: Told) -> None:
    """Data stay as they were written; the type says that they are data."""
    for path in ("report?format=json", "notes", "history", "pages", "pages/1/text"):
        answer = told.get(f"/v1/dossiers/{{id}}/{path}")
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.text)


def test_headers(told: Told) -> None:
    """Originals and letters are attachments under names that end where they should."""
    files = told.get("/v1/dossiers/{id}").json()["files"]
    answers = [told.get(f"/v1/dossiers/{{id}}/files/{file['id']}/content") for file in files]
    answers.append(told.get("/v1/dossiers/{id}/letter"))
    for answer in answers:
        disposition = answer.headers["content-disposition"]
        assert re.fullmatch(r"attachment; filename\*=UTF-8''[A-Za-z0-9%._~!$&+^`|-]+", disposition), disposition
        assert not re.search(r"[\x00-\x1f]", unquote(disposition))
        assert "x-canary" not in answer.headers


def test_logs_and_notices(told: Told) -> None:
    log = told.service.log
    assert "zz" not in re.sub(r"[0-9a-f]{16,}", "", log)
    assert "\x1b" not in log
    for line in log.splitlines():
        json.loads(line)  # each of them is one of ours
    headers, body = told.notice
    assert "X-Canary" not in headers
    assert json.loads(body)["data"].keys() == {"dossier", "state", "sequence"}
    assert b"zz" not in body

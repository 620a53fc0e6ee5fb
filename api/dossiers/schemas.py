"""What callers send and see of a dossier."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, Json, field_validator

from api.actors import PersonView
from api.texts import Line
from verifier.declared import declared_fields, once
from verifier.ruleset import DEFAULT
from verifier.store.tables import Dossier, DossierState, File, Priority

_ID = "8f0e6c1b2a3d4e5f60718293a4b5c6d7"


class FileView(BaseModel):
    """One file of a dossier."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=[_ID])
    name: str = Field(examples=["营业执照.pdf"])
    sha256: str
    size: int = Field(description="字节数")
    added_at: datetime


class ProblemView(BaseModel):
    """What could not be read, as in `report.json`."""

    file: str
    page: int | None
    code: str
    message: str


class DossierView(BaseModel):
    """Where a dossier stands. `building`: it is being put together or corrected, and waits for `submit`."""

    id: str = Field(examples=[_ID])
    reference: str | None = Field(description="提交方自己的编号", examples=["2026-0153"])
    state: DossierState
    priority: Priority
    ruleset: str = Field(examples=[DEFAULT])
    submitted_on: date | None
    revision: int = Field(description="第几次提交核验")
    pages: int
    pages_done: int
    applicant: str | None
    reason: str | None = Field(description="核验失败的原因")
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    finished_at: datetime | None
    held_by: PersonView | None = Field(description="认领人；其他人和程序此时不能改动")
    held_since: datetime | None
    sealed_at: datetime | None = Field(description="审核结论签署的时间；此后不能改动")

    @classmethod
    def of(cls, dossier: Dossier, names: Mapping[str, str]) -> Self:
        """From the row of the store, and the name of who holds it."""
        return cls(**_facts(dossier, names))


class DossierDetail(DossierView):
    """A dossier with its files and with what the intake could not open."""

    files: list[FileView]
    problems: list[ProblemView]

    @classmethod
    def with_files(cls, dossier: Dossier, files: list[File], names: Mapping[str, str]) -> Self:
        """From the rows of the store, and the name of who holds the dossier."""
        return cls(
            **_facts(dossier, names),
            files=[FileView.model_validate(file) for file in files],
            problems=[ProblemView.model_validate(entry) for entry in dossier.problems],
        )


def _facts(dossier: Dossier, names: Mapping[str, str]) -> dict[str, Any]:
    plain = {name: getattr(dossier, name) for name in DossierView.model_fields}
    return plain | {"held_by": None if dossier.held_by is None else PersonView.of(dossier.held_by, names)}


class DossierForm(BaseModel):
    """The parts of `POST /v1/dossiers` besides the files."""

    model_config = ConfigDict(extra="forbid")

    declared: Json[dict[str, Any]] | None = None
    submitted_on: date | None = None
    ruleset: Line | None = None
    reference: Line | None = None
    priority: Priority = Priority.INTERACTIVE
    submit: bool = True

    @field_validator("declared", mode="before")
    @classmethod
    def _unambiguous(cls, declared: Any) -> Any:
        """The text as it came; raises DeclaredError where a key stands twice, which a parser passes over."""
        with suppress(json.JSONDecodeError, RecursionError, TypeError):  # then no JSON, which the type itself refuses
            json.loads(declared, object_pairs_hook=once)
        return declared

    @field_validator("declared")
    @classmethod
    def _well_formed(cls, declared: dict[str, Any] | None) -> dict[str, Any] | None:
        declared_fields(declared or {})  # raises DeclaredError, which says in Chinese what is wrong
        return declared


FORM_PARTS = frozenset(DossierForm.model_fields)
_FILES = {
    "type": "array",
    "items": {"type": "string", "format": "binary"},
    "description": "PDF、JPEG、PNG、TIFF、BMP、WebP、DOCX、XLSX，或装有这些文件的ZIP",
}
_FORM = {
    "type": "object",
    "properties": {
        "files": _FILES,
        "declared": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "申报系统中的数据",
            "example": '{"application_form": {"total_assets": "5123400.00", "headcount": 23}}',
        },
        "submitted_on": {"type": "string", "format": "date", "description": "提交日期；不给则取申请报告封面的日期"},
        "ruleset": {
            "type": "string",
            "maxLength": 200,
            "description": "规则集的编号，见GET /v1/rulesets；不给则按现行规则集",
            "example": DEFAULT,
        },
        "reference": {"type": "string", "maxLength": 200, "description": "提交方自己的编号", "example": "2026-0153"},
        "priority": {"type": "string", "enum": [*Priority], "default": Priority.INTERACTIVE.value},
        "submit": {
            "type": "string",
            "enum": ["true", "false"],
            "default": "true",
            "description": "false：先不核验，等待补充文件后再调用submit",
        },
    },
    "additionalProperties": False,
}
CREATE_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}
FILES_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {**_FILES, "minItems": 1}},
                    "required": ["files"],
                    "additionalProperties": False,
                }
            }
        },
    }
}

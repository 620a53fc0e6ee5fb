"""Errors of the verifier; they belong to the tree of `extractors.errors`."""

from collections.abc import Sequence

from extractors.errors import DossierError
from verifier.models import Report


class RulesetError(DossierError):
    """A ruleset that does not exist or is not valid."""


class DeclaredError(DossierError):
    """A file of declared figures that cannot be used."""


class CorrectionError(DossierError):
    """A value that cannot stand in the place of one that was read."""


class BatchError(DossierError):
    """A folder of dossiers that cannot be gone through."""


class OutputError(DossierError):
    """A folder into which no report can be written."""


class FormatError(DossierError):
    """Formats of a report that could not be made; all others are written, and `report` is what they say.

    `formats` are the ones that are lacking.
    """

    def __init__(self, report: Report, formats: Sequence[str], reason: str) -> None:
        names = "、".join(f"report.{name}" for name in formats)
        super().__init__(
            "format-not-written", f"{names}未能生成（{reason}），其他格式的报告已经写出。", "请将此提示告知维护人员。"
        )
        self.report = report
        self.formats = tuple(formats)


class SettingsError(DossierError):
    """A setting that is unknown or out of range."""


class StoreError(DossierError):
    """What is asked of the store cannot be done."""


class UnavailableError(StoreError):
    """The store cannot be reached at the moment: nothing that was asked is at fault, and it is worth asking again."""


class NotFoundError(StoreError):
    """There is no such thing, or it belongs to someone else: the two are not to be told apart."""


class ConflictError(StoreError):
    """The state that something is in forbids what was asked."""


class WebhookError(DossierError):
    """An address to which no notice may be sent."""

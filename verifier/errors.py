"""Errors of the verifier; they belong to the tree of `extractors.errors`."""

from extractors.errors import DossierError


class RulesetError(DossierError):
    """A ruleset that does not exist or is not valid."""


class DeclaredError(DossierError):
    """A file of declared figures that cannot be used."""


class BatchError(DossierError):
    """A folder of dossiers that cannot be gone through."""


class OutputError(DossierError):
    """A folder into which no report can be written."""


class SettingsError(DossierError):
    """A setting that is unknown or out of range."""


class StoreError(DossierError):
    """What is asked of the store cannot be done."""


class NotFoundError(StoreError):
    """There is no such thing, or it belongs to someone else: the two are not to be told apart."""


class ConflictError(StoreError):
    """The state that something is in forbids what was asked."""


class WebhookError(DossierError):
    """An address to which no notice may be sent."""

"""The one error tree of the extractors.

DossierError            everything below: a stable code, a sentence for a person, a hint what to do
├── IntakeError         a file or archive that cannot be opened, or is over a limit
├── PageError           one page that cannot be rendered or read
├── EngineError         the OCR engine or its model files are not usable
└── UnreadableValueError  a text that is not the value it should be

Messages and hints are read by reviewers and are therefore in Chinese. Codes are stable: reports and other programs
refer to them.
"""


class DossierError(Exception):
    """Base of all errors that a person is told of.

    `code` is a stable kebab-case word, `message` says what is wrong, `hint` what to do about it.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Message and hint as one text."""
        return f"{self.message}{self.hint}"


class IntakeError(DossierError):
    """A file or archive that cannot be opened, or is over a limit."""


class PageError(DossierError):
    """One page that cannot be rendered or read."""


class EngineError(DossierError):
    """The OCR engine or its model files are not usable."""


class UnreadableValueError(DossierError):
    """A text that is not the value it should be; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__("value-unreadable", message)
        self.args = (message,)

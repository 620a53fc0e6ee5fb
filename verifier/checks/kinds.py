"""What a sort of check is: parameters that a ruleset gives it, and a function of the dossier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from verifier.fields import PathOf, known_kind, known_path, known_pattern
from verifier.models import Dossier, Finding

KindName = Annotated[str, AfterValidator(known_kind)]
Path = Annotated[str, AfterValidator(known_path)]
Pattern = Annotated[str, AfterValidator(known_pattern)]
_NUMBERS = ("amount", "count", "share", "area")
_DATE = PathOf("DatePath", ("date",))
_TEXT = PathOf("TextPath", ("text",))
_TEXTS = PathOf("TextColumn", ("text",), columns=True)
_COUNT = PathOf("CountPath", ("count",))
_SHARE = PathOf("SharePath", ("share",))
_NUMBER = PathOf("NumberPath", _NUMBERS)
_COLUMN = PathOf("NumberColumn", _NUMBERS, columns=True)
PATHS = (_DATE, _TEXT, _TEXTS, _COUNT, _SHARE, _NUMBER, _COLUMN)
DatePath = Annotated[str, AfterValidator(_DATE)]
TextPath = Annotated[str, AfterValidator(_TEXT)]
TextColumn = Annotated[str, AfterValidator(_TEXTS)]
CountPath = Annotated[str, AfterValidator(_COUNT)]
SharePath = Annotated[str, AfterValidator(_SHARE)]
NumberPath = Annotated[str, AfterValidator(_NUMBER)]
NumberColumn = Annotated[str, AfterValidator(_COLUMN)]


class Parameters(BaseModel):
    """Parameters of a check; unknown ones are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Fault = tuple[PydanticCustomError, tuple[int | str, ...]]  # and the place below the parameters


def refuse(faults: Sequence[Fault]) -> None:
    """Raise the errors of parameters that do not fit together, each at its place; nothing where there are none."""
    if faults:
        errors = [InitErrorDetails(type=error, loc=place, input=None) for error, place in faults]
        raise ValidationError.from_exception_data("parameters", errors)


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True, slots=True)
class CheckKind(Generic[P]):
    """One sort of check: pure, without clock, network or database.

    `between` compares all dossiers of a batch, and finds something of each, in their order.
    """

    parameters: type[P]
    check: Callable[[Dossier, P], Finding]
    between: Callable[[Sequence[Dossier], P], Sequence[Finding]] | None = None

    def run(self, dossier: Dossier, parameters: object) -> Finding:
        """Check a dossier with the parameters of a rule."""
        return self.check(dossier, self.parameters.model_validate(parameters))

    def run_between(self, dossiers: Sequence[Dossier], parameters: object) -> Sequence[Finding]:
        """Compare dossiers with the parameters of a rule."""
        assert self.between is not None
        return self.between(dossiers, self.parameters.model_validate(parameters))

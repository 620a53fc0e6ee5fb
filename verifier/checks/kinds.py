"""What a sort of check is: parameters that a ruleset gives it, and a function of the dossier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict

from verifier.fields import known_kind, known_path, known_pattern
from verifier.models import Dossier, Finding

KindName = Annotated[str, AfterValidator(known_kind)]
Path = Annotated[str, AfterValidator(known_path)]
Pattern = Annotated[str, AfterValidator(known_pattern)]


class Parameters(BaseModel):
    """Parameters of a check; unknown ones are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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

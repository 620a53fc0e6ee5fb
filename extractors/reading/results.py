"""What comes of reading one page, and its form as JSON."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from extractors.models import Page, Problem


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page, or none where it could not be read; `problems` say why, or what a person has to know of it."""

    file: str
    number: int
    page: Page | None
    problems: tuple[Problem, ...] = ()


_JSON = TypeAdapter(PageResult)


def dump_result(result: PageResult) -> bytes:
    """The result as JSON."""
    return _JSON.dump_json(result)


def load_result(content: bytes, file: str) -> PageResult:
    """A result of `dump_result`, under the name that its file has in this dossier. Raises ValidationError."""
    result = _JSON.validate_json(content)
    problems = tuple(replace(problem, file=file) for problem in result.problems)
    return PageResult(file, result.number, _named(result.page, file) if result.page is not None else None, problems)


def _named(page: Page, file: str) -> Page:
    seals = tuple(replace(seal, evidence=replace(seal.evidence, file=file)) for seal in page.seals)
    signatures = tuple(
        replace(one, label=replace(one.label, file=file), evidence=replace(one.evidence, file=file))
        for one in page.signatures
    )
    return replace(page, file=file, seals=seals, signatures=signatures)

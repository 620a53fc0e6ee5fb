"""The words that a rule may name: a misspelt one would never be found, and what it should show would pass unseen."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic_core import PydanticCustomError

from extractors.kinds.catalogue import kinds


@cache
def known_fields() -> Mapping[str, frozenset[str]]:
    """Field paths by kind of document, lists with `[]`."""
    text = files("verifier").joinpath("fields.yaml").read_text(encoding="utf-8")
    return {kind: frozenset(names) for kind, names in yaml.safe_load(text).items()}


@cache
def type_of(path: str) -> str:
    """What a field holds: date, share, area, amount, count, year, code or text."""
    text = files("verifier").joinpath("field_types.yaml").read_text(encoding="utf-8")
    name = re.split(r"[.\]]", path)[-1]
    return next((what for what, pattern in yaml.safe_load(text).items() if re.search(pattern, name)), "text")


def known_kind(kind: str) -> str:
    """The kind, where there is one of this name."""
    if kind not in kinds():
        raise unknown_word("unknown_kind", kind, kinds())
    return kind


def known_path(path: str) -> str:
    """The path `kind.field`, where the kind has such a field."""
    kind, _, name = path.partition(".")
    names = known_fields().get(known_kind(kind), frozenset())
    if name not in names:
        raise unknown_word("unknown_field", path, (f"{kind}.{known}" for known in sorted(names)))
    return path


def known_pattern(text: str) -> str:
    """The regular expression, where it is one that does not find itself in any text."""
    try:
        finds_all = re.compile(text).search("") is not None
    except (re.error, OverflowError) as error:
        raise PydanticCustomError(
            "bad_pattern",
            "no pattern: '{word}': {reason}",
            {"word": text, "reason": str(error), "position": getattr(error, "pos", None)},
        ) from error
    if finds_all:
        raise PydanticCustomError("empty_pattern", "'{word}' is found in any text", {"word": text})
    return text


def unknown_word(vocabulary: str, word: str, known: Iterable[str]) -> PydanticCustomError:
    """The error of a word that is not in a vocabulary; it carries the words that are."""
    return PydanticCustomError(
        vocabulary,
        "not known: '{word}'",
        {"word": word, "known": tuple(known)},
    )


@dataclass(frozen=True, slots=True)
class KindWith:
    """The kinds of document that have these fields: what a check reads of them."""

    fields: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The kinds, as the catalogue orders them."""
        return tuple(kind for kind in kinds() if set(self.fields) <= known_fields().get(kind, frozenset()))

    def __call__(self, kind: str) -> str:
        """The kind, where it has the fields."""
        if known_kind(kind) not in self.words:
            context = {"word": kind, "known": self.words, "fields": "、".join(self.fields)}
            raise PydanticCustomError("unfit_kind", "'{word}' has no {fields}", context)
        return kind


@dataclass(frozen=True, slots=True)
class PathOf:
    """Fields that hold what a check can take; `name` is what the schema calls them, `columns` those of tables alone."""

    name: str
    types: tuple[str, ...]
    columns: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The paths."""
        paths = (f"{kind}.{name}" for kind, names in known_fields().items() for name in sorted(names))
        return tuple(path for path in paths if self.fits(path))

    def fits(self, path: str) -> bool:
        """Whether a path leads to such a field."""
        return type_of(path) in self.types and (not self.columns or "[]." in path)

    def __call__(self, path: str) -> str:
        """The path, where it leads to such a field."""
        if not self.fits(known_path(path)):
            raise unfit_path(path, self)
        return path


def unfit_path(path: str, wanted: PathOf) -> PydanticCustomError:
    """The error of a field that holds something else; it carries those of its document that would do."""
    own = tuple(word for word in wanted.words if word.partition(".")[0] == path.partition(".")[0])
    context = {"word": path, "known": own, "wanted": wanted.types, "column": wanted.columns}
    return PydanticCustomError("unfit_field", "'{word}' holds something else", context)


@dataclass(frozen=True, slots=True)
class WordOf:
    """The words of a vocabulary; `code` is that of the error of any other."""

    code: str
    vocabulary: Callable[[], Iterable[str]]

    @property
    def words(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self.vocabulary())

    def __call__(self, word: str) -> str:
        """The word, where it is one of them."""
        if word not in self.words:
            raise unknown_word(self.code, word, self.words)
        return word

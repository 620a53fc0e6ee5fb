"""The kinds of material, loaded from the YAML files beside this one. An unknown key or a bad pattern is an error."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

BLANK, UNKNOWN = "blank", "unknown"


def _folded_pattern(text: object) -> re.Pattern[str]:
    """Patterns are matched against folded text without spaces, so they are written that way or folded here."""
    return re.compile(unicodedata.normalize("NFKC", str(text)))


Pattern = Annotated[re.Pattern[str], BeforeValidator(_folded_pattern)]


class Profile(BaseModel):
    """What tells pages of one kind from others, and where its values stand.

    `titles` are headlines of a first page, `internal_titles` headlines inside a document of the kind. `cues` speak for
    the kind and `against` speaks against it, each with its weight. `pages` says how many pages a document of the kind
    usually has; `repeats_title` that its headline stands on every page. `labels` are the words that introduce a value,
    by field; `patterns` find a value (group `value`) in running text, the first that matches wins; `columns` are the
    headings of a list. Several pieces of a `collection` (rules, notices, photographs) are one document.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    pages: Literal["one", "few", "many"]
    repeats_title: bool = False
    titles: tuple[Pattern, ...]
    internal_titles: tuple[Pattern, ...] = ()
    cues: Mapping[str, float]
    against: Mapping[str, float] = {}
    labels: Mapping[str, tuple[str, ...]] = {}
    patterns: Mapping[str, tuple[Pattern, ...]] = {}
    columns: Mapping[str, Pattern] = {}
    collection: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of material; `blank` and `unknown` have no profile."""

    name: str
    code: str
    title: str
    profile: Profile | None


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by name, in the catalogue's order."""
    folder = files(__package__)
    listed = yaml.safe_load(folder.joinpath("catalogue.yaml").read_text(encoding="utf-8"))
    loaded = {}
    for entry in listed:
        name = entry["kind"]
        profile = None
        if name not in (BLANK, UNKNOWN):
            profile = Profile.model_validate(
                yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
            )
        loaded[name] = Kind(name, entry["code"], entry["name"], profile)
    return loaded


@cache
def material_words() -> re.Pattern[str]:
    """A text of nothing but words that name materials, as separator sheets have them."""
    text = files(__package__).joinpath("material_words.yaml").read_text(encoding="utf-8")
    words: list[str] = yaml.safe_load(text)
    return re.compile(f"(?:{'|'.join(sorted(words, key=len, reverse=True))}){{1,}}")


def profile_of(kind: str) -> Profile:
    """The profile of a kind of material that has one."""
    profile = kinds()[kind].profile
    if profile is None:
        raise KeyError(kind)
    return profile

"""The dossiers to print: a company's data, with the faults that are planted into it and what they lead to."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SILENT = frozenset({"pass", "not_applicable"})


@dataclass(frozen=True)
class Dossier:
    """What is printed, and what each check has to say: rule to accepted outcomes, and what was planted."""

    name: str
    data: Mapping[str, Any]
    expected: Mapping[str, Sequence[str]]
    planted: Mapping[str, str]

    @property
    def papers(self) -> Sequence[str]:
        """Names of the templates, in the order of the dossier."""
        papers: Sequence[str] = self.data["papers"]
        return papers

    def expected_of(self, variant: str) -> dict[str, Sequence[str]]:
        """Accepted outcomes of a variant; what is planted keeps its own beside the variant's."""
        outcomes = dict(self.expected)
        for rule, accepted in read_data("variants")[variant].items():
            kept = [outcome for outcome in outcomes[rule] if outcome not in SILENT]
            outcomes[rule] = sorted({*accepted, *kept}) if not SILENT & set(outcomes[rule]) else accepted
        return outcomes


def read_data(name: str) -> Any:
    """Return a YAML file of this room."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def all_dossiers() -> Iterator[Dossier]:
    """Each company's sound dossier, then those with faults."""
    rules = read_data("rules")
    for file in sorted((HERE / "companies").glob("*.yaml")):
        company = read_data(f"companies/{file.stem}")
        expected = {rule: ["pass"] for rule in rules} | company.pop("expected")
        yield Dossier(file.stem, company, expected, {})
        for number, faults in enumerate(read_data(f"faults/{file.stem}"), start=1):
            yield with_faults(Dossier(f"{file.stem}-{number}", company, expected, {}), faults)


def with_faults(dossier: Dossier, faults: Sequence[Mapping[str, Any]]) -> Dossier:
    """The dossier with each fault's changes: `set` places, `cut` lists, `drop` papers; and the outcomes to `expect`."""
    data: dict[str, Any] = copy.deepcopy(dict(dossier.data))
    expected = dict(dossier.expected)
    planted: dict[str, str] = {}
    for fault in faults:
        for place, value in fault.get("set", {}).items():
            _put(data, place.split("."), value)
        for place, length in fault.get("cut", {}).items():
            del _at(data, place.split("."))[length:]
        data["papers"] = [paper for paper in data["papers"] if paper not in fault.get("drop", ())]
        if clash := planted.keys() & fault["expect"].keys():
            raise ValueError(f"{dossier.name}: two faults decide {clash}")
        expected |= fault["expect"]
        planted |= dict.fromkeys(fault["expect"], fault["what"])
    return Dossier(dossier.name, data, expected, planted)


def _put(data: Any, place: Sequence[str], value: Any) -> None:
    """Set the value at a place such as `lease.area` or `staff_list.rows.3.title`."""
    *way, last = place
    inner = _at(data, way)
    inner[int(last) if isinstance(inner, list) else last] = value


def _at(data: Any, place: Sequence[str]) -> Any:
    """Return what stands at a place."""
    for step in place:
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data

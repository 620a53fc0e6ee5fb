"""From a seed to a dossier on disk: world, faults, papers, files, truth."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING

from samples.dossier import Dossier, Planted, draw_papers, plan_papers, vary_names, vary_stamps
from samples.faults import WAYS
from samples.faults.catalogue import Plot
from samples.packing import Pack, pack_dossier, zip_bytes
from samples.truth import describe, paper_fields
from samples.world.invention import invent_world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


PORTAL_SHARE = 0.35  # of the dossiers that come with declared.json


class UnplantableFaultError(ValueError):
    """A wished fault is unknown, or has no place in the dossier of this seed."""


def compose_dossier(
    seed: int, *, quality: str, packing: str, faults: Sequence[str] = (), fault_count: int = 0
) -> Dossier:
    """Invent a world, plan its papers, plant the faults; nothing is drawn yet.

    Raises UnplantableFaultError where a wished fault finds no place in this dossier.
    """
    rng = random.Random(f"dossier {seed}")
    plot = Plot(invent_world(seed), rng)
    wished = [*faults, *rng.sample(sorted(set(WAYS) - set(faults)), fault_count)]
    planted: dict[str, Planted] = {}
    for in_world in (True, False):
        if not in_world:
            plot.papers = plan_papers(plot.world, seed)
        for rule in wished:
            if rule not in planted and (told := _plant(rule, plot, in_world=in_world)):
                planted[rule] = Planted(rule, told)
    impossible = set(faults) - set(planted)
    if impossible:
        raise UnplantableFaultError(
            f"dossier {seed} offers no place for {', '.join(sorted(impossible))}; try another seed"
        )
    vary_names(plot.papers, rng)
    vary_stamps(plot.papers, plot.world.applicant.name, quality, rng)
    dossier = Dossier(plot.world, plot.papers, seed, quality, packing, list(planted.values()))
    if plot.portal or random.Random(f"portal {seed}").random() < PORTAL_SHARE:
        dossier.declared = {"application_form": _portal_figures(dossier) | plot.portal}
    return dossier


def _plant(rule: str, plot: Plot, *, in_world: bool) -> str | None:
    """Try the ways to break a rule in random order until one finds a place; return its sentence."""
    if rule not in WAYS:
        raise UnplantableFaultError(f"no fault is known for {rule}")
    ways = [way for way in WAYS[rule] if way.in_world == in_world]
    plot.rng.shuffle(ways)
    return next((told for way in ways if (told := way.plant(plot)) is not None), None)


def generate_dossier(
    out: Path,
    seed: int,
    *,
    quality: str,
    packing: str,
    faults: Sequence[str] = (),
    fault_count: int = 0,
    name: str = "",
    light: bool = False,
) -> Path:
    """Write one dossier with its truth into `out`; return the dossier's path (folder, ZIP or PDF)."""
    dossier = compose_dossier(seed, quality=quality, packing=packing, faults=faults, fault_count=fault_count)
    draw_papers(dossier)
    name = name or f"dossier-{seed:04}"
    path = _write(out, name, pack_dossier(dossier, name, light=light))
    truth = describe(dossier)
    _write_json(out / f"{name}.truth.json", truth)
    if dossier.declared is not None:
        _write_json(out / f"{name}.declared.json", dossier.declared)
    return path


def _portal_figures(dossier: Dossier) -> dict[str, object]:
    """Return the form's single values as the applicant typed them into the portal."""
    form = dossier.first("application_form")
    return (
        {} if form is None else {key: value for key, value in paper_fields(form).items() if not isinstance(value, list)}
    )


def _write(out: Path, name: str, pack: Pack) -> Path:
    if pack.container in ("zip", "zip-gbk"):
        path = out / f"{name}.zip"
        path.write_bytes(zip_bytes(pack.files, gbk=pack.container == "zip-gbk"))
        return path
    if pack.container == "file":
        ((file, content),) = pack.files.items()
        path = out / file
        path.write_bytes(content)
        return path
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    for file, content in pack.files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")

"""The generator's commands."""

from __future__ import annotations

import random
from pathlib import Path

import click

from samples.generation import UnplantableFaultError, generate_dossier
from samples.held import HELD, generate_held
from samples.packing import PACKINGS
from samples.scanning import QUALITIES
from samples.survey import plan_survey


@click.group()
def main() -> None:
    """Make up dossiers of applicants, with the truth about them."""


@main.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="folder to write to")
@click.option("--count", type=click.IntRange(1), default=1, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="seed of the first dossier; the next ones count up"
)
@click.option("--quality", type=click.Choice([*QUALITIES, "mixed"]), default="typical", show_default=True)
@click.option("--fault", "faults", multiple=True, help="plant a fault for this rule (may be repeated)")
@click.option(
    "--faults-per-dossier",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="plant so many faults chosen by chance",
)
@click.option(
    "--packing", type=click.Choice(PACKINGS), default=None, help="how the files are handed in; left out, by chance"
)
def generate(
    *,
    out: Path,
    count: int,
    seed: int,
    quality: str,
    faults: tuple[str, ...],
    faults_per_dossier: int,
    packing: str | None,
) -> None:
    """Write dossiers, each with NAME.truth.json beside it."""
    out.mkdir(parents=True, exist_ok=True)
    for number in range(seed, seed + count):
        chosen = packing or random.Random(f"packing {number}").choice(PACKINGS)
        try:
            path = generate_dossier(
                out, number, quality=quality, packing=chosen, faults=faults, fault_count=faults_per_dossier
            )
        except UnplantableFaultError as error:
            raise click.ClickException(str(error)) from error
        click.echo(path.name)


@main.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="folder to write to")
@click.option("--count", type=click.IntRange(1), default=60, show_default=True)
@click.option("--seed", type=int, default=9000, show_default=True, help="seed of the first dossier")
def survey(*, out: Path, count: int, seed: int) -> None:
    """Write a set to measure with: qualities in turn, every rule broken equally often; existing ones are kept."""
    out.mkdir(parents=True, exist_ok=True)
    for sitting in plan_survey(count, seed):
        name = f"dossier-{sitting.seed:04}"
        if (out / f"{name}.truth.json").exists():
            continue
        path = generate_dossier(
            out, sitting.seed, quality=sitting.quality, packing=sitting.packing, faults=sitting.faults
        )
        click.echo(f"{path.name}\t{sitting.quality}\t{' '.join(sitting.faults)}")


@main.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(__file__).parent / "dossiers",
    show_default=False,
    help="where to write; left out, samples/dossiers",
)
def held(*, out: Path) -> None:
    """Re-create the dossiers that are kept with the source."""
    out.mkdir(parents=True, exist_ok=True)
    for entry in HELD:
        click.echo(generate_held(out, entry).name)

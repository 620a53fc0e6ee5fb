"""`python -m tests.foreign_pages --out DIR`: write the dossiers, each with its truth, for `verifier evaluate DIR`."""

from pathlib import Path

import click

from tests.foreign_pages.dossiers import all_dossiers
from tests.foreign_pages.variants import WRITERS
from tests.foreign_pages.writing import write_dossier


@click.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder for the dossiers; it must not hold them yet."
)
@click.option(
    "--variant", "variants", multiple=True, type=click.Choice(list(WRITERS)), help="Only these; by default all four."
)
@click.option("--only", help="Only dossiers whose name begins so.")
def main(out: Path, variants: tuple[str, ...], only: str | None) -> None:
    """Print the dossiers of invented companies, sound and faulty, in four variants."""
    for dossier in all_dossiers():
        if only is None or dossier.name.startswith(only):
            for folder in write_dossier(dossier, out, variants or tuple(WRITERS)):
                click.echo(folder)


main()

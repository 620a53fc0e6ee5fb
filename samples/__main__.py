"""Command line: `python -m samples generate` and `python -m samples held`."""

from samples.cli import main

main()

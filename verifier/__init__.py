"""The verifier looks at the whole dossier and says what follows from the regulation."""

__version__ = "0.1.0"

"""What a handler raises where another try may help."""

from verifier.errors import StoreError


class TryAgainError(StoreError):
    """It went wrong in a way that another try may not; the last try's message stands in the report."""

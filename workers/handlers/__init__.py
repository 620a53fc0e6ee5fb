"""What each kind of task does. A handler ends its task itself, in the transaction that writes what came of it.

A handler that raises is tried again, three times in all; `TryAgainError` says what a report is to tell of it then.
"""

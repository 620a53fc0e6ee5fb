"""Who carries the verification out: the queue of record is in `verifier.store.tasks`, what it takes is here."""

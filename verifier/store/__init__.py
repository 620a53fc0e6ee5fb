"""What the service remembers, and every query of it.

    store = open_store(read_settings())          # verifier.store.opening; migrate() brings the database up to date
    with store.write() as session:               # one transaction, committed at the end
        blob = store.blobs.put(chunks)           # bytes are on disk once this returns: before the row that names them
        dossier = dossiers.create(session, organisation_id, actor="key:…", ruleset="…")
        dossiers.add_file(session, dossier, "a.pdf", blob, actor="key:…")
        dossiers.submit(session, dossier, actor="key:…")
    with store.read() as session:
        dossiers.get(session, organisation_id, dossier_id)

Rows are plain typed objects (`tables`), good after their session; a change is made by a function of a room, which also
writes the audit log in the same transaction. What belongs to another organisation is not there: NotFoundError (404).
ConflictError is 409. `actor` is `user:ID`, `key:ID` or `system`.

    database      Store: engine, sessions, migrations           opening     open_store(settings)
    reaching      a database that is not there yet
    blobs, s3     bytes by SHA-256: a folder, or a bucket        tables      the rows, by meaning
    accounts      organisations, users (argon2), keys, log-ins   audit       record, verify, listed
    dossiers      create, add/remove file, override page, submit, list, pages, delete
    claims        who works on a dossier                         history     what people did, before and after
    corrections   values that people gave                        notes       what they write to each other
    rereads       boxes of pages, read again
    runs          runs, their checks and reports, decisions of reviewers and whether they still hold
    rulesets      editions of rulesets, which is current        trials      another edition tried on stored dossiers
    people        an organisation's people, changed              passwords   what a password must be
    state         queue, workers, counts for administrators      presence    which workers there are
    conclusions   what a review ends in: signed, sealed, lifted  sealing      the sealed report (for workers)
    webhooks      addresses, notices, dead letters               idempotency begin, answered, abandon
    tasks         the queue of record (for workers)              progress    how a dossier advances (for workers)
    readings      what was read of a page, by its bytes          retention   time of keeping, deletion, verify-store
    dossier_readings  all that was read of a dossier             giving_up   what fails for good, or is not read in time

A dossier's `version` grows with each change (ETag). Report: `runs.latest`, then `runs.report(session, run, "json")`
gives the blob. A page's picture and text: `dossiers.page`, then `readings.of_page` gives `picture` and `result` blobs.
"""

"""Pages that the generator did not make: a browser prints them, in other fonts, words and layouts than `samples`.

A generator and a reader by the same hands may agree with each other and with nothing else. This room shares no code,
words, layout, fonts or noise with `samples/`, and imports nothing of the rooms it tests. What the checks have to say
was written beside the data from the regulation, never from the program's output.

    python -m tests.foreign_pages --out out/foreign
    verifier evaluate out/foreign

It needs Chromium and four fonts; on Debian:

    apt-get install chromium fonts-babelstone-han fonts-cns11643-kai fonts-cns11643-sung fonts-smiley-sans

| what | where |
| --- | --- |
| the companies, and what is expected of their sound dossiers | `companies/NAME.yaml` |
| planted faults: what is changed, and what is expected then | `faults/NAME.yaml` |
| the papers, one or more sheets each | `templates/` |
| what becomes of a page: print, scan, photograph, fax | `variants.py`, `variants.yaml` |
"""

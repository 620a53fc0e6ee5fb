"""Bytes -> pages: files, folders and ZIPs are taken in, limits kept, each page handed on as picture and text.

`sources.read_intake` finds the files of a dossier; `documents.open_page` opens one page of one of them;
`soundness.soundness` judges the text that a page stores. What cannot be read is a problem with a stable code
(`problems.yaml`), never an empty page.

OFD (GB/T 33190) is recognised and asked for as PDF. The one Python library that renders it, easyofd, was weighed on
its release 20260427 and left out: one maintainer, no tests in the package, and it needs PyMuPDF (AGPL).
"""

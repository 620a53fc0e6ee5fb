"""Pages as they are handed in -> `Page`: text layer or OCR, seals, grids; one page at a time or many in parallel."""

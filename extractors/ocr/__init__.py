"""OCR engines behind one small interface: one file an engine."""

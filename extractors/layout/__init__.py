"""From lines of text to what their places mean: pieces, rows, labelled values, tables."""

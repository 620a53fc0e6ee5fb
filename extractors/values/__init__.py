"""Pure text -> values: money, dates, terms, shares, areas, counts, codes, names, addresses, telephone numbers.

One module a sort of value. A `parse_` function reads a text that should be one value and raises
`extractors.errors.UnreadableValueError` with the reason in Chinese; a `find_` function looks for values in running
text, gives their character spans in the text as passed, and leaves out what it cannot read. Nothing here guesses: a
text with two possible readings is an error that names both.
"""

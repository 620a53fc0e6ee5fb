"""Extractors read paper and say what is on it: they know pictures and text, and nothing of rules, databases or HTTP."""

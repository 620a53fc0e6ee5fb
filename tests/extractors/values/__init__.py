"""Tests of the values. Hypothesis runs without a deadline: a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("values", deadline=None)
settings.load_profile("values")

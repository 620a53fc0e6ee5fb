"""What the page tests of text_layer cannot make: fonts that are missing on this machine."""

from __future__ import annotations

import numpy as np

from extractors.intake.content import HiddenReason
from extractors.intake.pdf_characters import Character, Place
from extractors.intake.pdf_objects import PageObjects
from extractors.intake.pdf_paths import Cover, Drawing
from extractors.intake.visibility import mark_hidden

WHITE = np.full((100, 100, 3), 255, np.uint8)
INKED = np.random.default_rng(0).integers(0, 255, (100, 100, 3), np.uint8)
NOTHING = PageObjects((), Drawing(), (), {})


def character(text: str = "许", x: float = 0.1, *, has_glyph: bool = True, em: float = 12, order: int = 0) -> Character:
    place = Place(0, x * 100, x * 100 + em, 50, em, (x, 0.4, x + 0.1, 0.5))
    return Character(text, place, order, (0, 0, 0), has_glyph, is_readable=True, after_space=False, hidden=None)


def test_text_whose_font_is_not_here_is_kept_and_counted() -> None:
    characters = [character(), character("昌", 0.2, has_glyph=False)]
    assert mark_hidden(characters[1:], NOTHING, WHITE, 1.0) == (characters[1],)
    assert characters[1].hidden is None
    assert characters[1].is_readable


def test_text_whose_font_is_in_the_file_and_leaves_no_ink_is_hidden() -> None:
    hidden = character()
    assert mark_hidden([hidden], NOTHING, WHITE, 1.0) == ()
    assert hidden.hidden is HiddenReason.NO_INK


def test_two_pixels_are_the_smallest_that_is_seen() -> None:
    at, under = character(em=2.0), character(em=1.99)
    mark_hidden([at, under], NOTHING, INKED, 1.0)
    assert (at.hidden, under.hidden) == (None, HiddenReason.TINY)


def test_only_what_was_drawn_before_is_painted_over() -> None:
    before, after = character(order=1), character(order=3)
    objects = PageObjects((), Drawing(covers=[Cover(2, (0.0, 0.0, 1.0, 1.0))]), (), {})
    mark_hidden([before, after], objects, INKED, 1.0)
    assert (before.hidden, after.hidden) == (HiddenReason.PAINTED_OVER, None)


def test_no_characters_are_no_trouble() -> None:
    assert mark_hidden([], NOTHING, WHITE, 1.0) == ()


def test_white_text_is_not_seen_though_its_font_is_not_here() -> None:
    """Where neither ink nor font tell, the colour does."""
    white = character(has_glyph=False)
    white.colour = (255, 255, 255)
    assert mark_hidden([white], NOTHING, WHITE, 1.0) == ()
    assert white.hidden is HiddenReason.COLOURLESS

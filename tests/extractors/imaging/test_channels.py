"""Channels of a picture, as NumPy's reductions along the last axis would give them."""

import numpy as np

from extractors.imaging.channels import brightest, channel, darkest


def test_channels_are_those_of_the_picture() -> None:
    image = np.random.default_rng(1).integers(0, 256, (7, 5, 3), dtype=np.uint8)
    for seen in (image, image[::2, 1:]):
        assert np.array_equal(brightest(seen), seen.max(axis=2))
        assert np.array_equal(darkest(seen), seen.min(axis=2))
        for number in range(3):
            assert np.array_equal(channel(seen, number), seen[:, :, number])

"""The channels of a picture: NumPy looks along its last axis many times slower than from one channel to another."""

import cv2
import numpy as np
from numpy.typing import NDArray

Channel = NDArray[np.uint8]  # height x width


def channel(image: NDArray[np.uint8], number: int) -> Channel:
    """One channel, in memory of its own."""
    return np.asarray(cv2.extractChannel(image, number), dtype=np.uint8)


def brightest(image: NDArray[np.uint8]) -> Channel:
    """The largest of the three channels of each pixel."""
    red, green, blue = (image[:, :, number] for number in range(3))
    return np.asarray(np.maximum(np.maximum(red, green), blue), dtype=np.uint8)


def darkest(image: NDArray[np.uint8]) -> Channel:
    """The smallest of the three channels of each pixel."""
    red, green, blue = (image[:, :, number] for number in range(3))
    return np.asarray(np.minimum(np.minimum(red, green), blue), dtype=np.uint8)

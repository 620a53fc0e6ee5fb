import random

import numpy as np
import pytest
from PIL import Image

from samples.drawing import seals


def inked(image: Image.Image) -> float:
    """Return the share of the picture that bears ink."""
    return float((np.asarray(image.getchannel("A")) > 60).mean())


@pytest.mark.parametrize("name", ["许昌瑞丰咨询有限公司", "河南省许昌经济技术开发区弘信科技企业孵化器管理有限责任公司"])
def test_round_seal_is_red_ink_on_nothing(name: str) -> None:
    image = seals.round_seal(name, random.Random(1), code="4110020012345")
    red, green, _, alpha = (np.asarray(band, dtype=np.int32) for band in image.split())
    assert 0.08 < inked(image) < 0.5
    assert (red - green)[alpha > 60].min() > 100


def test_seals_differ_from_one_another() -> None:
    first, second = (seals.round_seal("许昌瑞丰咨询有限公司", random.Random(seed)) for seed in (1, 2))
    assert first.tobytes() != second.tobytes()


def test_faded_seal_has_less_ink() -> None:
    image = seals.oval_seal("许昌瑞丰咨询有限公司", random.Random(1), lower="合同专用章")
    faded = np.asarray(seals.fade(image, 0.4).getchannel("A"), dtype=np.int32)
    assert faded.max() < np.asarray(image.getchannel("A")).max()


@pytest.mark.parametrize("name", ["李明", "王小明", "欧阳文华"])
def test_name_seal(name: str) -> None:
    assert inked(seals.square_seal(name, random.Random(1))) > 0.15

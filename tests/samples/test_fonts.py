import random
import shutil
from pathlib import Path

import pytest

from samples import fonts
from samples.dossier import draw_papers
from samples.drawing.sheet import Text
from samples.fonts import Case, NoChineseFontError, default_case, find_faces
from samples.generation import compose_dossier


def test_no_font_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(NoChineseFontError, match="mplfonts"):
        find_faces([tmp_path])


def test_one_font_is_enough(tmp_path: Path) -> None:
    known = next(face for face in default_case().faces if face.style == "song" and face.index == 0)
    shutil.copy(known.path, tmp_path)
    case = find_faces([tmp_path])
    assert [face.name for face in case.faces] == [known.name]
    assert case.pick("kai", random.Random(1)).chinese.name == known.name


def test_every_face_writes_the_common_characters() -> None:
    for face in default_case().spare:
        if face.style != "symbol":
            assert all(face.covers(character) for character in "许昌市中小企业公共服务示范平台申请报告鄢陵"), face.name


def test_missing_glyph_is_taken_from_another_face() -> None:
    case: Case = default_case()
    face = case.pick("song", random.Random(1))
    assert face.face_of("☑").covers("☑") or not any(one.covers("☑") for one in case.spare)


def test_text_is_split_into_runs_of_one_face() -> None:
    face = default_case().pick("song", random.Random(1))
    text = "统一社会信用代码91411000MA（副本）"
    assert "".join(run for _, run in face.runs(text)) == text


def test_the_wheel_alone_writes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    default_case.cache_clear()
    try:
        assert all("mplfonts" in face.path for face in default_case().faces)
        dossier = compose_dossier(17, quality="clean", packing="one-pdf", fault_count=2)
        draw_papers(dossier)
        items = [item for paper in dossier.papers for sheet in paper.sheets for item in sheet.items]
        texts = [item for item in items if isinstance(item, Text)]
        missing = {
            sign for item in texts for sign in item.text if sign.strip() and not item.face.face_of(sign).covers(sign)
        }
        assert len(texts) > 500
        assert not missing
    finally:
        default_case.cache_clear()

"""Pictures that stand on pages: emblem, QR codes, signatures, photographs of meetings, watermarks."""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.fonts import Typeface, default_case


def emblem(*, golden: bool = False) -> Image.Image:
    """Draw something like the national emblem: red disc, five stars, a gate, ears of grain, a gear."""
    side = 420
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    gold = (214, 170, 60, 255) if golden else (245, 215, 170, 255)
    red = (205, 30, 30, 255)
    draw.ellipse((20, 5, 400, 385), fill=gold if golden else red)
    draw.ellipse((52, 32, 368, 348), fill=red, outline=gold, width=4)
    _star(draw, 210, 110, 42, gold)
    for x, y in ((130, 150), (165, 190), (255, 190), (290, 150)):
        _star(draw, x, y, 17, gold)
    draw.polygon([(140, 235), (280, 235), (262, 215), (158, 215)], fill=gold)
    draw.polygon([(120, 290), (300, 290), (285, 240), (135, 240)], fill=gold)
    for x in range(150, 280, 28):
        draw.rectangle((x, 258, x + 12, 290), fill=red)
    for tooth in range(40):
        angle = math.radians(9 * tooth)
        left, top = 199 + 180 * math.cos(angle), 184 + 180 * math.sin(angle)
        draw.ellipse((left, top, left + 22, top + 22), outline=gold if not golden else red, width=3)
    draw.ellipse((172, 330, 248, 406), fill=gold, outline=red, width=8)
    draw.polygon([(120, 345), (172, 372), (150, 412), (105, 400)], fill=red)
    draw.polygon([(300, 345), (248, 372), (270, 412), (315, 400)], fill=red)
    return image


def qr_code(text: str) -> Image.Image:
    """Draw a QR code that holds the text (it can be read back)."""
    pattern = cv2.QRCodeEncoder.create().encode(text)
    small = Image.fromarray(np.asarray(pattern)).convert("RGB")
    return small.resize((small.width * 8, small.height * 8), Image.Resampling.NEAREST)


def signature(name: str, rng: random.Random) -> Image.Image:
    """Write a name in ink: slanted joined characters of a pen font, with a stroke that runs on."""
    face = default_case().pick("kai", rng, latin=False)
    size = 150
    image = Image.new("RGBA", (size * (len(name) + 1), int(size * 1.7)), (0, 0, 0, 0))
    ink = rng.choice(((20, 20, 30, 235), (15, 25, 95, 235), (30, 30, 30, 220)))
    x = size * 0.35
    for character in name:
        tile = _pen_stroke(character, face, round(size * rng.uniform(0.8, 1.2)), ink, rng)
        image.alpha_composite(tile, (max(0, round(x - size * 0.4)), max(0, round(size * rng.uniform(-0.05, 0.2)))))
        x += size * rng.uniform(0.62, 0.9)
    _flourish(image, ink, rng)
    slant = rng.uniform(-0.25, 0.05)
    image = image.transform(
        image.size,
        Image.Transform.AFFINE,
        (1, slant, -slant * size, rng.uniform(-0.04, 0.04), 1, 0),
        Image.Resampling.BICUBIC,
    )
    box = image.getbbox()
    return image.crop(box) if box else image


def _pen_stroke(
    character: str, face: Typeface, size: int, ink: tuple[int, int, int, int], rng: random.Random
) -> Image.Image:
    tile = Image.new("RGBA", (int(size * 1.5), int(size * 1.5)), (0, 0, 0, 0))
    font = face.face_of(character).at(size)
    ImageDraw.Draw(tile).text(
        (size * 0.2, size * 1.1), character, fill=ink, font=font, anchor="ls", stroke_width=rng.choice((0, 1, 2))
    )
    return tile.rotate(rng.uniform(-12, 8), Image.Resampling.BICUBIC)


def _flourish(image: Image.Image, ink: tuple[int, int, int, int], rng: random.Random) -> None:
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(1, 3)):
        x, y = rng.uniform(0.15, 0.6) * image.width, rng.uniform(0.3, 0.75) * image.height
        points = [(x, y)]
        heading = rng.uniform(-0.3, 0.3)
        for _ in range(14):
            heading += rng.uniform(-0.35, 0.4)
            x, y = x + 14 * math.cos(heading), y + 14 * math.sin(heading)
            points.append((x, y))
        draw.line(points, fill=ink, width=rng.randint(3, 5), joint="curve")


def watermark(
    text: str, rng: random.Random, *, colour: tuple[int, int, int] = (120, 120, 120), strength: int = 60
) -> Image.Image:
    """Write a slanted pale text, to be laid over a whole page."""
    face = default_case().pick("hei", rng, latin=False)
    image = Image.new("RGBA", (1000, 1400), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for row in range(0, 1400, rng.randint(230, 420)):
        x = rng.randint(-40, 60)
        for _, run in face.runs(text):
            draw.text((x, row), run, fill=(*colour, strength), font=face.face_of(run[0]).at(46))
            x += int(46 * len(run))
    return image.rotate(rng.uniform(20, 40), Image.Resampling.BICUBIC)


def photograph(banner: str, rng: random.Random) -> Image.Image:
    """Draw a meeting: a room, a screen or a red banner with words on it, rows of people from behind."""
    width, height = 900, rng.choice((600, 675))
    wall = rng.choice(((205, 200, 185), (180, 195, 205), (215, 205, 195), (170, 175, 170)))
    image = Image.new("RGB", (width, height), wall)
    draw = ImageDraw.Draw(image)
    floor = int(height * rng.uniform(0.55, 0.7))
    draw.rectangle((0, floor, width, height), fill=tuple(int(value * 0.62) for value in wall))
    _lights(draw, width, rng)
    _banner(draw, banner, width, rng)
    if rng.random() < 0.6:
        left = rng.randint(250, 380)
        draw.rectangle((left, 170, left + 300, 330), fill=(225, 235, 245), outline=(60, 60, 60), width=6)
        for row in range(190, 310, 22):
            draw.line((left + 24, row, left + rng.randint(120, 270), row), fill=(90, 110, 150), width=5)
    _people(draw, width, height, floor, rng)
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, 7, (height, width, 1))
    pixels = np.clip(np.asarray(image.filter(ImageFilter.GaussianBlur(1.3)), dtype=np.float32) + grain, 0, 255)
    return Image.fromarray(pixels.astype(np.uint8))


def _lights(draw: ImageDraw.ImageDraw, width: int, rng: random.Random) -> None:
    for x in range(rng.randint(20, 80), width, rng.randint(150, 260)):
        draw.rectangle((x, 8, x + 90, 22), fill=(250, 250, 240))


def _banner(draw: ImageDraw.ImageDraw, words: str, width: int, rng: random.Random) -> None:
    face = default_case().pick("hei", rng, heavy=True, latin=False)
    size = int(min(46, (width - 160) / max(len(words), 1)))
    top = rng.randint(60, 90)
    ground, ink = rng.choice(
        (((200, 20, 20), (255, 240, 120)), ((190, 25, 30), (255, 255, 255)), ((30, 60, 140), (255, 255, 255)))
    )
    draw.rectangle((50, top, width - 50, top + size + 26), fill=ground)
    x = (width - size * len(words)) / 2
    for character in words:
        draw.text((x, top + 12 + size * 0.88), character, fill=ink, font=face.face_of(character).at(size), anchor="ls")
        x += size


def _people(draw: ImageDraw.ImageDraw, width: int, height: int, floor: int, rng: random.Random) -> None:
    for row in range(4):
        size = 26 + 13 * row
        y = floor - 40 + row * (height - floor + 20) // 4
        for x in range(rng.randint(-10, 50), width, int(size * rng.uniform(2.0, 2.8))):
            if rng.random() < 0.12:
                continue
            coat = rng.choice(
                ((40, 45, 60), (90, 40, 45), (60, 80, 60), (120, 120, 130), (30, 30, 30), (150, 140, 110))
            )
            draw.ellipse((x - size * 0.9, y + size * 0.7, x + size * 0.9, y + size * 3), fill=coat)
            draw.ellipse((x - size * 0.45, y - size * 0.3, x + size * 0.45, y + size * 0.8), fill=(35, 28, 25))


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: tuple[int, int, int, int]) -> None:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(-90 + 36 * corner)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    draw.polygon(points, fill=fill)

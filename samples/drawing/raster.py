"""Sheets to pixels."""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from samples.drawing.sheet import POINT, Box, Line, Picture, Sheet, Text

if TYPE_CHECKING:
    from samples.fonts import Face


def render_sheet(sheet: Sheet, dpi: int) -> Image.Image:
    """Draw a sheet at a resolution and return it as RGB."""
    scale = dpi / 25.4
    image = Image.new("RGB", (round(sheet.width * scale), round(sheet.height * scale)), sheet.paper)
    draw = ImageDraw.Draw(image)
    for item in sheet.items:
        match item:
            case Text():
                _draw_text(image, draw, item, scale)
            case Line():
                ends = [(item.x1 * scale, item.y1 * scale), (item.x2 * scale, item.y2 * scale)]
                draw.line(ends, fill=item.colour, width=max(1, round(item.width * scale)))
            case Box():
                corners = [
                    item.x * scale,
                    item.y * scale,
                    (item.x + item.width) * scale,
                    (item.y + item.height) * scale,
                ]
                width = max(1, round(item.line_width * scale))
                draw.rectangle(corners, fill=item.fill, outline=item.line, width=width)
            case Picture():
                _paste(image, item, scale)
    return image


def _paste(image: Image.Image, item: Picture, scale: float) -> None:
    size = (max(1, round(item.width * scale)), max(1, round(item.height * scale)))
    picture = item.image.resize(size, Image.Resampling.LANCZOS)
    corner = (round(item.x * scale), round(item.y * scale))
    image.paste(picture, corner, picture if picture.mode == "RGBA" else None)


def _draw_text(image: Image.Image, draw: ImageDraw.ImageDraw, item: Text, scale: float) -> None:
    pixels = max(4, round(item.size * POINT * scale))
    x, y = item.x * scale, item.y * scale
    stroke = pixels // 40 if item.bold else 0
    twice = item.bold and not stroke  # small type is made bold by printing it twice, one pixel apart
    chance = random.Random(zlib.crc32(f"{item.text}{item.x:.2f}{item.y:.2f}".encode()))
    for face, run in item.face.runs(item.text):
        for piece in run if item.spacing or item.hand else [run]:
            if item.hand:
                _draw_by_hand(image, (x, y), piece, pixels, item, face=face, chance=chance)
            else:
                for shift in (0, 1) if twice else (0,):
                    place = (x + shift, y)
                    draw.text(place, piece, fill=item.colour, font=face.at(pixels), anchor="ls", stroke_width=stroke)
            x += (
                sum(face.advance(character) for character in piece) * item.size * POINT + item.spacing * len(piece)
            ) * scale


def _draw_by_hand(
    image: Image.Image,
    place: tuple[float, float],
    character: str,
    pixels: int,
    item: Text,
    *,
    face: Face,
    chance: random.Random,
) -> None:
    """Draw one character a little turned, shifted and resized, as a pen does."""
    size = max(4, round(pixels * chance.uniform(0.92, 1.12)))
    tile = Image.new("L", (2 * size, 2 * size), 0)
    ImageDraw.Draw(tile).text(
        (size // 2, size * 1.4), character, fill=chance.randint(215, 255), font=face.at(size), anchor="ls"
    )
    tile = tile.rotate(chance.uniform(-6, 6), Image.Resampling.BICUBIC)
    x = place[0] - size // 2 + chance.uniform(-0.03, 0.03) * size
    y = place[1] - size * 1.4 + chance.uniform(-0.06, 0.06) * size
    image.paste(item.colour, (round(x), round(y)), tile)

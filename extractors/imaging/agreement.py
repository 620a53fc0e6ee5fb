"""Several readings of one piece of lettering made into one, character by character.

Each way of bringing out faint or covered ink loses other strokes; what most of them read is right more often than what
the best one reads, and where they differ the lettering is not surely read.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

_KIN = 0.5  # similarity to the leading reading below which another one shows something else or nothing


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text with how sure each of its characters is."""

    text: str
    character_confidences: tuple[float, ...]

    @property
    def weight(self) -> float:
        """How much of it is read how surely: long and sure readings weigh most."""
        return sum(self.character_confidences)

    @property
    def confidence(self) -> float:
        """How sure its characters are on the whole."""
        return self.weight / len(self.text) if self.text else 0.0

    def at_most(self, confidence: float) -> "Lettering":
        """The text with no character surer than this."""
        return Lettering(self.text, tuple(min(confidence, own) for own in self.character_confidences))

    def cut(self, start: int, stop: int) -> "Lettering":
        """A part of it."""
        return Lettering(self.text[start:stop], self.character_confidences[start:stop])


def agreed(readings: Sequence[Lettering]) -> Lettering | None:
    """What the readings show in common; a character is as sure as the readings that have it, of all of them."""
    legible = [reading for reading in readings if reading.text]
    if not legible:
        return None
    lead = max(legible, key=lambda reading: _support(reading, legible))
    kin = [one for one in legible if Levenshtein.normalized_similarity(one.text, lead.text) >= _KIN]
    # Votes for what stands at each place of the lead, and for what stands in the gap before it ("" for nothing).
    votes: list[dict[str, float]] = [defaultdict(float) for _ in range(2 * len(lead.text) + 1)]
    surest: dict[tuple[int, str], float] = defaultdict(float)
    for one in kin:
        for place, character, confidence in _placed(one, lead.text):
            votes[place][character] += confidence
            surest[place, character] = max(surest[place, character], confidence)
    text = ""
    confidences: list[float] = []
    for place, found in enumerate(votes):
        total = sum(found.values())
        character = max(found, key=lambda key: found[key]) if found else ""
        if character:
            text += character
            confidences += [surest[place, character] * found[character] / total] * len(character)
    return Lettering(text, tuple(confidences)) if text else None


def _support(reading: Lettering, others: Sequence[Lettering]) -> float:
    """The weight of a reading and of those that are like it."""
    alike = (Levenshtein.normalized_similarity(reading.text, other.text) * other.weight for other in others)
    return reading.weight + sum(alike)


def _placed(reading: Lettering, lead: str) -> list[tuple[int, str, float]]:
    """The reading's characters at the places of the lead (odd numbers) or between them (even), with confidences.

    Where it has nothing it votes for nothing, as surely as it reads the rest.
    """
    vote = reading.confidence
    placed: list[tuple[int, str, float]] = []
    between: dict[int, tuple[str, float]] = {}
    for step in Levenshtein.opcodes(lead, reading.text):
        for offset in range(max(step.src_end - step.src_start, step.dest_end - step.dest_start)):
            place, source = step.src_start + offset, step.dest_start + offset
            if step.tag == "delete":
                placed.append((2 * place + 1, "", vote))
            elif step.tag == "insert":
                text, confidence = between.get(step.src_start, ("", 1.0))
                character = reading.text[source]
                between[step.src_start] = text + character, min(confidence, reading.character_confidences[source])
            else:
                placed.append((2 * place + 1, reading.text[source], reading.character_confidences[source]))
    placed += [(2 * gap, *between.get(gap, ("", vote))) for gap in range(len(lead) + 1)]
    return placed

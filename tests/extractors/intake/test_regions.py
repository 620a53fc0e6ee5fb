from __future__ import annotations

import pytest

from extractors.intake.regions import covered_share, merged_boxes
from tests.extractors.intake.assertions import all_close


def test_coverage_counts_overlaps_once() -> None:
    assert covered_share([(0, 0, 0.5, 0.5), (0.25, 0, 0.5, 0.5)]) == pytest.approx(0.25, abs=0.005)
    assert covered_share([]) == 0
    assert covered_share([(0, 0, 1, 1), (0.2, 0.2, 0.3, 0.3)]) == 1


def test_boxes_that_nearly_touch_become_one_and_others_do_not() -> None:
    letters = [(0.1 + 0.01 * i, 0.1, 0.108 + 0.01 * i, 0.12) for i in range(10)]
    far = (0.6, 0.6, 0.7, 0.7)
    assert all_close(merged_boxes([*letters, far]), [(0.1, 0.1, 0.198, 0.12), far], 1e-6)


def test_a_bridge_joins_both_sides() -> None:
    assert merged_boxes([(0, 0, 0.1, 0.1), (0.3, 0, 0.4, 0.1), (0.1, 0, 0.3, 0.1)]) == ((0, 0, 0.4, 0.1),)


def test_empty_boxes_are_dropped_and_a_swarm_is_one_box() -> None:
    assert merged_boxes([(0.1, 0.1, 0.1, 0.2)]) == ()
    swarm = [(i / 3000, i / 3000, i / 3000 + 1e-4, i / 3000 + 1e-4) for i in range(2500)]
    assert len(merged_boxes(swarm)) == 1

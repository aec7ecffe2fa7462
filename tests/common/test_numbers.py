"""Numbers as pages say them."""

import pytest

from common.numbers import percent_of


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (18, 1000, "2 %"),
        (14, 1000, "1 %"),
        (1, 1000, "moins de 1 %"),
        (0, 1000, "0 %"),
        (0, 0, "0 %"),
        (999, 1000, "plus de 99 %"),
        (10, 10, "100 %"),
    ],
)
def test_a_share_is_rounded_to_the_nearest_and_never_to_nothing_or_to_all(part, whole, said):
    assert percent_of(part, whole).replace("\N{NO-BREAK SPACE}", " ") == said

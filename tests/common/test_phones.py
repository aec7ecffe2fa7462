# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which numbers are whole, as people write them."""

import pytest

from common.phones import can_be_called


@pytest.mark.parametrize(
    "number",
    [
        *("01 60 56 78 90", "+33 1 60 56 78 90", "06.12.34.56.78", "0800 130 000", "0262 12 34 56"),
        *("15", "115", "3230", "3949", "3919", "116 006"),
        *("+212 5 22 12 34 56", "+380 44 123 45 67"),
    ],
)
def test_a_whole_number_is_accepted(number):
    assert can_be_called(number)


@pytest.mark.parametrize(
    "number",
    ["01 60 56 78 9", "01 60 56 78 901", "06 12 34", "12345", "le matin", "", "a@example.org", "+33 1 60"],
)
def test_a_number_cut_short_is_not(number):
    assert not can_be_called(number)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a name is written beside what it names: the first free of eleven places, or nowhere."""

from common.rectangles import Rectangle

# How far from what it names a name may be moved, and what is left between two things drawn.
_FAR_PX = 24.0
_GAP_PX = 2.0


def place(
    x: float, y: float, radius: float, size: tuple[float, float], taken: list[Rectangle], frame: Rectangle
) -> tuple[float, float] | None:
    """The middle of a name of that size beside a circle, off all that is `taken` and in the frame.

    None where no place is free; else what it takes is added to `taken`.
    """
    wide, high = size
    under, beside = radius + high / 2 + _GAP_PX, radius + wide / 2 + 2 * _GAP_PX
    tried = [
        *((0, under), (0, -under), (beside, 0), (-beside, 0)),
        *((_FAR_PX, under), (-_FAR_PX, under), (_FAR_PX, -under), (-_FAR_PX, -under)),
        *((0, under + _FAR_PX / 2), (0, -under - _FAR_PX / 2), (beside + _FAR_PX / 2, 0)),
    ]
    for dx, dy in tried:
        box = Rectangle.around(x + dx, y + dy, wide, high)
        if frame.holds(box) and not any(box.overlaps(other) for other in taken):
            taken.append(box)
            return x + dx, y + dy
    return None

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of a territory as one drawing (SVG): on the page, in the PDF and as a picture, the same.

`ground` is what never depends on the question (outlines, neighbours), `names` puts towns where they cover
nothing, `legend` finds the empty corner, `picture` puts it all together.
"""

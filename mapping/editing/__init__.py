# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages on which what a structure's page tells is edited, a block at a time; in French only.

`blocks.Block` declares a block, `offered.BLOCKS` lists them, `frame` holds the pages that all of them share:
read, judge, merge with what others wrote meanwhile, write through `mapping.writing`, say what changed.
"""

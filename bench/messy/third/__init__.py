"""A third set of workbooks, each as one keeper of such a file would leave it, with the truth of each.

The first two sets served to mend the import; this one tells whether what was mended holds for files that
nobody had seen. Names begin with `c_`.
"""

from bench.messy.third import (
    answers,
    databases,
    funders,
    geography,
    languages,
    layouts,
    lists,
    pasted,
    people,
    reception,
    trades,
)
from bench.messy.third.author import PREFIX

FAMILIES = (
    answers,
    databases,
    funders,
    geography,
    languages,
    layouts,
    lists,
    pasted,
    people,
    reception,
    trades,
)

__all__ = ["FAMILIES", "PREFIX"]

"""Messy workbooks with their truth, and what a reader made of them.

Whoever wrote this package had not seen the reader: neither its rules nor its tests. Keep it so. A workbook
that the reader gets wrong is a finding, never a reason to soften the workbook.

The second set (`second/`) is another author's: beside the first set, the figures of imports of real files and
the names and codes of the product's fields were known, and nothing of the reader.
"""

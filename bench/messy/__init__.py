"""Messy workbooks with their truth, and what a reader made of them.

Whoever wrote this package had not seen the reader: neither its rules nor its tests. Keep it so. A workbook
that the reader gets wrong is a finding, never a reason to soften the workbook.
"""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same place twice: what two records say for and against being one structure, and how much is gained.

`described` is what a record says, `names` and `comparison` lay two beside each other, `table` is the declared
evidence, `verdict` adds it up, `candidates` finds in the database which records to lay beside each other.
"""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Surveys: questions to members, structures or everyone; answers without names, or with, said before."""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the agenda: what is held, written, read and given to diaries."""

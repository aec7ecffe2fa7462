# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who comes to an event: seats and waiting list, mails, what the organiser sees, opinions."""

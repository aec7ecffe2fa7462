# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the network offers and asks for, and who answers: training, know-how, rooms, equipment,
exhibitions."""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rooms of `publishing` keep."""

from publishing.embedding.models import Widget, WidgetDay

__all__ = ["Widget", "WidgetDay"]

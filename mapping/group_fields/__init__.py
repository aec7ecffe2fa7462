# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields that groups of professionals add to structures: what they take, who reads them, which structures."""

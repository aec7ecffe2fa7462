# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who know where addresses are, behind geopy's interface and one polite client."""

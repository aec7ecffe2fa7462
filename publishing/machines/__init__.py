# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pictures that go with a link of the site where it is shared: `og:image`."""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files under hashed names, ES module imports included."""

from functools import lru_cache

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import` statements too, so that a module never loads a stale neighbour."""

    support_js_module_import_aggregation = True

    @lru_cache(maxsize=1024)  # noqa: B019 - one storage lives as long as the process
    def url(self, name: str, force: bool = False) -> str:
        """The hashed address of a file, looked up once: a page writes twenty, which change with a release."""
        return super().url(name, force or settings.LIKE_IN_SERVICE)

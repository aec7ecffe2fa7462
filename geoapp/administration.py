# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's administration as an application of this site's."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's administration, for those whose role opens it."""

    default_site = "geoapp.administration_site.Administration"

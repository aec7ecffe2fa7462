# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application that a WSGI server runs."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from common.postgis import bounds
from geoapp.warm import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")

application = get_wsgi_application()
bounds.answer_requests()

# Addresses are read now, with all that they import, and what the first pages ask is made; the collector then
# passes by what stays for good. Looking through it all stopped every thread for a seventh of a second,
# several times in a large export.
import_module(settings.ROOT_URLCONF)
warm(application)
gc.collect()
gc.freeze()

# What is counted in this process is kept from now on, each minute.
import_module("evaluation.flushing").start()

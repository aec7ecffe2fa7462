"""Pages whose address is a key keep it, and their own forms still send where they come from."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.http import HttpResponse

from common.keyed_pages import keyed


def test_their_address_is_told_to_no_other_site_nor_kept():
    page = keyed(HttpResponse())
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_no_page_hides_where_its_forms_come_from():
    """Under `no-referrer` browsers send « Origin: null », and every form of the page is refused."""
    rooms = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    assert len(rooms) > 8
    for file in (file for room in rooms for file in room.rglob("*.py") if file.name != "keyed_pages.py"):
        assert not re.search(r'["\']Referrer-Policy["\']\]', file.read_text()), file
    assert settings.SECURE_REFERRER_POLICY != "no-referrer"

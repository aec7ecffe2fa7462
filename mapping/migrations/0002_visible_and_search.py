"""The views that decide what each role sees, and the triggers that keep the search's rows."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"

DROP_VISIBLE = """
DROP VIEW mapping_visible_contact;
DROP VIEW mapping_visible_service;
DROP VIEW mapping_visible_structure;
"""
DROP_SEARCH_ROWS = """
DROP TRIGGER mapping_commune_updated ON places_commune;
DROP TRIGGER mapping_service_deleted ON mapping_service;
DROP TRIGGER mapping_service_updated ON mapping_service;
DROP TRIGGER mapping_service_inserted ON mapping_service;
DROP TRIGGER mapping_structure_deleted ON mapping_structure;
DROP TRIGGER mapping_structure_updated ON mapping_structure;
DROP TRIGGER mapping_structure_inserted ON mapping_structure;
DROP FUNCTION mapping_commune_updated;
DROP FUNCTION mapping_service_deleted;
DROP FUNCTION mapping_service_updated;
DROP FUNCTION mapping_service_inserted;
DROP FUNCTION mapping_structure_deleted;
DROP FUNCTION mapping_structure_updated;
DROP FUNCTION mapping_structure_inserted;
DROP FUNCTION mapping_refresh_search;
"""


class Migration(migrations.Migration):
    dependencies = [("mapping", "0001_initial"), ("places", "0001_initial")]

    operations = [
        migrations.RunSQL((SQL / "0002_visible.sql").read_text(encoding="utf-8"), DROP_VISIBLE),
        migrations.RunSQL((SQL / "0002_search_rows.sql").read_text(encoding="utf-8"), DROP_SEARCH_ROWS),
    ]

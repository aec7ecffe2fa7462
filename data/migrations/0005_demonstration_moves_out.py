"""The loads of the demonstration are `demonstration`'s; nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("data", "0004_owners_of_sources"),
        ("demonstration", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name='DemonstrationLoad',
                ),
            ],
        ),
    ]

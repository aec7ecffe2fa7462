"""The tables that the search reads are those of `search`; nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("mapping", "0010_vocabulary_followed"),
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name='card',
                    name='service',
                ),
                migrations.RemoveField(
                    model_name='card',
                    name='structure',
                ),
                migrations.DeleteModel(
                    name='Cell',
                ),
                migrations.DeleteModel(
                    name='CellDelta',
                ),
                migrations.DeleteModel(
                    name='DataVersion',
                ),
                migrations.DeleteModel(
                    name='Derivation',
                ),
                migrations.RemoveField(
                    model_name='searchrow',
                    name='schedule',
                ),
                migrations.RemoveField(
                    model_name='searchrow',
                    name='service',
                ),
                migrations.RemoveField(
                    model_name='searchrow',
                    name='structure',
                ),
                migrations.DeleteModel(
                    name='Tag',
                ),
                migrations.DeleteModel(
                    name='Word',
                ),
                migrations.DeleteModel(
                    name='Card',
                ),
                migrations.DeleteModel(
                    name='Schedule',
                ),
                migrations.DeleteModel(
                    name='SearchRow',
                ),
            ],
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('data', '0014_sessions_of_rows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='lesson',
            name='what',
            field=models.CharField(choices=[('value', "valeur d'une colonne"), ('phrase', "mots d'une description"), ('cells', 'cellules coupées ou réunies'), ('place', "commune d'une ligne")], max_length=6),
        ),
    ]

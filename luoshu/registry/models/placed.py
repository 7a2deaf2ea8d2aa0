"""What every table of the register carries: the county that holds the row and the area that may see it."""

from django.db import models

from luoshu.core.scope import ScopedManager


class Placed(models.Model):
    """A row with its place. `area` is the 12-digit village code (or a shorter code filled with zeros) that decides who
    sees it; `county` is its first six digits and part of every foreign key, as partitions and shards need it.
    """

    id = models.BigAutoField(primary_key=True)
    county = models.CharField("县区代码", max_length=6)
    area = models.TextField("所在地代码")

    objects = ScopedManager()

    class Meta:
        abstract = True


def reference(to, **options):
    """A foreign key whose constraint is the composite one of the migration, (id, county): a row never points abroad."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, **options)

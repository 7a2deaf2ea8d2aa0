"""Django's PostgreSQL backend that asks `luoshu.core.database` where to connect, and refuses an unfit role."""

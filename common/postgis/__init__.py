"""GeoDjango's database engine, for connections that are lent again and again."""

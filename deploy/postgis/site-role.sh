#!/bin/sh
# The role of the site: it owns the database `reperes`, where PostGIS stands already, and can do nothing else.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$SITE_PASSWORD" --username="$POSTGRES_USER" --dbname=reperes <<'END'
CREATE ROLE reperes LOGIN PASSWORD :'password';
ALTER DATABASE reperes OWNER TO reperes;
CREATE EXTENSION IF NOT EXISTS postgis;
END

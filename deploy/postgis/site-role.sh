#!/bin/sh
# The role of the site: it owns the database `reperes`, where PostGIS stands already, and can do nothing else.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$SITE_PASSWORD" --username="$POSTGRES_USER" --dbname=reperes <<'END'
CREATE ROLE reperes LOGIN PASSWORD :'password';
ALTER DATABASE reperes OWNER TO reperes;
CREATE EXTENSION IF NOT EXISTS postgis;
-- The image adds these, which the site has no use for and could neither save nor restore.
DROP EXTENSION IF EXISTS postgis_tiger_geocoder, postgis_topology CASCADE;
DROP SCHEMA IF EXISTS tiger, tiger_data, topology CASCADE;
END

# syntax=docker/dockerfile:1
FROM python:3.11.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.lock .
RUN /opt/venv/bin/pip install --require-hashes --no-deps -r requirements.lock

FROM python:3.11.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgdal32 libpangoft2-1.0-0 fonts-dejavu-core fonts-open-sans fonts-hosny-amiri \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --shell /usr/sbin/nologin reperes
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/reperes
COPY . .
# Static files and translations are the same for every site: made once, here. No database is asked.
RUN SECRET_KEY=for-this-step-only DATABASE_URL=postgis://none/none python manage.py collectstatic --noinput -v 0 \
    && SECRET_KEY=for-this-step-only DATABASE_URL=postgis://none/none python manage.py translations --compile
USER reperes
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["python", "-m", "geoapp.serve", "--host", "0.0.0.0", "--port", "8000"]

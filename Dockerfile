# The image of web, worker and beat: the packages locked by hash, static files compressed, no root.
FROM python:3.12-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements/base.txt /tmp/requirements.txt
RUN /venv/bin/pip install --require-hashes -r /tmp/requirements.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=teamops.settings.base \
    DATA_DIR=/data \
    BIND=0.0.0.0:8000
RUN useradd --system --uid 10001 --user-group --no-create-home teamops && install -d -m 700 -o teamops -g teamops /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# The keys are for this one command; nothing of them stays in the image.
RUN SECRET_KEY=build FIELD_KEY=build DATABASE_URL=sqlite:////tmp/none python manage.py collectstatic --noinput
USER teamops
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "teamops.wsgi"]

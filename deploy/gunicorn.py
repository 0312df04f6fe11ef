"""How gunicorn serves TeamOps. Without REDIS_URL it is the whole site: worker and beat run inside the one process."""

import os

# The first sets Django up, which the second needs.
import teamops.wsgi  # noqa: F401 isort: skip
from jobs import embedded

bind = os.environ.get("BIND", "127.0.0.1:8000")
is_embedded = not os.environ.get("REDIS_URL")
worker_class = "gthread"
# Nothing here is steered from outside, and in a container there is no home to put a socket in.
control_socket_disable = True
# Embedded there is one memory:// broker, and so one process.
workers = 1 if is_embedded else int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 120
graceful_timeout = 10
keepalive = 2
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - a heartbeat file off the disk
accesslog = os.environ.get("ACCESS_LOG") or None


def post_worker_init(_worker: object) -> None:
    if is_embedded:
        embedded.start()


def worker_exit(_server: object, _worker: object) -> None:
    if is_embedded:
        embedded.stop()

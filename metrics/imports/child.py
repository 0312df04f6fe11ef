"""The child process that reads a file: limits itself, reads stdin, writes lines of JSON to stdout. Started by
``sandbox``.

``python -m metrics.imports.child <memory> <cpu seconds> <output bytes>``. It gets no environment, so no secrets; what
goes wrong in it, a killed process or an endless loop, goes wrong in it alone. Each line is an object that says what
follows (the container, a sheet, why no more comes) or a list of rows.
"""

import json
import resource
import sys
from itertools import islice
from typing import Any

from metrics.imports import sheets
from metrics.imports.unreadable import Unreadable

# So many rows go into a line: enough for the encoder to run in C, few enough to hold.
ROWS_A_LINE = 1_000


def main() -> None:
    memory, cpu, output = (int(limit) for limit in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        hand_over(sys.stdin.buffer.read())
    except Unreadable as reason:
        say({"unreadable": reason.code, "arguments": reason.arguments})
    except MemoryError:
        say({"unreadable": "too_much_memory", "arguments": {}})


def hand_over(content: bytes) -> None:
    container, found = sheets.read(content)
    say({"container": container})
    for name, is_hidden, rows in found:
        say({"sheet": name, "is_hidden": is_hidden})
        while some := list(islice(rows, ROWS_A_LINE)):
            say(some)


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what, default=sheets.tagged, check_circular=False) + "\n")


if __name__ == "__main__":
    main()

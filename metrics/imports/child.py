"""The child process that reads a file: limits itself, reads stdin, writes JSON to stdout. Started by ``sandbox``.

``python -m metrics.imports.child <memory> <cpu seconds> <output bytes>``. It gets no environment, so no secrets; what
goes wrong in it, a killed process or an endless loop, goes wrong in it alone.
"""

import json
import resource
import sys

from metrics.imports import sheets
from metrics.imports.unreadable import Unreadable


def main() -> None:
    memory, cpu, output = (int(limit) for limit in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = sheets.read(sys.stdin.buffer.read())
    except Unreadable as reason:
        found = {"unreadable": reason.code, "arguments": reason.arguments}
    except MemoryError:
        found = {"unreadable": "too_much_memory", "arguments": {}}
    # dumps() runs in C, dump() to a file does not.
    sys.stdout.write(json.dumps(found, default=sheets.tagged, check_circular=False))


if __name__ == "__main__":
    main()

"""The command line: `hakika`. Thin: options in, one call, a result out. What joins ingest and dashboard.

Heavy imports stand inside the commands, so that each starts as fast as it can.
"""

import os
import sys

from dashboard.cli import asking, bringing, freezing, handing, watching
from dashboard.cli.options import app
from data.errors import HakikaError

__all__ = ["app", "asking", "bringing", "freezing", "handing", "main", "watching"]


def main() -> None:
    """Run a command; what goes wrong on purpose is said in a sentence, and ends with 1."""
    try:
        app()
    except HakikaError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        where = f"{error.filename}: " if error.filename else ""
        print(f"{where}{error.strerror or error}", file=sys.stderr)
        sys.exit(1)

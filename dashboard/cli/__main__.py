"""`python -m dashboard.cli` is `hakika`."""

from dashboard.cli import main

if __name__ == "__main__":
    main()

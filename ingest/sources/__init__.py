"""Sources that need code of their own; each module is found by its source's id."""

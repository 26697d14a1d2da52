"""From the world into the warehouse: fetch, read, append."""

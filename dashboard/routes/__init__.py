"""Addresses that must be linked, embedded, cached or crawled: pure functions of a connection and a selection."""

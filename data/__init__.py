"""The contract: what a figure is, where it is kept, how it is asked for."""

"""From the warehouse to people: pages, pictures, addresses and commands."""

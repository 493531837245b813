"""One file per vendor, behind a Protocol in orders."""

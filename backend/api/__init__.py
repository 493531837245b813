"""HTTP for shop systems and operations."""

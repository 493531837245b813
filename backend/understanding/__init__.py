"""Text to intent and slots, from the interaction model and the catalogue."""

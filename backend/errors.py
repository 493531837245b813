"""The one base class for what a person can cause and a person can put right."""


class EncoreError(Exception):
    """Its text is one clear sentence with the way out; the command line prints it and exits with 2."""

"""The offline client: sound in, sound out, nothing leaves the machine."""

"""The Alexa skill: Flask app, request verification, envelopes in and out."""

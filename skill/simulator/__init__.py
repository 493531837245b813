"""An Alexa device in software: text in, real envelopes through the real skill, speech out."""

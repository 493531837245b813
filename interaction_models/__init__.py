"""What can be said: one Alexa interaction model per locale, and the code that reads and checks it."""

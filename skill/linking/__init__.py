"""Account linking: the pages a customer signs in with, and the OAuth 2 server that Alexa fetches its tokens from."""

"""The shop's rules and use cases; knows no web framework, database or vendor."""

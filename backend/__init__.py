"""The shop behind every voice: conversation, understanding, orders and storage."""

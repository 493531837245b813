"""A Turn in, a Reply out: what the shop assistant says next."""

"""`encore shop`: the shop keeper's side, a file for each kind of thing."""

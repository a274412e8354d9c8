"""Every state machine, one file each, and the one engine that runs them."""

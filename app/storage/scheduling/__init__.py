"""Jobs, leases, and who comes and goes."""

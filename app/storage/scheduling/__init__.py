"""Jobs, leases, installations, and people who join or leave."""

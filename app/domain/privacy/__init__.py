"""Access rights, retention, erasure and the audit trail."""

"""Erased people, requests to be erased, the audit trail, and raw rows."""

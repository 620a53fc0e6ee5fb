"""Signed notices to other programs, by the Standard Webhooks 1.0: what is sent, to whom, when, and how it is signed."""

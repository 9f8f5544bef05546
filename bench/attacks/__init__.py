"""Attacks on the service and on its checks, to be run by hand; each prints figures."""

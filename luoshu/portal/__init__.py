"""The public portal: an installation of its own, without log-in and without the register.

It shows what a signed bundle brought, and takes in objections and reports, which it can seal but not read.
"""

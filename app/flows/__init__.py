"""What happens on a click, a command, an event or a tick: one verb a file.

Each flow reads once, lets the domain decide, and applies the decision.
"""

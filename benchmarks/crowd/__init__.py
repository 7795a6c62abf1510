"""A morning with thousands of people, under Slack's own limits, on a clock that need not be waited for."""

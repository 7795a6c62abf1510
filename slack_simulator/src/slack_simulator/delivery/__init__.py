"""What is sent to the app: payloads, events, answers to response URLs."""

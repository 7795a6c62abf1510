"""What a deployed stage has become, held to the stack it was deployed with, and what would put it right."""

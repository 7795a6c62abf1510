"""What leads an admin through the installation in AWS and Slack."""

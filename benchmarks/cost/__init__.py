"""What the app costs in AWS: a day's requests, counted, at AWS's prices."""

"""What the views of all topics share: texts, dates, fields, sentences."""

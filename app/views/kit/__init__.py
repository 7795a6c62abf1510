"""What all views share: texts, dates, fields, sentences."""

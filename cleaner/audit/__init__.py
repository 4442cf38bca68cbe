"""What a job did, for people: samples, the report, the data-set card, explanations."""

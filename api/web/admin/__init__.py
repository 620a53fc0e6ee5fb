"""What administrators look after: people, keys, rulesets, notices, the state of the service, the log of acts."""

"""One home a kind of material: `KIND.yaml` holds its cues, labels and fields, `KIND.py` code where a form needs it."""

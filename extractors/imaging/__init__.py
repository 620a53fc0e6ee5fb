"""Pictures of pages: upright, straight, red ink, seals, ruling lines."""

"""Generator of realistic dossiers with their truth; it shares nothing with the code that reads them."""

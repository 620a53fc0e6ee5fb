"""The invented, consistent world behind one dossier: an applicant, its people, money, rooms, machines and clients."""

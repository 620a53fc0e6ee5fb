"""DOCX and XLSX -> pages of text and tables without a picture, and their pictures as pages of their own."""

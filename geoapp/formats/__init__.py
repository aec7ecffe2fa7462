"""Dates and numbers where Django's own formats for a language do not suit these pages."""

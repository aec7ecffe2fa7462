"""The pages by which professionals bring data in, compare what may be the same, and take data out."""

"""How well the same place is recognised when it comes twice, on pairs that a person judged by reading."""

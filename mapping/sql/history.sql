-- Every change of a kind of record is noted, as `mapping/kinds.py` declares it.
{triggers of the kinds}

-- Every change of a kind of record is noted, as `network/kinds.py` declares it.
{triggers of the kinds}

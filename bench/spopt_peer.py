"""spopt's maximum coverage on a problem read from a file, by the interpreter of the benchmark's own group.

`python bench/spopt_peer.py problem.npz` prints the people covered and the seconds that solving took, as JSON.
The problem is that of `bench.territory`: people, cost (people × candidates, in metres) and sites.
"""

import json
import sys
import time

import numpy as np
import pulp
from spopt.locate import MCLP


def main() -> None:
    with np.load(sys.argv[1]) as packed:
        cost, people = packed["cost"], packed["people"]
        sites, radius = int(packed["sites"]), float(packed["radius"])
    began = time.perf_counter()
    model = MCLP.from_cost_matrix(cost, people, service_radius=radius, p_facilities=sites)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False))
    print(
        json.dumps({"covered": pulp.value(model.problem.objective), "seconds": time.perf_counter() - began})
    )


if __name__ == "__main__":
    main()

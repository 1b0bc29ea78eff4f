"""The same M/M/c queue in SimPy, for the speed comparison.

    python3 -m venv venv && venv/bin/pip install simpy
    venv/bin/python mmc_simpy.py [SERVERS UTILISATION MEAN_SERVICE_S SEED CUSTOMERS]

Events are counted as in mmc.c, one arrival and one departure a customer, so the rates compare like with like.
"""

import random
import sys
import time

import simpy


def main(servers=6, utilisation=0.868, service=90.0, seed=1, customers=200_000):
    environment = simpy.Environment()
    booths = simpy.Resource(environment, capacity=servers)
    arrivals, services = random.Random(seed), random.Random(seed + 1)
    mean_gap = service / (servers * utilisation)
    waits = []

    def customer():
        since = environment.now
        with booths.request() as request:
            yield request
            waits.append(environment.now - since)
            yield environment.timeout(services.expovariate(1 / service))

    def source():
        for _ in range(customers):
            yield environment.timeout(arrivals.expovariate(1 / mean_gap))
            environment.process(customer())

    environment.process(source())
    start = time.perf_counter()
    environment.run()
    seconds = time.perf_counter() - start
    print(f"mean wait {sum(waits) / len(waits):.3f} s  {2 * customers / seconds / 1e6:.3f} M events/s")


if __name__ == "__main__":
    given = sys.argv[1:]
    kinds = (int, float, float, int, int)
    main(*(kind(text) for kind, text in zip(kinds, given)))

// Speed of the bare engine. Run beside Benchmarks/peers/mmc.c with the same numbers: the mean waits are equal.

internal import GateSimulation

let clock = ContinuousClock()

func seconds(_ span: Duration) -> Double {
    Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
}

var queue = MMcQueue(servers: 6, utilisation: 0.868, meanService: 90, seed: 1)
var result = MMcQueue.Result()
let engineTime = clock.measure { result = queue.serve(5_000_000) }
print(
    "events \(result.events)  wait_us \(result.waitSum)  mean wait \(result.meanWait) s  ",
    "\(Double(result.events) / seconds(engineTime) / 1e6) M events/s")

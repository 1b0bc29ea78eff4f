import GateDevices
import GateModel
import GateSimulation

/// The bare engine, the truth of its queues, and a whole day with the bytes of every device.
enum EngineBench {
    /// The M/M/c queue of `peers/mmc.c`, with the same draws: the sum of waits must be equal to the digit.
    static func engine(customers: Int) {
        var queue = MMcQueue(servers: 6, utilisation: 0.868, meanService: 90, seed: 1)
        var result = MMcQueue.Result()
        let seconds = Stopwatch.seconds { result = queue.serve(customers) }
        Stopwatch.report("events_per_s", Double(result.events) / seconds)
        Stopwatch.report("wait_us", result.waitSum)
    }

    /// Mean wait by the method of batch means: 40 batches after a warm-up, Student's t for 39 degrees of freedom.
    static func truth() {
        var queue = MMcQueue(servers: 6, utilisation: 0.868, meanService: 90, seed: 11)
        _ = queue.serve(200_000)
        let means = (0..<40).map { _ in queue.serve(250_000).meanWait }
        let mean = means.reduce(0, +) / 40
        let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39
        Stopwatch.report("mean_s", mean)
        Stopwatch.report("half_width_s", 2.023 * (variance / 40).squareRoot())
        let exact = ErlangC(servers: 6, utilisation: 0.868, meanService: 90)?.meanWait ?? 0
        Stopwatch.report("erlang_s", exact)
    }

    static func day(vehicles: Int) {
        let midnight = CivilTime(year: 2026, month: 11, day: 23).time(offsetMinutes: 420)
        let parameters = DayParameters(seed: 1, date: midnight, vehicles: vehicles)
        var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
        var (messages, bytes) = (0, 0)
        let seconds = Stopwatch.seconds {
            while let message = day.next() {
                messages += 1
                bytes += message.data.count
            }
        }
        Stopwatch.report("day_s", seconds)
        Stopwatch.report("messages", messages)
        Stopwatch.report("bytes", bytes)
    }
}

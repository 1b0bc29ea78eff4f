import GateConsole
import GateJournal
import GateModel
import GateSimulation

/// Opening a recorded day and looking up any moment of it.
enum ReplayBench {
    static func run(_ path: String) throws {
        var loaded: RecordedDay?
        let load = try Stopwatch.seconds { loaded = try RecordedDay.load(path) }
        guard let loaded else { return }
        var made: ReplayDay?
        let index = Stopwatch.seconds { made = ReplayDay(events: loaded.events) }
        guard let day = made else { return }
        Stopwatch.report("events", day.events.count)
        Stopwatch.report("load_s", load)
        Stopwatch.report("index_s", index)
        var random = RandomSource(seed: 5)
        var seeks: [Double] = []
        for _ in 0..<500 {
            let count = random.below(day.events.count + 1)
            var state = GateState()
            seeks.append(Stopwatch.seconds { state = day.state(after: count) })
            if state.sequence != UInt64(count) { Stopwatch.report("wrong", count) }
        }
        Stopwatch.report("seek_p50_s", Stopwatch.quantile(seeks, 0.5))
        Stopwatch.report("seek_p99_s", Stopwatch.quantile(seeks, 0.99))
        Stopwatch.report("seek_max_s", seeks.max() ?? 0)
        // Any moment is what folding from the start gives: ten moments, one fold past all of them.
        var state = GateState()
        var equal = 0
        let sample = (1...10).map { day.events.count * $0 / 10 - $0 * 7 }
        for (index, event) in day.events.enumerated() {
            state.apply(event)
            if sample.contains(index + 1), StateHash.of(state) == StateHash.of(day.state(after: index + 1)) {
                equal += 1
            }
        }
        Stopwatch.report("hash_checked", sample.count)
        Stopwatch.report("hash_equal", equal)
    }
}

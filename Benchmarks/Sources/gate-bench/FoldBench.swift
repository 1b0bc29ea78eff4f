import GateJournal
import GateModel

/// Reading, decoding and folding a recorded journal.
enum FoldBench {
    /// One round: the fold over decoded events, and from the file on disk with one reader and with two.
    static func run(_ path: String) throws {
        let day = try RecordedDay.load(path)
        let count = Double(day.events.count)
        var state = GateState()
        let fold = Stopwatch.seconds { for event in day.events { state.apply(event) } }
        Stopwatch.report("events", day.events.count)
        Stopwatch.report("fold_per_s", count / fold)
        Stopwatch.report("anomalies", state.anomalies)
        for workers in [1, 2] {
            var read: [Recorded] = []
            let load = try Stopwatch.seconds { read = try RecordedDay.load(path, workers: workers).events }
            var again = GateState()
            let both = load + Stopwatch.seconds { for event in read { again.apply(event) } }
            Stopwatch.report("load\(workers)_per_s", count / load)
            Stopwatch.report("disk\(workers)_per_s", count / both)
            Stopwatch.report("same\(workers)", StateHash.of(again) == StateHash.of(state) ? 1 : 0)
        }
    }
}

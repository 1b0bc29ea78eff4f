import Foundation
import Glibc

/// Timing and reporting shared by every benchmark: figures leave as lines `name value`, which `Benchmarks/measure.py`
/// sets beside their peers and budgets.
enum Stopwatch {
    /// Wall seconds that `work` takes.
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        try ContinuousClock().measure { try work() } / .seconds(1)
    }

    static func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        try await ContinuousClock().measure { try await work() } / .seconds(1)
    }

    /// Processor seconds that `work` takes of this thread, the clock's own half microsecond included: others may use the
    /// machine meanwhile.
    static func processorSeconds(_ work: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        work()
        return now() - start
    }

    /// The value below which `share` of the sorted `times` lie.
    static func quantile(_ times: [Double], _ share: Double) -> Double {
        let sorted = times.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    static func report(_ name: String, _ value: some CustomStringConvertible) {
        FileHandle.standardOutput.write(Data("\(name) \(value)\n".utf8))
    }
}

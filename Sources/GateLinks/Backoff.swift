/// How long to wait before trying again: 1, 2, 4, … up to 30 seconds, from 1 again after something was heard.
struct Backoff {
    static let longest = 30
    private var failures = 0

    mutating func heard() { failures = 0 }

    /// Seconds to wait after one more failure.
    mutating func next() -> Int {
        defer { failures = min(failures + 1, 5) }
        return min(Self.longest, 1 << failures)
    }
}

import Dispatch
import Synchronization

/// Stretches of a journal, each read by a connection and a thread of its own.
enum Stretches {
    /// Even stretches of 1…`head`, at most `workers` of them.
    static func split(_ head: UInt64, into workers: Int) -> [ClosedRange<UInt64>] {
        if head == 0 { return [] }
        // Below a few thousand events another connection costs more than it saves.
        let count = UInt64(max(1, min(workers, Int(clamping: head / 4_096))))
        let length = head / count
        return (0..<count).map { ($0 * length + 1)...($0 == count - 1 ? head : ($0 + 1) * length) }
    }

    /// Runs `body` on every stretch and waits for all of them. The answers are in the stretches' order.
    ///
    /// - Parameter first: a connection that is open already; the first stretch uses it.
    static func each<Value: Sendable>(
        _ stretches: [ClosedRange<UInt64>], path: String, first: JournalFile,
        _ body: @Sendable (JournalFile, ClosedRange<UInt64>) throws -> Value
    ) -> [Result<Value, JournalError>] {
        let outcomes = Mutex([Result<Value, JournalError>?](repeating: nil, count: stretches.count))
        DispatchQueue.concurrentPerform(iterations: stretches.count) { index in
            let outcome = Result { () throws(JournalError) -> Value in
                let file = index == 0 ? first : try JournalFile.read(path)
                return try JournalError.explaining(path) { try body(file, stretches[index]) }
            }
            outcomes.withLock { $0[index] = outcome }
        }
        return outcomes.withLock { $0.compactMap(\.self) }
    }
}

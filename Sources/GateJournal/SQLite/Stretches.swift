import Dispatch
import Synchronization

/// Stretches of a journal, each read by a connection and a thread of its own.
enum Stretches {
    static func split(_ head: UInt64, into workers: Int) -> [ClosedRange<UInt64>] {
        if head == 0 { return [] }
        // Below a few thousand events another connection costs more than it saves.
        let count = UInt64(max(1, min(workers, Int(head / 4_096))))
        return (0..<count).map { (head * $0 / count + 1)...(head * ($0 + 1) / count) }
    }

    static func each<Result: Sendable>(
        _ stretches: [ClosedRange<UInt64>], path: String, first: JournalFile,
        _ body: @Sendable (JournalFile, ClosedRange<UInt64>) throws -> Result
    ) throws(JournalError) -> [Result] {
        let outcomes = Mutex<[Int: Swift.Result<Result, JournalError>]>([:])
        DispatchQueue.concurrentPerform(iterations: stretches.count) { index in
            let outcome = Swift.Result { () throws(JournalError) -> Result in
                let file = index == 0 ? first : try JournalFile.read(path)
                return try JournalError.explaining(path) { try body(file, stretches[index]) }
            }
            outcomes.withLock { $0[index] = outcome }
        }
        let all = outcomes.withLock { $0 }
        var results: [Result] = []
        for index in stretches.indices {
            if let outcome = all[index] { results.append(try outcome.get()) }
        }
        return results
    }
}

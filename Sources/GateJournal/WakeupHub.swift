import Synchronization

/// Hands wake-ups to every subscriber; what nobody has taken yet is merged into one.
final class WakeupHub: Sendable {
    private struct Members {
        var next = 0
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
        var isClosed = false
    }
    private let members = Mutex(Members())

    /// A new subscription. It ends when the journal closes.
    var stream: AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = members.withLock { members -> Int? in
            if members.isClosed { return nil }
            members.next += 1
            members.continuations[members.next] = continuation
            return members.next
        }
        if let number {
            continuation.onTermination = { [weak self] _ in
                _ = self?.members.withLock { $0.continuations.removeValue(forKey: number) }
            }
        } else {
            continuation.finish()
        }
        return stream
    }

    func wake() {
        let all = members.withLock { Array($0.continuations.values) }
        for continuation in all { continuation.yield() }
    }

    func close() {
        let all = members.withLock { members in
            members.isClosed = true
            let all = Array(members.continuations.values)
            members.continuations = [:]
            return all
        }
        for continuation in all { continuation.finish() }
    }

    deinit { close() }
}

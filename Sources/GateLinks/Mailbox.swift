import Synchronization

/// A bounded queue between what speaks and what listens. Nothing is lost in silence: a full mailbox either makes its
/// sender wait or counts what it dropped.
public final class Mailbox<Element: Sendable>: Sendable {
    /// What a full mailbox does to a sender.
    public enum Policy: Sendable, Hashable {
        /// The sender waits: for files and simulated devices, which lose nothing by it.
        case block
        /// The newest is refused and counted: for sources that cannot wait.
        case dropNewest
        /// The oldest makes room and is counted: for sources whose newest word is worth most.
        case dropOldest
    }

    private struct State {
        var elements: [Element] = []
        var isClosed = false
        var dropped = 0
        var receiver: CheckedContinuation<Void, Never>?
        var senders: [CheckedContinuation<Void, Never>] = []
    }

    public let capacity: Int
    private let policy: Policy
    private let state = Mutex(State())

    public init(capacity: Int, policy: Policy) {
        self.capacity = capacity
        self.policy = policy
    }

    /// Elements refused because the mailbox was full.
    public var dropped: Int { state.withLock { $0.dropped } }

    /// Puts an element in, waiting for room where the policy says so. False when the mailbox is closed or full.
    @discardableResult
    public func send(_ element: Element) async -> Bool {
        while true {
            let (outcome, receiver) = state.withLock { state -> (Outcome, CheckedContinuation<Void, Never>?) in
                if state.isClosed { return (.closed, nil) }
                if state.elements.count >= capacity {
                    switch policy {
                    case .block: return (.full, nil)
                    case .dropOldest: state.elements.removeFirst()
                    case .dropNewest: break
                    }
                    state.dropped += 1
                    if policy == .dropNewest { return (.closed, nil) }
                }
                state.elements.append(element)
                defer { state.receiver = nil }
                return (.taken, state.receiver)
            }
            receiver?.resume()
            switch outcome {
            case .taken: return true
            case .closed: return false
            case .full: await waitForRoom()
            }
        }
    }

    /// Puts an element in at once, past the capacity if need be: for what a person pressed, which is never dropped and
    /// comes at the pace of a hand.
    public func push(_ element: Element) {
        let receiver = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.isClosed { return nil }
            state.elements.append(element)
            defer { state.receiver = nil }
            return state.receiver
        }
        receiver?.resume()
    }

    /// Everything that waits, at most `limit`; waits for the first. Empty only when the mailbox is closed and drained.
    public func take(limit: Int) async -> [Element] {
        while true {
            let (batch, senders, isClosed) = state.withLock {
                state -> ([Element], [CheckedContinuation<Void, Never>], Bool) in
                let count = min(limit, state.elements.count)
                let batch = Array(state.elements[..<count])
                state.elements.removeFirst(count)
                let senders = state.senders
                if count > 0 { state.senders = [] }
                return (batch, count > 0 ? senders : [], state.isClosed)
            }
            senders.forEach { $0.resume() }
            if !batch.isEmpty || isClosed { return batch }
            await waitForElement()
        }
    }

    /// Whether nothing waits.
    public var isEmpty: Bool { state.withLock { $0.elements.isEmpty } }

    /// No more elements; what waits can still be taken.
    public func close() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.isClosed = true
            defer {
                state.senders = []
                state.receiver = nil
            }
            return state.senders + (state.receiver.map { [$0] } ?? [])
        }
        waiting.forEach { $0.resume() }
    }

    private enum Outcome { case taken, full, closed }

    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let resumeNow = state.withLock { state -> Bool in
                if state.isClosed || state.elements.count < capacity { return true }
                state.senders.append(continuation)
                return false
            }
            if resumeNow { continuation.resume() }
        }
    }

    private func waitForElement() async {
        await withCheckedContinuation { continuation in
            let resumeNow = state.withLock { state -> Bool in
                if state.isClosed || !state.elements.isEmpty { return true }
                state.receiver = continuation
                return false
            }
            if resumeNow { continuation.resume() }
        }
    }
}

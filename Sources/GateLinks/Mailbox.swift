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
        var elements = Fifo<Element>()
        var weight = 0
        var isClosed = false
        var dropped = 0
        var receiver: CheckedContinuation<Void, Never>?
        var senders: [CheckedContinuation<Void, Never>] = []
    }

    public let capacity: Int
    /// What the elements may weigh together; one alone may weigh more.
    public let weightLimit: Int
    private let policy: Policy
    private let weigh: @Sendable (Element) -> Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - capacity: elements that may wait.
    ///   - weightLimit: what they may weigh together, in the units of `weigh`, such as bytes.
    public init(
        capacity: Int, policy: Policy, weightLimit: Int = .max, weigh: @escaping @Sendable (Element) -> Int = { _ in 0 }
    ) {
        self.capacity = capacity
        self.policy = policy
        self.weightLimit = weightLimit
        self.weigh = weigh
    }

    /// Elements refused because the mailbox was full.
    public var dropped: Int { state.withLock { $0.dropped } }

    /// Elements that wait.
    public var count: Int { state.withLock { $0.elements.count } }

    /// Whether nothing waits.
    public var isEmpty: Bool { count == 0 }

    /// Puts an element in, waiting for room where the policy says so. False when the mailbox is closed or full.
    @discardableResult
    public func send(_ element: Element) async -> Bool {
        while true {
            switch offer(element) {
            case .taken: return true
            case .closed, .dropped: return false
            case .full: await waitForRoom(for: weigh(element))
            }
        }
    }

    /// What became of an element that was offered.
    public enum Outcome: Sendable {
        case taken
        /// It was dropped and counted.
        case dropped
        /// There is no room, and this mailbox drops nothing.
        case full
        case closed
    }

    /// Puts an element in if that can be done at once.
    @discardableResult
    public func offer(_ element: Element) -> Outcome {
        let weight = weigh(element)
        let (outcome, receiver) = state.withLock { state -> (Outcome, CheckedContinuation<Void, Never>?) in
            if state.isClosed { return (.closed, nil) }
            while !hasRoom(beside: state.elements.count, state.weight, for: weight) {
                switch policy {
                case .block: return (.full, nil)
                case .dropNewest:
                    state.dropped += 1
                    return (.dropped, nil)
                case .dropOldest:
                    state.dropped += 1
                    if let oldest = state.elements.popFirst() { state.weight -= weigh(oldest) }
                }
            }
            state.elements.append(element)
            state.weight += weight
            defer { state.receiver = nil }
            return (.taken, state.receiver)
        }
        receiver?.resume()
        return outcome
    }

    private func hasRoom(beside count: Int, _ waiting: Int, for weight: Int) -> Bool {
        count == 0 || count < capacity && (weight == 0 || waiting <= weightLimit - weight)
    }

    /// Puts an element in at once, past the capacity if need be: for what a person pressed, which is never dropped and
    /// comes at the pace of a hand.
    ///
    /// - Returns: false when the mailbox is closed.
    @discardableResult
    public func push(_ element: Element) -> Bool {
        let weight = weigh(element)
        let (isTaken, receiver) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            if state.isClosed { return (false, nil) }
            state.elements.append(element)
            state.weight += weight
            defer { state.receiver = nil }
            return (true, state.receiver)
        }
        receiver?.resume()
        return isTaken
    }

    /// Everything that waits, at most `limit`; waits for the first. Empty only when the mailbox is closed and drained.
    public func take(limit: Int) async -> [Element] {
        while true {
            let batch = takeWaiting(limit: limit)
            if !batch.isEmpty || state.withLock({ $0.isClosed && $0.elements.count == 0 }) { return batch }
            await waitForElement()
        }
    }

    /// Everything that waits, at most `limit`, without waiting.
    public func takeWaiting(limit: Int) -> [Element] {
        let (batch, senders) = state.withLock { state -> ([Element], [CheckedContinuation<Void, Never>]) in
            var batch: [Element] = []
            while batch.count < limit, let element = state.elements.popFirst() {
                state.weight -= weigh(element)
                batch.append(element)
            }
            guard !batch.isEmpty else { return ([], []) }
            defer { state.senders = [] }
            return (batch, state.senders)
        }
        senders.forEach { $0.resume() }
        return batch
    }

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

    private func waitForRoom(for weight: Int) async {
        await withCheckedContinuation { continuation in
            let resumeNow = state.withLock { state -> Bool in
                if state.isClosed || hasRoom(beside: state.elements.count, state.weight, for: weight) { return true }
                state.senders.append(continuation)
                return false
            }
            if resumeNow { continuation.resume() }
        }
    }

    private func waitForElement() async {
        await withCheckedContinuation { continuation in
            let resumeNow = state.withLock { state -> Bool in
                if state.isClosed || state.elements.count > 0 { return true }
                state.receiver = continuation
                return false
            }
            if resumeNow { continuation.resume() }
        }
    }
}

/// First in, first out, each step in constant time on average.
struct Fifo<Element> {
    private var places: [Element?] = []
    private var head = 0

    var count: Int { places.count - head }

    mutating func append(_ element: Element) { places.append(element) }

    mutating func popFirst() -> Element? {
        guard head < places.count else { return nil }
        let element = places[head]
        places[head] = nil
        head += 1
        if head == places.count {
            places.removeAll(keepingCapacity: places.capacity <= 1_024)
            head = 0
        } else if head >= 64, head * 2 >= places.count {
            places.removeFirst(head)
            head = 0
        }
        return element
    }
}

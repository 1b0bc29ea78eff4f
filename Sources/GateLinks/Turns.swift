import GateDevices
import Synchronization

/// Takes one message of each device in turn, so that one gone mad costs the others no more than its own turn.
final class Turns: Sendable {
    /// Inboxes that are to be emptied and forgotten, and who waits for it.
    private struct Leave {
        var inboxes: [DeviceInbox]
        var waiter: CheckedContinuation<Void, Never>
    }

    private struct State {
        var inboxes: [DeviceInbox] = []
        var leaves: [Leave] = []
        var isRunning = false
        var hasRung = false
        var isClosing = false
        var sleeper: CheckedContinuation<Void, Never>?

        mutating func forget(_ gone: [DeviceInbox]) {
            inboxes.removeAll { inbox in gone.contains { $0 === inbox } }
        }
    }

    private let state = Mutex(State())

    func add(_ inboxes: [DeviceInbox]) {
        for inbox in inboxes { inbox.onRing { [self] in ring() } }
        state.withLock { $0.inboxes += inboxes }
        ring()
    }

    /// Lets inboxes take nothing more, and waits until all they hold has been handed over; then they are forgotten.
    func drain(_ inboxes: [DeviceInbox]) async {
        guard !inboxes.isEmpty else { return }
        inboxes.forEach { $0.retire() }
        await withCheckedContinuation { waiter in
            let isOver = state.withLock { state in
                if state.isRunning {
                    state.leaves.append(Leave(inboxes: inboxes, waiter: waiter))
                } else {
                    state.forget(inboxes)
                }
                return !state.isRunning
            }
            if isOver { waiter.resume() } else { ring() }
        }
        inboxes.forEach { $0.close() }
    }

    /// Nothing more will come: ``run(_:)`` ends when every inbox is empty.
    func close() {
        state.withLock { $0.isClosing = true }
        ring()
    }

    /// Hands over what comes until closed and empty, or until `deliver` says no.
    func run(_ deliver: (DeviceMessage) async -> Bool) async {
        state.withLock { $0.isRunning = true }
        defer { end() }
        while true {
            let (inboxes, isClosing) = next()
            var hasTurned = false
            for inbox in inboxes {
                guard let message = inbox.next() else { continue }
                hasTurned = true
                guard await deliver(message) else {
                    // Nobody may wait for room that will never be.
                    inboxes.forEach { $0.close() }
                    return
                }
            }
            if hasTurned { continue }
            if isClosing { return }
            await sleep()
        }
    }

    /// Whose turn it is. Between two rounds nothing is on its way, so that what is empty now has been handed over.
    private func next() -> (inboxes: [DeviceInbox], isClosing: Bool) {
        let (inboxes, isClosing, done) = state.withLock { state in
            state.hasRung = false
            var (done, others): ([Leave], [Leave]) = ([], [])
            for leave in state.leaves {
                if leave.inboxes.allSatisfy(\.isIdle) { done.append(leave) } else { others.append(leave) }
            }
            state.leaves = others
            for leave in done { state.forget(leave.inboxes) }
            return (state.inboxes, state.isClosing, done)
        }
        for leave in done { leave.waiter.resume() }
        return (inboxes, isClosing)
    }

    private func end() {
        let leaves = state.withLock { state in
            state.isRunning = false
            defer { state.leaves = [] }
            return state.leaves
        }
        for leave in leaves { leave.waiter.resume() }
    }

    private func ring() {
        let sleeper = state.withLock { state in
            state.hasRung = true
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    private func sleep() async {
        await withCheckedContinuation { continuation in
            let isAwake = state.withLock { state in
                if state.hasRung { return true }
                state.sleeper = continuation
                return false
            }
            if isAwake { continuation.resume() }
        }
    }
}

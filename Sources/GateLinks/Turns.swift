import GateDevices
import Synchronization

/// Takes one message of each device in turn, so that one gone mad costs the others no more than its own turn.
final class Turns: Sendable {
    private struct State {
        var inboxes: [DeviceInbox] = []
        var hasRung = false
        var isClosing = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func add(_ inboxes: [DeviceInbox]) {
        for inbox in inboxes { inbox.onRing { [self] in ring() } }
        state.withLock { $0.inboxes += inboxes }
        ring()
    }

    /// Nothing more will come: ``run(_:)`` ends when every inbox is empty.
    func close() {
        state.withLock { $0.isClosing = true }
        ring()
    }

    /// Hands over what comes until closed and empty, or until `deliver` says no.
    func run(_ deliver: (DeviceMessage) async -> Bool) async {
        while true {
            let (inboxes, isClosing) = state.withLock { state in
                state.hasRung = false
                return (state.inboxes, state.isClosing)
            }
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

import Dispatch
import Foundation
import Synchronization
public import Testing

/// Runs a test that computes for long on a thread of its own, as many of them at a time as there are cores.
///
/// The tests share as many threads as there are cores. Two that compute for a minute would hold both, and a test beside
/// them that waits for a connection would see nothing of it within its time. Nor would it see much, were fifty such
/// threads to divide the cores among them: so they wait for their turn, and a time limit of such a test has to allow for
/// that.
public struct OwnThread: TestTrait, SuiteTrait, TestScoping {
    public let isRecursive = true

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A test may have this from its suite as well.
        if Self.hasTurn { return try await function() }
        await Turns.shared.take()
        defer { Turns.shared.end() }
        try await Self.$hasTurn.withValue(true) {
            try await withTaskExecutorPreference(QueueExecutor()) { try await function() }
        }
    }

    @TaskLocal private static var hasTurn = false
}

/// Who may compute now; the others wait, in the order in which they came, without holding a thread.
private final class Turns: Sendable {
    static let shared = Turns(count: max(1, ProcessInfo.processInfo.activeProcessorCount))

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(free: count)) }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

extension Trait where Self == OwnThread {
    /// The test computes for seconds: on a thread of its own it keeps no other test waiting.
    public static var ownThread: Self { OwnThread() }
}

/// One thread, beyond those that tasks share: a serial queue is given one however many are at work.
private final class QueueExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "own thread")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

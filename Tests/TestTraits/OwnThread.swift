import Dispatch
public import Testing

/// Runs a test that computes for long on a thread of its own.
///
/// The tests share as many threads as there are cores. Two that compute for a minute would hold both, and a test beside
/// them that waits for a connection would see nothing of it within its time.
public struct OwnThread: TestTrait, SuiteTrait, TestScoping {
    public let isRecursive = true

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(QueueExecutor()) { try await function() }
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

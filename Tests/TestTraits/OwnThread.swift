import Foundation
import Glibc
import Synchronization
public import Testing

/// Runs a test that computes for long on a thread of its own, of the lowest priority.
///
/// The tests share as many threads as there are cores. Two that compute for a minute would hold both, and a test beside
/// them that waits for a connection would see nothing of it within its time. Nor would it, were thirty such threads to
/// have a core's time in equal parts with it: so these take what the others leave.
public struct OwnThread: TestTrait, SuiteTrait, TestScoping {
    public let isRecursive = true

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let executor = ThreadExecutor()
        defer { executor.end() }
        try await withTaskExecutorPreference(executor) { try await function() }
    }
}

extension Trait where Self == OwnThread {
    /// The test computes for seconds: on a thread of its own it keeps no other test waiting.
    public static var ownThread: Self { OwnThread() }
}

/// One thread, beyond those that tasks share, until it is ended.
private final class ThreadExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let isOver = Mutex(false)
    /// Counts the jobs, and the end.
    private let work = DispatchSemaphore(value: 0)

    init() {
        let thread = Thread { [self] in
            // Of the calling thread alone, as Linux has it.
            setpriority(Int32(PRIO_PROCESS.rawValue), 0, 19)
            run()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        work.signal()
    }

    func end() {
        isOver.withLock { $0 = true }
        work.signal()
    }

    private func run() {
        while true {
            work.wait()
            let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let job {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if isOver.withLock(\.self) {
                return
            }
        }
    }
}

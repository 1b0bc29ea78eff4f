import Foundation

/// What the system tells a command that has no screen.
enum Interruption {
    /// The wish that a command ends.
    static let ends = [SIGTERM, SIGINT, SIGHUP]

    /// Holds these signals back until somebody waits for them, however early they come: without that, one that comes
    /// while the waiting is set up is lost, or ends the process. A peer that goes away is never a reason to end. Call it
    /// before the command begins its work; threads that exist already would still be interrupted.
    static func hold(_ numbers: [Int32]) {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers + [SIGPIPE] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for one of ``ends``, or to be cancelled.
    static func wait() async { await each(ends) { false } }

    /// Does something each time one of these signals comes, until it says false or the task is cancelled. They have to
    /// be held back by then.
    static func each(_ numbers: [Int32], _ work: () async -> Bool) async {
        let (told, tell) = AsyncStream<Void>.makeStream()
        let sources = numbers.map { number in
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { tell.yield() }
            source.resume()
            return source
        }
        for await _ in told {
            guard await work() else { break }
        }
        sources.forEach { $0.cancel() }
    }
}

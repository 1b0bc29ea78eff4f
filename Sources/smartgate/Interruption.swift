import Foundation

/// What the system tells a command that has no screen.
enum Interruption {
    /// Waits for TERM, INT or HUP, or to be cancelled.
    static func wait() async { await each([SIGTERM, SIGINT, SIGHUP]) { false } }

    /// Does something each time one of these signals comes, until it says false or the task is cancelled.
    static func each(_ numbers: [Int32], _ work: () async -> Bool) async {
        let (told, tell) = AsyncStream<Void>.makeStream()
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
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

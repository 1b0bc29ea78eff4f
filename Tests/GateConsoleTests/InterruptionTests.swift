import ConsoleSupport
import Foundation
import TestSupport
import Testing

/// Commands without a screen, and what the system tells them.
@Suite("Interruption") struct InterruptionTests {
    /// The reader of a pipe that says nothing would otherwise be there for ever.
    @Test("A feed that never comes is given up with Ctrl-C, or by the system", arguments: [SIGINT, SIGTERM, SIGHUP])
    func silentFeed(number: Int32) async throws {
        let folder = try ScratchFolder()
        let pipe = folder.file("feed")
        try #require(mkfifo(pipe, 0o600) == 0)
        let program = try Program(["station", "--feed", pipe, "--journal", folder.file("a.journal")])
        var writer: Int32 = -1
        defer { close(writer) }
        // A pipe can be opened so once its reader is there.
        #expect(
            await eventually {
                writer = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
                return writer >= 0
            })
        #expect(!program.holdsBack(number))
        kill(program.process.processIdentifier, number)
        #expect(try await program.finish().status == number)
        #expect(program.process.terminationReason == .uncaughtSignal)
    }
}

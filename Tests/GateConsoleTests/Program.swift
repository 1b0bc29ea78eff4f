import ConsoleSupport
import Foundation
import GateJournal
import GateModel
import TerminalSupport
import TestSupport
import Testing

/// The built `smartgate`, started without a terminal.
final class Program {
    let process = Process()
    private let folder: ScratchFolder

    init(_ arguments: [String], input: String? = nil) throws {
        folder = try ScratchFolder()
        process.executableURL = URL(fileURLWithPath: try BuiltProduct.path("smartgate"))
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["SMARTGATE_HOME"] = Repository.root
        environment["SWIFT_BACKTRACE"] = "enable=no"
        process.environment = environment
        try Data((input ?? "").utf8).write(to: URL(fileURLWithPath: folder.file("in")))
        process.standardInput = FileHandle(forReadingAtPath: folder.file("in"))
        for name in ["out", "err"] {
            _ = FileManager.default.createFile(atPath: folder.file(name), contents: nil)
        }
        process.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
        process.standardError = FileHandle(forWritingAtPath: folder.file("err"))
        // It would inherit that all signals are held back, as they are in the threads tests run in; a shell holds none.
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// The file its errors go to.
    var errors: String { folder.file("err") }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Waits for its end, without holding a thread: output, errors, exit status.
    nonisolated(nonsending) func finish() async throws -> (out: String, err: String, status: Int32) {
        let end = ContinuousClock.now + .seconds(120)
        while process.isRunning, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(3)) }
        guard !process.isRunning else { throw PseudoTerminal.Failure(call: "\(process.arguments ?? []) does not end") }
        return (
            try String(contentsOfFile: folder.file("out"), encoding: .utf8),
            try String(contentsOfFile: folder.file("err"), encoding: .utf8), process.terminationStatus
        )
    }

    /// Whether a signal would wait until the program listens to it.
    func holdsBack(_ signal: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
        let mask = line.flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
        return mask.map { $0 >> (signal - 1) & 1 == 1 } ?? false
    }

    /// Kills it at once, as a power cut would.
    nonisolated(nonsending) func kill9() async throws {
        kill(process.processIdentifier, SIGKILL)
        while process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
    }

    nonisolated(nonsending) static func run(
        _ arguments: String..., input: String? = nil
    ) async throws -> (out: String, err: String, status: Int32) {
        try await Program(arguments, input: input).finish()
    }
}

import ConsoleSupport
import Foundation
import GateJournal
import GateModel
import TerminalSupport
import Testing

/// The built `smartgate`, started without a terminal.
final class Program {
    let process = Process()
    private let out = Pipe()
    private let err = Pipe()

    init(_ arguments: [String], input: String? = nil) throws {
        process.executableURL = URL(fileURLWithPath: try BuiltProduct.path("smartgate"))
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["SMARTGATE_HOME"] = House.root
        environment["SWIFT_BACKTRACE"] = "enable=no"
        process.environment = environment
        process.standardOutput = out
        process.standardError = err
        let pipe = Pipe()
        process.standardInput = pipe
        try process.run()
        if let input { pipe.fileHandleForWriting.write(Data(input.utf8)) }
        try pipe.fileHandleForWriting.close()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Waits for its end: output, errors, exit status.
    func finish() -> (out: String, err: String, status: Int32) {
        let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let problems = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (text, problems, process.terminationStatus)
    }

    /// Kills it at once, as a power cut would.
    func kill9() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    static func run(_ arguments: String..., input: String? = nil) throws -> (out: String, err: String, status: Int32) {
        try Program(arguments, input: input).finish()
    }
}

import TerminalSupport

typealias Probe = TerminalProgram

extension TerminalProgram {
    /// Starts `terminal-probe`.
    convenience init(_ way: String, on terminal: PseudoTerminal, environment: [String: String] = [:]) throws {
        try self.init([Self.path(), way], on: terminal, environment: environment)
    }

    /// Starts a shell with a script in the same way.
    convenience init(shell script: String, on terminal: PseudoTerminal) throws {
        try self.init(["/bin/sh", "-c", script], on: terminal)
    }

    /// Where the build has put the probe.
    static func path() throws -> String { try BuiltProduct.path("terminal-probe") }
}

public import Foundation

/// A program running on a pseudo-terminal as the leader of a session of its own, as a terminal emulator starts it.
public final class TerminalProgram {
    public let terminal: PseudoTerminal
    public let process: pid_t
    private var status: Int32?

    public init(
        _ command: [String], on terminal: PseudoTerminal, environment: [String: String] = [:]
    ) throws {
        self.terminal = terminal
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [Int32(0), 1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, terminal.path, O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | 0x80)
        var variables = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
        variables.merge(environment) { $1 }
        for name in ["LD_LIBRARY_PATH", "PATH"] {
            variables[name] = variables[name] ?? ProcessInfo.processInfo.environment[name]
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var values: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + values).forEach { free($0) } }
        var started = pid_t()
        let problem = posix_spawn(&started, command[0], &actions, &attributes, &arguments, &values)
        guard problem == 0 else { throw PseudoTerminal.Failure(call: "posix_spawn: \(problem)") }
        process = started
    }

    deinit {
        if !hasEnded {
            kill(process, SIGKILL)
            var unused: Int32 = 0
            waitpid(process, &unused, 0)
        }
    }

    /// Whether the process is over; from then on `exitCode` or `signal` tells how.
    public var hasEnded: Bool {
        if status != nil { return true }
        var result: Int32 = 0
        if waitpid(process, &result, WNOHANG) == process {
            status = result
            return true
        }
        return false
    }

    /// nil while running or when a signal ended it.
    public var exitCode: Int32? { status.flatMap { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : nil } }
    /// The signal that ended it.
    public var signal: Int32? { status.flatMap { $0 & 0x7F == 0 ? nil : $0 & 0x7F } }
}

/// A program that this package builds, beside the tests.
public enum BuiltProduct {
    public static func path(_ name: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folders = [
            own, CommandLine.arguments.first ?? "", Bundle.main.bundlePath, Bundle.main.executablePath ?? "",
        ]
        .flatMap { [($0 as NSString).deletingLastPathComponent, $0] }
        let candidates = (folders + [buildFolder(of: own)]).map { $0 + "/" + name }
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw PseudoTerminal.Failure(call: "\(name) is not beside \(own)")
        }
        return path
    }

    private static func buildFolder(of executable: String) -> String {
        // With the test bundle as a library, the running program is the toolchain's; the build folder is in the arguments.
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? executable
        let parts = (bundle as NSString).pathComponents
        guard let index = parts.firstIndex(where: { $0.hasSuffix(".xctest") }) else { return "" }
        return NSString.path(withComponents: Array(parts[..<index]))
    }
}

import CVTerm
import Foundation

/// A pseudo-terminal: the tests hold both ends.
final class PseudoTerminal {
    /// The emulator's end, non-blocking.
    private(set) var master: Int32
    /// The program's end.
    let slave: Int32
    let path: String

    struct Failure: Error {
        let call: String
        let code = errno
    }

    init(width: Int = 80, height: Int = 24) throws {
        var name = [CChar](repeating: 0, count: 128)
        master = test_open_master(&name, name.count)
        guard master >= 0 else { throw Failure(call: "posix_openpt") }
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        slave = open(path, O_RDWR | O_NOCTTY)
        guard slave >= 0 else { throw Failure(call: "open") }
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
        _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
        resize(width: width, height: height)
    }

    deinit {
        hangUp()
        close(slave)
    }

    /// Closes the emulator's end, as when its window is closed.
    func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    func resize(width: Int, height: Int) {
        _ = test_set_window_size(slave, Int32(width), Int32(height))
    }

    /// The settings of the line: what a program must leave as it was.
    var settings: [UInt32] {
        var line = termios()
        guard tcgetattr(slave, &line) == 0 else { return [] }
        return [line.c_iflag, line.c_oflag, line.c_cflag, line.c_lflag, UInt32(line.c_cc.6), UInt32(line.c_cc.5)]
    }

    /// What the program has written since, without waiting.
    func read() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(master, &buffer, buffer.count)
            if count <= 0 { return all }
            all += buffer.prefix(count)
        }
    }

    /// Reads until the condition on everything read since the start holds, or the time is over.
    func read(into all: inout [UInt8], seconds: Double = 10, until condition: ([UInt8]) -> Bool) -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while true {
            all += read()
            if condition(all) { return true }
            if clock.now > end { return false }
            var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            // The wait is short because the condition may also be the end of a process, which writes nothing. While no
            // program has the other end open, poll returns at once; then the clock bounds the loop.
            _ = poll(&source, 1, 5)
        }
    }

    func type(_ text: String) {
        var text = text
        text.withUTF8 { bytes in _ = write(master, bytes.baseAddress, bytes.count) }
    }
}

/// `terminal-probe` running on a pseudo-terminal.
final class Probe {
    let terminal: PseudoTerminal
    let process: pid_t
    private var status: Int32?

    /// Where the build has put the probe.
    static func path() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folders = [
            own, CommandLine.arguments.first ?? "", Bundle.main.bundlePath, Bundle.main.executablePath ?? "",
        ]
        .flatMap { [($0 as NSString).deletingLastPathComponent, $0] }
        let candidates = (folders + [Self.buildFolder(of: own)]).map { $0 + "/terminal-probe" }
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw PseudoTerminal.Failure(call: "terminal-probe is not beside \(own)")
        }
        return path
    }

    /// Starts the probe as the leader of a session of its own, as a terminal emulator does.
    convenience init(_ way: String, on terminal: PseudoTerminal, environment: [String: String] = [:]) throws {
        try self.init([Self.path(), way], on: terminal, environment: environment)
    }

    /// Starts a shell with a script in the same way.
    convenience init(shell script: String, on terminal: PseudoTerminal) throws {
        try self.init(["/bin/sh", "-c", script], on: terminal, environment: [:])
    }

    private init(_ command: [String], on terminal: PseudoTerminal, environment: [String: String]) throws {
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

    private static func buildFolder(of executable: String) -> String {
        // With the test bundle as a library, the running program is the toolchain's; the build folder is in the arguments.
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? executable
        let parts = (bundle as NSString).pathComponents
        guard let index = parts.firstIndex(where: { $0.hasSuffix(".xctest") }) else { return "" }
        return NSString.path(withComponents: Array(parts[..<index]))
    }

    /// Whether the process is over; from then on `exitCode` or `signal` tells how.
    var hasEnded: Bool {
        if status != nil { return true }
        var result: Int32 = 0
        if waitpid(process, &result, WNOHANG) == process {
            status = result
            return true
        }
        return false
    }

    /// nil while running or when a signal ended it.
    var exitCode: Int32? { status.flatMap { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : nil } }
    /// The signal that ended it.
    var signal: Int32? { status.flatMap { $0 & 0x7F == 0 ? nil : $0 & 0x7F } }
}

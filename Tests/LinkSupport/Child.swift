import Glibc

/// A program started for a test, whose end is waited for by its process id.
///
/// Foundation's `Process` will not do: it learns of an end by a socket that every process inherits which is started at the
/// same moment, and meanwhile turns in a loop on one of the few threads that the tests share.
final class Child: Sendable {
    let process: pid_t
    /// Where it reads; closed by ``endInput()``.
    private let input: Int32

    struct Failure: Error {
        var call: String
        var code: Int32
    }

    /// - Parameter output: where it writes what it says; nil for nowhere.
    private init(_ command: [String], output: Int32?) throws {
        let ends = try Self.pipe()
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // The test's own signals are not the child's.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var started = pid_t()
        let code = posix_spawn(&started, command[0], &actions, &attributes, &words, environ)
        guard code == 0 else {
            close(ends[1])
            throw Failure(call: "posix_spawn \(command[0])", code: code)
        }
        process = started
        input = ends[1]
    }

    /// Two ends that no other process gets, unless it is started in this very moment.
    private static func pipe() throws -> [Int32] {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw Failure(call: "pipe", code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// Starts a program and reads the first line that it says.
    static func start(_ command: [String]) throws -> (child: Child, line: String) {
        let ends = try pipe()
        defer { close(ends[0]) }
        let child: Child
        do {
            defer { close(ends[1]) }
            child = try Child(command, output: ends[1])
        }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(ends[0], &byte, 1) == 1, byte != 0x0A { line.append(byte) }
        return (child, String(decoding: line, as: UTF8.self))
    }

    /// Runs a program to its end.
    ///
    /// - Returns: its exit status.
    static func run(_ command: [String], in folder: String) throws -> Int32 {
        let shell = ["/bin/bash", "-c", closesInherited + #"cd "$0" && exec "$@""#, folder]
        let child = try Child(shell + command, output: nil)
        child.endInput()
        return child.wait()
    }

    /// Words of bash that let go of what a child inherits from the tests beside its own: a listener or a connection that
    /// they close would live on in it.
    static let closesInherited =
        #"for f in /proc/self/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done 2>/dev/null; "#

    func endInput() { close(input) }

    /// Ends it at once, if it has not ended within five seconds.
    func end() {
        for _ in 0..<1_000 {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) != 0 { return }
            usleep(5_000)
        }
        kill(process, SIGKILL)
        wait()
    }

    /// Waits for its end.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }
}

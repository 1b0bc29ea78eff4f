internal import CImages
public import GateModel
internal import Glibc

/// Has images read by a process of their own, one at a time.
///
/// This side opens the file, so that the other needs no right to open anything; what comes back is one short line.
public struct ScanReader: Sendable {
    /// Seconds of the clock that one image may take, from a slow disk for instance; then the process is ended.
    public static let patienceSeconds = 30
    /// How long the other process may not be looked after.
    private static let stepMilliseconds: Int32 = 200
    /// The longest answer, in bytes.
    static let answerLimit = 4_096

    /// The path of ``ScanChild/program``.
    public let program: String
    public let folder: ScanFolder
    private let patience: Int

    public init(program: String, folder: ScanFolder, patienceSeconds: Int = Self.patienceSeconds) {
        self.program = program
        self.folder = folder
        patience = patienceSeconds
    }

    /// What is to be said of a scan's image. Waits for it: not to be called where others must not wait.
    ///
    /// - Parameter isWanted: asked some times a second while the other process works; once it says no that process is ended.
    /// - Returns: nil where it is not wanted any more.
    public func check(
        _ scan: ScanResult, at now: GateTime, isWanted: () -> Bool = { true }
    ) -> ScanCheck? {
        guard var check = answer(to: scan, isWanted) else { return nil }
        check.at = now
        return check
    }

    private func answer(to scan: ScanResult, _ isWanted: () -> Bool) -> ScanCheck? {
        guard scan.digest != ScanDigest.ofNothing else { return ScanCheck(.notKept) }
        do throws(ScanFileFault) {
            let file = try folder.open(scan.image)
            return ask(about: scan, file.descriptor, isWanted)
        } catch {
            return ScanCheck(error)
        }
    }

    private func ask(about scan: ScanResult, _ file: Int32, _ isWanted: () -> Bool) -> ScanCheck? {
        var ends: [Int32] = [-1, -1]
        guard cimages_pipe(&ends) == 0 else { return failed("no pipe: \(ScanReading.reason(errno))") }
        defer { close(ends[0]) }
        let question = String(decoding: JSONFieldWriter.json(scan), as: UTF8.self)
        let (child, code) = start([program, question, "\(folder.limits.pixels)"], file, ends[1])
        close(ends[1])
        guard code == 0 else { return failed("\(program): \(ScanReading.reason(code))") }
        let end = ContinuousClock.now + .seconds(patience)
        let line = readLine(ends[0], until: end, isWanted)
        // One that has said everything has still to end: what got hold of it might rather wait.
        let status = line == nil ? nil : exitStatus(of: child, until: end, isWanted)
        guard let line, let status else {
            kill(child, SIGKILL)
            var gone: Int32 = 0
            while waitpid(child, &gone, 0) < 0, errno == EINTR {}
            return isWanted() ? failed("no answer within \(patience) s") : nil
        }
        // As WIFSIGNALED and WEXITSTATUS have it, which Swift does not see.
        let (signal, exit) = (status & 0x7F, status >> 8 & 0xFF)
        guard signal == 0 else { return failed("ended by signal \(signal)") }
        guard exit == 0 else { return failed("ended with status \(exit)") }
        let check = line.withUnsafeBufferPointer { try? JSONFieldReader.value(ScanCheck.self, from: $0) }
        return check ?? failed("an answer that is none")
    }

    private func failed(_ why: String) -> ScanCheck {
        ScanCheck(.readerFailed, detail: ScanFileFault.plain(why, limit: 160))
    }

    /// Starts the process: the file as its standard input, the pipe as its output, and nothing else of ours.
    private func start(_ arguments: [String], _ file: Int32, _ output: Int32) -> (child: pid_t, code: Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, file, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Not every library marks its own.
        _ = cimages_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The console blocks signals that would end this one; nor is it the terminal's to end.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var child: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
        defer { (words + environment).forEach { free($0) } }
        let code = posix_spawn(&child, program, &actions, &attributes, &words, &environment)
        return (child, code)
    }

    /// How the process ended; nil where it has not by then.
    private func exitStatus(
        of child: pid_t, until end: ContinuousClock.Instant, _ isWanted: () -> Bool
    ) -> Int32? {
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return status }
            guard ended == 0 || errno == EINTR, ContinuousClock.now < end, isWanted() else { return nil }
            usleep(1_000)
        }
    }

    /// What is written until the other end is closed; nil where that takes too long or more is said than is asked for.
    private func readLine(_ pipe: Int32, until end: ContinuousClock.Instant, _ isWanted: () -> Bool) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            guard ContinuousClock.now < end, isWanted() else { return nil }
            var wait = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, Self.stepMilliseconds)
            if ready == 0 || ready < 0 && errno == EINTR { continue }
            guard ready > 0 else { return nil }
            var part = [UInt8](repeating: 0, count: 1_024)
            let count = read(pipe, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return line.last == UInt8(ascii: "\n") ? Array(line.dropLast()) : line }
            line += part[..<count]
            if line.count > Self.answerLimit { return nil }
        }
    }
}

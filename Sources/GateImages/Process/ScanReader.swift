internal import CImages
public import GateModel
internal import Glibc

/// Has images read by a process of their own, one at a time.
///
/// This side opens the file, so that the other needs no right to open anything; what comes back is one short line.
public struct ScanReader: Sendable {
    /// Seconds of the clock that one image may take, from a slow disk for instance; then the process is ended.
    public static let patienceSeconds = 30
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
    public func check(_ scan: ScanResult, at now: GateTime) -> ScanCheck {
        var check = answer(to: scan)
        check.at = now
        return check
    }

    private func answer(to scan: ScanResult) -> ScanCheck {
        guard scan.digest != ScanDigest.ofNothing else { return ScanCheck(.notKept) }
        do throws(ScanFileFault) {
            let file = try folder.open(scan.image)
            return ask(about: scan, file.descriptor)
        } catch {
            return ScanCheck(error)
        }
    }

    private func ask(about scan: ScanResult, _ file: Int32) -> ScanCheck {
        var ends: [Int32] = [-1, -1]
        guard cimages_pipe(&ends) == 0 else { return failed("no pipe: \(ScanReading.reason(errno))") }
        defer { close(ends[0]) }
        let question = String(decoding: JSONFieldWriter.json(scan), as: UTF8.self)
        let (child, code) = start([program, question, "\(folder.limits.pixels)"], file, ends[1])
        close(ends[1])
        guard code == 0 else { return failed("\(program): \(ScanReading.reason(code))") }
        let line = readLine(ends[0])
        if line == nil { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard let line else { return failed("no answer within \(patience) s") }
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

    /// What is written until the other end is closed; nil where that takes too long or more is said than is asked for.
    private func readLine(_ pipe: Int32) -> [UInt8]? {
        var line: [UInt8] = []
        let end = ContinuousClock.now + .seconds(patience)
        while true {
            let left = (end - ContinuousClock.now).components.seconds * 1000 + 1000
            var wait = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            guard ContinuousClock.now < end else { return nil }
            let ready = poll(&wait, 1, Int32(clamping: left))
            if ready < 0, errno == EINTR { continue }
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

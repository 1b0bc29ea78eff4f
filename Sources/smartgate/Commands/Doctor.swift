import ArgumentParser
import Foundation
import GateConsole
import GateImages
import GateJournal
import GateLayout
import GateLinks
import GateModel
import GateTerminal
import GateText
import Glibc

/// Looks at everything the console needs, and says what to do about what is missing.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what the console needs here: files, layout, terminal, disk, clock, journal, links.",
        discussion: """
            Changes nothing. Each line says ok, note or BAD; the exit status is 1 where one is BAD. A journal is looked \
            at, not verified: smartgate verify does that.
            """)

    @OptionGroup var gate: GateOptions

    @Option(help: "The journal that is to be gone on with.")
    var journal: String?

    @Option(help: "The port that --metrics is to serve.", transform: PortNumber.parse)
    var metrics: UInt16?

    func run() throws {
        var findings: [Finding] = [.ok("program", "smartgate \(Version.text)")]
        if let data = try? gate.data() {
            findings.append(.ok("data", data.root))
            findings += words(data)
            findings += layout(data)
        } else {
            findings.append(.bad("data", "\(ConsoleError.noData)"))
        }
        findings.append(terminal())
        findings.append(clock())
        findings += disk()
        if let journal { findings.append(record(journal)) }
        if let metrics {
            findings.append(
                PortProbe.listening("127.0.0.1", metrics).map { .bad("metrics", "port \(metrics): \($0)") }
                    ?? .ok("metrics", "port \(metrics) is free"))
        }
        let width = findings.reduce(0) { max($0, $1.subject.count) }
        for finding in findings {
            let subject = finding.subject.padding(toLength: width, withPad: " ", startingAt: 0)
            print("\(finding.verdict.rawValue)  \(subject)  \(finding.text)")
        }
        if findings.contains(where: { $0.verdict == .bad }) { throw ExitCode(1) }
    }

    private struct Finding {
        enum Verdict: String { case ok = "ok  ", note = "note", bad = "BAD " }
        var verdict: Verdict
        var subject: String
        var text: String

        static func ok(_ subject: String, _ text: String) -> Finding {
            Finding(verdict: .ok, subject: subject, text: text)
        }
        static func note(_ subject: String, _ text: String) -> Finding {
            Finding(verdict: .note, subject: subject, text: text)
        }
        static func bad(_ subject: String, _ text: String) -> Finding {
            Finding(verdict: .bad, subject: subject, text: text)
        }
    }

    // MARK: Files

    private func words(_ data: DataFolder) -> [Finding] {
        Language.allCases.map { language in
            do {
                _ = try data.catalogue(language)
                return .ok("words", "\(language.rawValue) complete")
            } catch {
                return .bad("words", "\(language.rawValue): \(error)")
            }
        }
    }

    private func layout(_ data: DataFolder) -> [Finding] {
        do {
            let contents = try gate.contents(data)
            let counts = "\(contents.plan.lanes.count) lanes, \(contents.plan.devices.count) devices"
            return [.ok("layout", "\(contents.plan.name): \(counts), \(contents.links.count) links")]
                + images(contents.images) + contents.links.flatMap { link($0) }
        } catch {
            return [.bad("layout", "\(error)")]
        }
    }

    /// The folder of scan images and the program that reads them.
    private func images(_ folder: String?) -> [Finding] {
        let reader = ImageFolderOptions.reader
        guard access(reader, X_OK) == 0 else {
            return [.bad("images", "\(reader) is missing: no scan image can be looked at")]
        }
        let confined = Process()
        confined.executableURL = URL(filePath: reader)
        confined.arguments = [ScanChild.probe]
        let output = Pipe()
        confined.standardOutput = output
        guard (try? confined.run()) != nil else { return [.bad("images", "\(reader) cannot be started")] }
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        confined.waitUntilExit()
        switch answer.trimmingCharacters(in: .whitespacesAndNewlines) {
        case ScanChild.filtered: break
        case ScanChild.limited:
            return [.note("images", "this kernel has no filter for system calls: images are read within limits only")]
        default: return [.bad("images", "\(reader) cannot give up its rights here: no image will be read")]
        }
        guard let folder else { return [.note("images", "the layout names no folder of scan images")] }
        guard access(folder, R_OK | X_OK) == 0 else {
            return [.bad("images", "\(folder): \(String(cString: strerror(errno)))")]
        }
        return [.ok("images", folder)]
    }

    // MARK: This machine

    private func terminal() -> Finding {
        guard isatty(1) == 1 else { return .note("terminal", "none here: run and replay need one, station does not") }
        do {
            let found = try TerminalCapabilities.detect(environment: ProcessInfo.processInfo.environment)
            var size = winsize()
            _ = ioctl(1, UInt(TIOCGWINSZ), &size)
            let text = "\(found.type), \(found.tier) colours, \(size.ws_col)×\(size.ws_row)"
            if !found.isUTF8 {
                return .note("terminal", text + ", no UTF-8 locale: texts are spelt in ASCII; set LC_ALL=C.UTF-8")
            }
            if size.ws_col < 80 || size.ws_row < 24 { return .note("terminal", text + ": everything needs 80×24") }
            return .ok("terminal", text)
        } catch {
            return .bad("terminal", "\(error)")
        }
    }

    private func clock() -> Finding {
        let now = Date().formatted(.iso8601)
        // 2025-01-01: before there was any smartgate.
        guard Date().timeIntervalSince1970 > 1_735_689_600 else {
            return .bad("clock", "\(now) is in the past: set it")
        }
        return .ok("clock", "\(now); devices are judged by it, so keep it synchronised")
    }

    private func disk() -> [Finding] {
        let folder = journal.map { ($0 as NSString).deletingLastPathComponent } ?? ""
        let path = folder.isEmpty ? FileManager.default.currentDirectoryPath : folder
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return [.bad("disk", "\(path): \(String(cString: strerror(errno)))")] }
        guard access(path, W_OK) == 0 else { return [.bad("disk", "\(path) cannot be written to")] }
        let megabytes = (UInt64(status.f_bavail) * UInt64(status.f_frsize)) >> 20
        let text = "\(path): \(megabytes) MiB free"
        // A day's journal and capture of the sample gate take about 350 MB.
        if megabytes < 100 { return [.bad("disk", text + "; a day needs about 350")] }
        return [megabytes < 2_000 ? .note("disk", text + "; a day needs about 350") : .ok("disk", text), flush(path)]
    }

    /// How long a durable write takes: every decision waits for one.
    private func flush(_ folder: String) -> Finding {
        let path = folder + "/.smartgate-doctor-\(getpid())"
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return .bad("disk", "\(folder): \(String(cString: strerror(errno)))") }
        defer {
            close(file)
            unlink(path)
        }
        var times: [Duration] = []
        let page = [UInt8](repeating: 0x5A, count: 4_096)
        for _ in 0..<21 {
            let begin = ContinuousClock.now
            guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
                return .bad("disk", "a durable write fails: \(String(cString: strerror(errno)))")
            }
            times.append(ContinuousClock.now - begin)
        }
        times.sort()
        let middle = times[times.count / 2]
        let milliseconds = Double(middle.components.attoseconds) / 1e15 + Double(middle.components.seconds) * 1e3
        let text = String(format: "a durable write takes %.1f ms", milliseconds)
        return milliseconds > 50 ? .note("disk", text + ": decisions will feel slow") : .ok("disk", text)
    }

    // MARK: Journal and links

    private func record(_ path: String) -> Finding {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            let folder = (path as NSString).deletingLastPathComponent
            guard folder.isEmpty || FileManager.default.fileExists(atPath: folder) else {
                return .bad("journal", "\(path) cannot be made: there is no folder \(folder)")
            }
            return .note("journal", "\(path) is not there; it will be made")
        }
        if isFolder.boolValue { return .bad("journal", "\(path) is a folder; a journal is a file") }
        do {
            let head = try Blocking.wait { try await ReadOnlyJournal(at: path).position().head }
            return .ok("journal", "\(path): \(head) events")
        } catch {
            return .bad("journal", "\(error)")
        }
    }

    private func link(_ plan: LinkPlan) -> [Finding] {
        let place = "\(plan.transport.rawValue) \(plan.host):\(plan.port)"
        let subject = "link"
        var findings: [Finding] = []
        switch plan.transport {
        case .tcpServer, .http:
            findings.append(
                PortProbe.listening(plan.host, plan.port).map { .bad(subject, "\(place) cannot listen: \($0)") }
                    ?? .ok(subject, "\(place) is free to listen"))
        case .tcpClient, .mqtt:
            // A broker may be named, and a name is the library's to look up.
            let problem = PortProbe.calling(plan.host, plan.port, milliseconds: 1_000)
            findings.append(
                problem.map { .note(subject, "\(place): \($0); it will be tried again and again") }
                    ?? .ok(subject, "\(place) answers"))
        }
        let files = plan.broker?.certificates.map { [$0.authority, $0.certificate, $0.key] } ?? []
        for file in files where !file.isEmpty && access(file, R_OK) != 0 {
            findings.append(.bad(subject, "\(place): \(file): \(String(cString: strerror(errno)))"))
        }
        return findings
    }
}

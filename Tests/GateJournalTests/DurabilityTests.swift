import Foundation
import GateJournal
import GateModel
import JournalSamples
import TestTraits
import Testing

/// What "on disk" rests on, proved on another process: flushes counted, failures injected, kills survived.
@Suite("Durability", .serialized, .ownThread)
struct DurabilityTests {
    static let strace = ["/usr/bin/strace", "/bin/strace"].first { FileManager.default.isExecutableFile(atPath: $0) }

    let folder: TestFolder
    let path: String
    init() throws {
        folder = try TestFolder()
        path = folder.file("day.journal")
    }

    /// Runs a mode of the helper under strace; its lines, and the calls that strace saw.
    private func trace(
        _ expressions: [String], mode: String = "count", only file: String? = nil, batches: Int, group: Int
    ) throws -> (lines: [String], calls: [Substring]) {
        let strace = try #require(Self.strace)
        let log = folder.file("trace")
        let child = try Child(
            strace,
            ["-f", "-o", log] + (file.map { ["-P", $0] } ?? []) + expressions.flatMap { ["-e", $0] }
                + [Child.victim, mode, path, "\(batches)", "\(group)"])
        let lines = child.rest()
        child.waitForEnd()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        return (lines, text.split(separator: "\n"))
    }

    @Test(
        "Every acknowledged batch has a flush of its own", .enabled(if: strace != nil, "strace is not installed"),
        arguments: [1, 25])
    func flushes(group: Int) throws {
        let (lines, calls) = try trace(["trace=fdatasync,fsync"], batches: 40, group: group)
        #expect(lines.last == "acknowledged 40")
        let flushes = calls.filter { $0.contains("sync(") && $0.hasSuffix("= 0") }
        #expect(flushes.count >= 40, "\(flushes.count) flushes")
    }

    @Test(
        "After one failed flush nothing is acknowledged until the journal is opened again",
        .enabled(if: strace != nil, "strace is not installed"), arguments: ["EIO", "ENOSPC"])
    func failedFlush(error: String) async throws {
        // Well after the flushes of creation, in the middle of the appends.
        let (lines, _) = try trace(
            ["trace=fdatasync", "inject=fdatasync:error=\(error):when=25"], batches: 40, group: 3)
        let last = try #require(lines.last)
        let acknowledged = try #require(UInt64(last.dropFirst("acknowledged ".count)))
        #expect((5..<35).contains(acknowledged))
        let unknown = lines.filter { $0.hasPrefix("unknown the journal stopped at its first failure") }
        #expect(UInt64(unknown.count) == 40 - acknowledged)
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        // The batch that failed may be there; those after it cannot.
        let head = try await journal.position().head
        #expect(head == acknowledged * 3 || head == acknowledged * 3 + 3)
        #expect(try await journal.verify().fault == nil)
        #expect(await journal.add(try Make.weight(1)).recorded?.first?.sequence == head + 1)
    }

    @Test(
        "When the log cannot be moved into the file, nothing more is acknowledged, and nothing is lost",
        .enabled(if: strace != nil, "strace is not installed"))
    func failedMove() async throws {
        // Only the file itself fails, after the flush of its creation; then only the mover of the log writes to it.
        let (lines, calls) = try trace(
            ["trace=fdatasync", "inject=fdatasync:error=EIO:when=2+"], only: path, batches: 60, group: 1_000)
        let last = try #require(lines.last)
        let acknowledged = try #require(UInt64(last.dropFirst("acknowledged ".count)))
        #expect((5..<60).contains(acknowledged), "\(lines.suffix(3)) \(calls.count) calls")
        #expect(lines.contains { $0.hasPrefix("unknown the journal stopped at its first failure") })
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        #expect(try await journal.position().head == acknowledged * 1_000)
        #expect(try await journal.verify().fault == nil)
    }

    @Test(
        "Recovered after a failure, the same appends are recorded once and it goes on",
        .enabled(if: strace != nil, "strace is not installed"),
        arguments: ["fdatasync:error=EIO:when=25", "fdatasync:error=EIO:when=25+7", "pwrite64:error=ENOSPC:when=63"])
    func recovery(fault: String) async throws {
        let (lines, _) = try trace(
            ["trace=fdatasync,pwrite64", "inject=\(fault)"], mode: "endure", batches: 40, group: 3)
        #expect(lines.contains { $0.hasPrefix("unknown the journal stopped at its first failure") }, "\(lines)")
        #expect(lines.last == "acknowledged 40")
        let found = try await ReadOnlyJournal(at: path).verify()
        #expect(found.fault == nil)
        #expect(found.events == 120)
    }

    @Test(
        "A failed write stops it too", .enabled(if: strace != nil, "strace is not installed"),
        arguments: [60, 61, 62, 63])
    func failedWrite(call: Int) async throws {
        let (lines, _) = try trace(
            ["trace=pwrite64", "inject=pwrite64:error=EIO:when=\(call)"], batches: 40, group: 1)
        let acknowledged = lines.last.flatMap { UInt64($0.dropFirst("acknowledged ".count)) }
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        let head = try await journal.position().head
        if let acknowledged {
            #expect(acknowledged < 40)
            #expect(head == acknowledged || head == acknowledged + 1)
        }
        #expect(try await journal.verify().fault == nil)
    }

    @Test(
        "Killed inside a system call, at any of them, nothing acknowledged is lost",
        .enabled(if: strace != nil, "strace is not installed"),
        arguments: ["pwrite64", "fdatasync"], [12, 20, 33, 34, 35, 36, 61, 90])
    func killedInCall(name: String, call: Int) async throws {
        let strace = try #require(Self.strace)
        let inject = "inject=\(name):signal=KILL:when=\(call)"
        let child = try Child(
            strace,
            ["-f", "-o", "/dev/null", "-e", "trace=\(name)", "-e", inject, Child.victim, "append", path, "5", "2"])
        let lines = child.rest()
        child.waitForEnd()
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        for line in lines {
            let parts = line.split(separator: " ")
            try #require(parts.count == 2)
            #expect(try await journal.hash(at: UInt64(parts[0]) ?? 0)?.hex == String(parts[1]))
        }
        #expect(try await journal.verify().fault == nil)
        #expect(await journal.add(try Make.weight(1)).recorded != nil)
    }

    /// Runs a script with file systems of its own to mount.
    private func mounting(_ script: String) throws -> [String] {
        let child = try Child("/usr/bin/unshare", ["-m", "sh", "-c", script, "sh", folder.url.path, Child.victim])
        let lines = child.rest()
        child.waitForEnd()
        return lines
    }

    static let canMount = {
        guard let child = try? Child("/usr/bin/unshare", ["-m", "sh", "-c", "mount -t tmpfs none /mnt && echo yes"])
        else { return false }
        defer { child.waitForEnd() }
        return child.rest() == ["yes"]
    }()

    @Test("A full disk stops it; with room again it goes on", .enabled(if: canMount, "mounting is not allowed"))
    func fullDisk() throws {
        let lines = try mounting(
            """
            mount -t tmpfs -o size=700k none "$1" && "$2" count "$1/day.journal" 3000 1
            mount -o remount,size=4m "$1" && "$2" count "$1/day.journal" 3000 1 | grep -v unknown
            "$2" read "$1/day.journal"
            """)
        #expect(lines.contains { $0.hasPrefix("unknown the journal stopped at its first failure") })
        let first = try #require(lines.first { $0.hasPrefix("acknowledged") })
        let acknowledged = try #require(Int(first.dropFirst("acknowledged ".count)))
        #expect((10..<2_900).contains(acknowledged))
        // The helper proposes the same ids again: what was acknowledged is answered, and more is appended.
        let second = try #require(lines.last { $0.hasPrefix("acknowledged") })
        #expect(try #require(Int(second.dropFirst("acknowledged ".count))) > acknowledged)
        #expect(lines.last?.hasSuffix(" whole") == true)
    }

    @Test("A day on a read-only disk can be replayed, not written", .enabled(if: canMount, "mounting is not allowed"))
    func readOnlyDisk() throws {
        let lines = try mounting(
            """
            "$2" count "$1/day.journal" 3 2 && mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"
            "$2" read "$1/day.journal"; "$2" count "$1/day.journal" 1 1 || echo refused
            """)
        #expect(lines.suffix(2) == ["read 6 6 whole", "refused"])
    }

    /// Kills asked for by `SMARTGATE_KILLS`, 30 without it.
    static let kills = ProcessInfo.processInfo.environment["SMARTGATE_KILLS"].flatMap(Int.init) ?? 30

    /// Kills of one file; then another is begun, because each opening walks the whole chain.
    static let killsPerFile = 100

    @Test("Killed at any moment, every acknowledged event is there with its hash, and it goes on")
    func kills() async throws {
        let seed = ProcessInfo.processInfo.environment["SMARTGATE_SEED"].flatMap(UInt64.init) ?? 20_261_123
        print("kill test: \(Self.kills) kills, SMARTGATE_SEED=\(seed)")
        var random = SplitMix64(seed: seed)
        var left = Self.kills
        var acknowledged = 0
        var file = 0
        while left > 0 {
            file += 1
            let rounds = min(left, Self.killsPerFile)
            acknowledged += try await kill(rounds, folder.file("day-\(file).journal"), &random, seed)
            left -= rounds
        }
        print("kill test: \(acknowledged) acknowledged in \(file) files, none lost")
    }

    /// Kills the helper again and again on one file.
    ///
    /// - Returns: how many events were acknowledged; all of them were found.
    private func kill(_ rounds: Int, _ path: String, _ random: inout SplitMix64, _ seed: UInt64) async throws -> Int {
        var acknowledged: [UInt64: String] = [:]
        for round in 1...rounds {
            let group = [1, 1, 3, 17][Int(random.next() % 4)]
            let lines = try killed(path, after: 1 + Int(random.next() % 120), seed: random.next(), group: group)
            #expect(!lines.isEmpty, "seed \(seed), round \(round)")
            let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
            for line in lines {
                let parts = line.split(separator: " ")
                try #require(parts.count == 2, "seed \(seed), round \(round): \(line)")
                let sequence = try #require(UInt64(parts[0]))
                acknowledged[sequence] = String(parts[1])
                let found = try await journal.hash(at: sequence)
                #expect(found?.hex == String(parts[1]), "seed \(seed), round \(round)")
            }
            await journal.close()
        }
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        let found = try await journal.verify()
        #expect(found.fault == nil, "seed \(seed)")
        #expect(found.events >= UInt64(acknowledged.count))
        for (sequence, hash) in acknowledged {
            let link = try await journal.hash(at: sequence)
            #expect(link?.hex == hash, "seed \(seed), event \(sequence)")
        }
        #expect(await journal.add(try Make.weight(1)).recorded != nil)
        return acknowledged.count
    }

    /// The acknowledgements a helper gave before it was killed at the n-th.
    private func killed(_ path: String, after count: Int, seed: UInt64, group: Int) throws -> [String] {
        let child = try Child(Child.victim, ["append", path, "\(seed)", "\(group)"])
        var lines: [String] = []
        while lines.count < count, let line = child.line() { lines.append(line) }
        child.kill()
        // What it said before it died counts as much.
        lines += child.rest()
        child.waitForEnd()
        #expect(child.process.terminationReason == .uncaughtSignal)
        return lines
    }
}

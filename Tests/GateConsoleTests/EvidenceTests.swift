import ConsoleSupport
import Foundation
import GateDevices
import GateModel
import GateSimulation
import GateTerminal
import TerminalSupport
import TestSupport
import Testing

@testable import GateConsole
@testable import GateJournal

/// Everything about one visit, that can be checked where nothing else is at hand.
@Suite("Evidence", .timeLimit(.minutes(5))) struct EvidenceTests {
    /// A morning with two pictures, recorded and captured once for all tests.
    private struct Morning {
        let folder: ScratchFolder
        let visit: VisitID
        let scan: ScanResult

        var journal: String { folder.file("a.journal") }
        var source: EvidenceSource {
            EvidenceSource(
                journal: journal, capture: folder.file("a.ndjson"), images: folder.file("images"),
                key: folder.file("gate.key"))
        }

        func bundle(of visit: VisitID? = nil, _ change: (inout EvidenceSource) -> Void = { _ in }) throws
            -> EvidenceBundle.Made
        {
            var source = source
            change(&source)
            // A folder for each: two bundles of one visit have one name.
            let place = folder.file("evidence-\(UUID().uuidString)")
            return try EvidenceBundle.write(
                visit ?? self.visit, from: source, into: place, by: "Trần Thị Hà",
                at: SampleCapture.time(10))
        }

        static let shared = Task { try await record() }

        private static func record() async throws -> Morning {
            let folder = try ScratchFolder()
            try draw(folder)
            var options = LiveOptions.playing(folder.file("day.ndjson"), into: folder.file("a.journal"))
            options.capture = folder.file("a.ndjson")
            let session = try await LiveSession(options, wakeup: try Wakeup())
            session.start()
            await session.finishFeed()
            await session.keepCapture()
            await session.close()
            return try find(folder)
        }

        private static func draw(_ folder: ScratchFolder) throws {
            var parameters = DayParameters(seed: 5, date: SampleCapture.midnight, vehicles: 600)
            parameters.pictures = 2
            var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
            var pictures = try PictureFolder(folder.file("images"))
            var messages: [DeviceMessage] = []
            while let message = day.next(), message.receivedTime < SampleCapture.time(9) {
                messages.append(message)
                for scan in day.takeScans() { try pictures.put(scan) }
            }
            try SampleCapture.write(messages, to: folder.file("day.ndjson"))
        }

        private static func find(_ folder: ScratchFolder) throws -> Morning {
            var found: (VisitID, ScanResult)?
            for event in try RecordedDay.load(folder.file("a.journal"), verifying: true).events {
                if case .scanned(let seen) = event.event, let visit = seen.visit, found == nil {
                    found = (visit, seen.value)
                }
            }
            let (visit, scan) = try #require(found)
            return Morning(folder: folder, visit: visit, scan: scan)
        }
    }

    private func names(_ path: String) throws -> [String] {
        try TarArchive.read([UInt8](Data(contentsOf: URL(filePath: path))), path: path).map {
            String($0.name.split(separator: "/").last ?? "")
        }
    }

    /// A bundle with some of its files changed, listed and signed anew by a key of somebody else's: a skilled forger's.
    private func forge(
        _ made: EvidenceBundle.Made, _ folder: ScratchFolder, _ change: (inout [String: String]) throws -> Void
    )
        throws -> String
    {
        let entries = try TarArchive.read([UInt8](Data(contentsOf: URL(filePath: made.archive))), path: made.archive)
        var files: [String: String] = [:]
        for entry in entries {
            files[String(entry.name.split(separator: "/").last ?? "")] = String(decoding: entry.bytes, as: UTF8.self)
        }
        try change(&files)
        var manifest = try readManifest(files[EvidenceManifest.name] ?? "")
        for index in manifest.files.indices where !manifest.files[index].digest.isEmpty {
            let bytes = Array((files[manifest.files[index].name] ?? "").utf8)
            manifest.files[index].bytes = Int64(bytes.count)
            manifest.files[index].digest = ChainHash.digest(of: bytes).hex
        }
        let lines = (files["chain.txt"] ?? "").split(separator: "\n")
        manifest.link = String(lines.last?.split(separator: " ").last ?? "")
        let bytes = JSONFieldWriter.json(manifest)
        let key = try GateKey.load(path: folder.file("forger.key"))
        files[EvidenceManifest.name] = String(decoding: bytes, as: UTF8.self)
        files[EvidenceManifest.signatureName] = "\(key.publicHex)\n\(try key.signature(of: bytes))\n"
        let archive = TarArchive.bytes(
            of: files.sorted { $0.key < $1.key }.map {
                TarArchive.Entry(name: "e/" + $0.key, bytes: Array($0.value.utf8))
            },
            at: .epoch)
        let path = folder.file("forged-\(UInt64.random(in: 0...UInt64.max)).tar")
        try Data(archive).write(to: URL(filePath: path))
        return path
    }

    private func readManifest(_ text: String) throws -> EvidenceManifest {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { try JSONFieldReader.value(EvidenceManifest.self, from: $0) }
    }

    private func readEvents(_ text: String?) throws -> [ChainedEvent] {
        try (text ?? "").split(separator: "\n").map { line in
            let bytes = Array(line.utf8)
            return try bytes.withUnsafeBufferPointer { try JSONFieldReader.value(ChainedEvent.self, from: $0) }
        }
    }

    private func text(_ events: [ChainedEvent]) -> String {
        events.map { String(decoding: JSONFieldWriter.json($0), as: UTF8.self) + "\n" }.joined()
    }

    // MARK: What is in it

    @Test("A visit's events, messages and image are in it; folder and archive check, with and without the journal")
    func whole() async throws {
        let morning = try await Morning.shared.value
        let made = try morning.bundle()
        #expect(made.missing.isEmpty && made.events > 15 && made.messages > 8, "\(made)")
        let listed = try names(made.archive)
        #expect(
            Set(listed) == [
                "manifest.json", "signature.txt", "README.txt", "visit.json", "events.ndjson", "chain.txt",
                "raw.ndjson",
                "scan." + (morning.scan.image.split(separator: ".").last ?? ""),
            ])
        for path in [made.archive, String(made.archive.dropLast(4))] {
            let check = try EvidenceCheck(path, journal: morning.journal)
            #expect(check.problems.isEmpty, "\(check.problems)")
            #expect(check.lines.contains { $0.hasPrefix("journal   has all") })
            #expect(check.lines.contains("events    \(made.events), each makes its own link"))
        }
        let key = try GateKey.load(path: morning.source.key).publicHex
        #expect(try EvidenceCheck(made.archive, signer: key).problems.isEmpty)
        let other = String(repeating: "0", count: 64)
        #expect(try EvidenceCheck(made.archive, signer: other).problems.count == 1)
        let attributes = try FileManager.default.attributesOfItem(atPath: morning.source.key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("Every event of the visit is in it, and every message that one of them came of") func complete() async throws
    {
        let morning = try await Morning.shared.value
        let made = try morning.bundle()
        let folder = String(made.archive.dropLast(4))
        let events = try readEvents(String(contentsOfFile: folder + "/events.ndjson", encoding: .utf8))
        let wanted = try RecordedDay.load(morning.journal).events.filter { $0.event.visit == morning.visit }
        #expect(Set(events.map(\.sequence)).isSuperset(of: wanted.map(\.sequence)) && wanted.count > 12)
        let raw = try String(contentsOfFile: folder + "/raw.ndjson", encoding: .utf8).split(separator: "\n")
        let sources = Set(
            events.compactMap { Cause($0.cause)?.source }.filter { $0.hasPrefix("/gate/") })
        for source in sources { #expect(raw.contains { $0.contains("\"source\":\"\(source)\"") }, "\(source)") }
        #expect(raw.contains { $0.contains(morning.scan.image) })
        // An occupancy of the portal is one measurement of many lines.
        let portal = try #require(events.first { $0.kind == "portalPassed" }.flatMap { Cause($0.cause)?.source })
        #expect(raw.count { $0.contains("\"source\":\"\(portal)\"") } > 1)
    }

    @Test("What is not at hand is said to be missing, and an exchanged image is told") func missing() async throws {
        let morning = try await Morning.shared.value
        let bare = try morning.bundle {
            $0.capture = nil
            $0.images = nil
        }
        #expect(bare.missing.count == 2 && bare.missing[0].hasPrefix("raw.ndjson: "), "\(bare.missing)")
        let check = try EvidenceCheck(bare.archive)
        #expect(check.problems.isEmpty && check.lines.count { $0.hasPrefix("missing") } == 2)
        let images = try ScratchFolder()
        try Data(repeating: 7, count: Int(morning.scan.byteSize)).write(
            to: URL(filePath: images.file(morning.scan.image)))
        let other = try morning.bundle { $0.images = images.path }
        #expect(try EvidenceCheck(other.archive).lines.contains { $0.contains("not the image that the scanner took") })
        #expect(other.missing.count == 1, "the one who asks for it hears of it too")
        let strange = try morning.bundle { $0.capture = "/dev/null" }
        #expect(strange.missing.count == 1 && strange.missing[0].contains("holds none of the messages"))
        #expect(throws: EvidenceFault.self) { try morning.bundle(of: HandMade.visit(99_999)) }
        try Data("nonsense".utf8).write(to: URL(filePath: images.file("bad.key")))
        #expect(throws: JournalError.self) { try morning.bundle { $0.key = images.file("bad.key") } }
    }

    // MARK: What was changed

    @Test("No byte of any file can be changed unnoticed") func everyByte() async throws {
        let morning = try await Morning.shared.value
        let made = try morning.bundle { $0.images = nil }
        let folder = try ScratchFolder()
        let seed: UInt64 = 20_261_130
        var random = SeededRandom(seed: seed)
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: made.archive)))
        // Where the contents stand: all else is headers and padding.
        var place = 0
        var ranges: [Range<Int>] = []
        for entry in try TarArchive.read(bytes, path: made.archive) {
            ranges.append(place + 512..<place + 512 + entry.bytes.count)
            place += 512 + (entry.bytes.count + 511) / 512 * 512
        }
        for range in ranges {
            for _ in 0..<12 {
                var changed = bytes
                let at = range.lowerBound + random.below(range.count)
                changed[at] ^= UInt8(1 << random.below(8))
                let path = folder.file("changed.tar")
                try Data(changed).write(to: URL(filePath: path))
                let problems = (try? EvidenceCheck(path))?.problems ?? ["no bundle"]
                #expect(!problems.isEmpty, "seed \(seed): byte \(at)")
            }
        }
    }

    @Test("An archive cut anywhere is a fault or has problems, and none crashes") func cut() async throws {
        let morning = try await Morning.shared.value
        let made = try morning.bundle { $0.images = nil }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: made.archive)))
        let folder = try ScratchFolder()
        for length in [0, 1, 511, 512, 513, 1024, bytes.count / 3, bytes.count / 2, bytes.count - 1025] {
            let path = folder.file("cut.tar")
            try Data(bytes[..<length]).write(to: URL(filePath: path))
            let problems = (try? EvidenceCheck(path))?.problems ?? ["no bundle"]
            #expect(!problems.isEmpty, "\(length) bytes")
        }
        try Data(repeating: 0x41, count: 4096).write(to: URL(filePath: folder.file("other.tar")))
        #expect(throws: EvidenceFault.self) { try EvidenceCheck(folder.file("other.tar")) }
        #expect(throws: EvidenceFault.self) { try EvidenceCheck(folder.path) }
        // Nothing hides behind the end, and what other programs add is passed over.
        try Data(bytes + bytes).write(to: URL(filePath: folder.file("two.tar")))
        #expect(throws: EvidenceFault.self) { try EvidenceCheck(folder.file("two.tar")) }
        var comment = TarArchive.bytes(
            of: [.init(name: "pax", bytes: Array("30 comment=made elsewhere\n".utf8))], at: .epoch)
        comment = Array(comment[..<1024])
        let sum = comment[..<512].enumerated().reduce(0) {
            $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
        }
        comment[156] = UInt8(ascii: "x")
        let changed = sum - Int(UInt8(ascii: "0")) + Int(UInt8(ascii: "x"))
        let digits = Array(String(changed, radix: 8).utf8)
        for (offset, digit) in digits.enumerated() { comment[154 - digits.count + offset] = digit }
        try Data(comment + bytes).write(to: URL(filePath: folder.file("pax.tar")))
        #expect(try EvidenceCheck(folder.file("pax.tar")).problems.isEmpty)
        try FileManager.default.createDirectory(atPath: folder.file("odd/inner"), withIntermediateDirectories: true)
        #expect(throws: EvidenceFault.self) { try EvidenceCheck(folder.file("odd")) }
    }

    @Test("Whoever forges an event has to forge its link, the chain and the signature; journal and key still tell")
    func forged() async throws {
        let morning = try await Morning.shared.value
        let made = try morning.bundle { $0.images = nil }
        let folder = try ScratchFolder()
        func change(_ files: inout [String: String], _ links: Bool, _ chain: Bool) throws {
            var events = try readEvents(files["events.ndjson"])
            let index = try #require(events.firstIndex { $0.kind == "agencyDecided" })
            let old = events[index].link
            events[index].actor = "Ai Khác"
            if links { events[index].link = try remade(events[index]) }
            if chain { files["chain.txt"] = files["chain.txt"]?.replacing(old, with: events[index].link) }
            files["events.ndjson"] = text(events)
        }
        let body = try EvidenceCheck(try forge(made, folder) { try change(&$0, false, false) })
        #expect(body.problems.count == 1 && body.problems[0].contains("is not what its link was made of"))
        let link = try EvidenceCheck(try forge(made, folder) { try change(&$0, true, false) })
        #expect(link.problems.contains { $0.contains("is not in the chain") }, "\(link.problems)")
        let all = try forge(made, folder) { try change(&$0, true, true) }
        #expect(
            try EvidenceCheck(all, journal: morning.journal).problems.contains {
                $0.contains("another link in the journal")
            })
        let key = try GateKey.load(path: morning.source.key).publicHex
        #expect(try EvidenceCheck(all, signer: key).problems.contains { $0.hasPrefix("signed by") })
    }

    private func remade(_ event: ChainedEvent) throws -> String {
        var event = event
        // The link that its fields make is found by asking, as a forger with the source code would.
        event.link = try #require(event.made(gate: SampleGate.plan().gate, epoch: 1)).hex
        return event.link
    }

    @Test("An event of another visit, one left out of the files, one put in: told") func foreign() async throws {
        let morning = try await Morning.shared.value
        let made = try morning.bundle { $0.images = nil }
        let folder = try ScratchFolder()
        let neighbour = try #require(VisitID(number: Int64(morning.visit.number) + 1))
        let other = try morning.bundle(of: neighbour) { $0.images = nil }
        let theirs = try readEvents(
            String(contentsOfFile: String(other.archive.dropLast(4)) + "/events.ndjson", encoding: .utf8))
        let mixed = try forge(made, folder) { files in
            let strangers = theirs.filter { $0.stream == "visit/\(neighbour.number)" }
            files["events.ndjson"] = text(try readEvents(files["events.ndjson"]) + strangers)
        }
        #expect(try EvidenceCheck(mixed).problems.contains { $0.contains("is of another visit") })
        let silent = try forge(made, folder) { files in
            files["events.ndjson"] = text(try readEvents(files["events.ndjson"]).filter { $0.kind != "agencyDecided" })
        }
        #expect(try EvidenceCheck(silent).problems.isEmpty, "what is left out only the journal knows")
        #expect(try EvidenceCheck(silent, journal: morning.journal).problems.contains { $0.contains("are left out") })
        let unsigned = try forge(made, folder) { _ in }
        #expect(try EvidenceCheck(unsigned).problems.isEmpty)
        let without = try forge(made, folder) { $0["raw.ndjson"] = nil }
        #expect(try EvidenceCheck(without).problems == ["raw.ndjson is gone"])
        let more = try forge(made, folder) { $0["extra.txt"] = "x" }
        #expect(try EvidenceCheck(more).problems == ["extra.txt was put in later"])
    }

    @Test("Whoever is the first to need the key makes it, and all have the same") func firstKey() async throws {
        let folder = try ScratchFolder()
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 { group.addTask { try GateKey.load(path: folder.file("gate.key")).publicHex } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["gate.key"])
    }

    // MARK: In the console

    @Test("One key gathers it beside the screen, one bundle at a time") func desk() async throws {
        let morning = try await Morning.shared.value
        let folder = try ScratchFolder()
        let desk = EvidenceDesk(morning.source, folder: folder.path, wakeup: nil)
        desk.gather(morning.visit, by: "An", at: SampleCapture.time(10)) {
            desk.gather(morning.visit, by: "An", at: SampleCapture.time(10))
        }
        let news = Waiting()
        #expect(await eventually { news.take(desk) == 2 })
        #expect(news.text == ["busy", "made"], "\(news.text)")
        desk.gather(HandMade.visit(99_999), by: "An", at: SampleCapture.time(10))
        #expect(await eventually { news.take(desk) == 3 })
        #expect(news.text.last == "failed")
    }

    /// News as they come.
    private final class Waiting {
        var text: [String] = []
        func take(_ desk: EvidenceDesk) -> Int {
            for case .evidence(let news) in desk.takeNews() {
                switch news {
                case .busy: text.append("busy")
                case .made: text.append("made")
                case .failed: text.append("failed")
                }
            }
            return text.count
        }
    }

    @Test("The commands make and check one") func commands() async throws {
        let morning = try await Morning.shared.value
        let folder = try ScratchFolder()
        let made = try await Program.run(
            "evidence", morning.journal, "\(morning.visit.number)", "--capture", morning.folder.file("a.ndjson"),
            "--images", morning.folder.file("images"), "--out", folder.path, "--key", folder.file("k"))
        #expect(made.status == 0 && made.out.contains("files     8"), "\(made)")
        let archive = try #require(
            FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".tar") })
        let good = try await Program.run("verify", folder.file(archive), "--journal", morning.journal)
        #expect(good.status == 0 && good.out.contains("journal   has all"), "\(good)")
        #expect(good.out.hasSuffix("verdict   whole\n"))
        let again = try await Program.run(
            "evidence", morning.journal, "\(morning.visit.number)", "--out", folder.path, "--key", folder.file("k"))
        #expect(again.status == 0 && again.out.contains("-2.tar"), "what was handed out stays: \(again)")
        try Data([0]).write(to: URL(filePath: folder.file(String(archive.dropLast(4))) + "/visit.json"))
        let bad = try await Program.run("verify", folder.file(String(archive.dropLast(4))))
        #expect(bad.status == 65 && bad.err.contains("visit.json is not the file that was put in"), "\(bad)")
        #expect(bad.out.hasSuffix("verdict   NOT whole: 1 problem\n"))
        let none = try await Program.run("evidence", morning.journal, "nobody")
        #expect(none.status == 64 && none.err.contains("no visit or declaration 'nobody'"), "\(none)")
    }
}

import Foundation
import GateDevices
import GateImages
import GateJournal
public import GateModel

/// Where a visit's evidence lies.
public struct EvidenceSource: Sendable {
    public var journal: String
    /// What was received; nil where nothing is kept.
    public var capture: String?
    /// The folder of scan images; nil where none is known.
    public var images: String?
    /// The file of the key that signs.
    public var key: String

    public init(journal: String, capture: String?, images: String?, key: String) {
        self.journal = journal
        self.capture = capture
        self.images = images
        self.key = key
    }
}

/// Everything about one visit, in a folder and in one archive of the same: what was decided, read, sent and seen, with the
/// links of the journal's chain, so that anybody can check it without the journal (docs/evidence.md).
public struct EvidenceBundle: Sendable {
    /// Bytes of device messages that are put into a bundle; what is beyond is counted and left out.
    static let rawLimit = 64 << 20
    /// Links that are put into it: some days of a busy gate.
    static let chainLimit = 1_000_000

    /// What was made.
    public struct Made: Hashable, Sendable {
        public var archive: String
        public var events: Int
        public var messages: Int
        public var files: Int
        /// What should have been in it, and why it is not.
        public var missing: [String]
    }

    private let source: EvidenceSource
    private let visit: VisitID
    private var state = GateState()
    private var events: [ChainedEvent] = []
    /// The link before the first event of the visit, and all since.
    private var links: [ChainHash] = []
    private var firstLink: UInt64 = 0
    private var identity = JournalIdentity(gate: "", created: .epoch)
    private var files: [(entry: TarArchive.Entry, note: String)] = []
    private var missing: [EvidenceFile] = []
    private var messages = 0

    private init(_ visit: VisitID, _ source: EvidenceSource) {
        self.visit = visit
        self.source = source
    }

    /// Gathers and writes a bundle. Takes as long as reading the journal and the capture does.
    ///
    /// - Parameters:
    ///   - folder: where bundles are put; made where it is missing.
    ///   - by: who wants it.
    ///   - time: the gate's clock.
    /// - Throws: ``EvidenceFault``, ``JournalError``.
    public static func write(
        _ visit: VisitID, from source: EvidenceSource, into folder: String, by: String, at time: GateTime
    ) throws -> Made {
        var bundle = EvidenceBundle(visit, source)
        try bundle.readJournal()
        bundle.gather()
        return try bundle.write(into: folder, by: by, at: time)
    }

    // MARK: What is in it

    private mutating func readJournal() throws {
        let journal = try JournalEvidence(at: source.journal)
        defer { journal.close() }
        identity = journal.identity
        var trail = VisitTrail(visit)
        var plan: ChainedEvent?
        var previous = ChainHash.genesis
        try journal.walk { recorded, link, chained in
            state.apply(recorded)
            if case .gateConfigured = recorded.event {
                plan = chained()
                // A layout that was taken over meanwhile changed the rules of what follows.
                let isHere = state.visit(visit)?.state.isClosed == false
                if isHere, !events.isEmpty, let changed = plan { events.append(changed) }
            } else if trail.holds(recorded.event) {
                if events.isEmpty {
                    if let plan { events.append(plan) }
                    firstLink = recorded.sequence - 1
                    links = [previous]
                }
                events.append(chained())
            }
            if !links.isEmpty, links.count <= Self.chainLimit { links.append(link) }
            previous = link
        }
        guard state.visit(visit) != nil, !links.isEmpty else {
            throw EvidenceFault(path: source.journal, problem: "no visit \(visit.number)")
        }
    }

    private mutating func gather() {
        guard let visit = state.visit(visit) else { return }
        add("README.txt", Array(Self.readme.utf8))
        add("visit.json", JSONFieldWriter.json(visit))
        add("events.ndjson", events.flatMap { JSONFieldWriter.json($0) + [UInt8(ascii: "\n")] })
        let chain = links.enumerated().map { "\(firstLink + UInt64($0.offset)) \($0.element.hex)\n" }.joined()
        add("chain.txt", Array(chain.utf8))
        gatherMessages()
        gatherImage(visit.scan)
    }

    private mutating func add(_ name: String, _ bytes: [UInt8], note: String = "") {
        files.append((TarArchive.Entry(name: name, bytes: bytes), note))
    }

    private mutating func miss(_ name: String, _ why: String) {
        var file = EvidenceFile()
        file.name = name
        file.note = why
        missing.append(file)
    }

    /// The messages that the events came of, as they were received.
    private mutating func gatherMessages() {
        let name = "raw.ndjson"
        guard let path = source.capture else { return miss(name, "what devices sent is not kept") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return miss(name, "\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let wanted = WantedMessages(events)
        var reader = CaptureReader(descriptor: descriptor)
        var raw: [UInt8] = []
        var left = 0
        do throws(DeviceFault) {
            while let item = try reader.next() {
                guard case .message(let message) = item else { continue }
                guard wanted.contains(message), let line = try? CaptureWriter.line(message) else { continue }
                guard raw.count + line.count <= Self.rawLimit else {
                    left += 1
                    continue
                }
                messages += 1
                raw += line
            }
        } catch {
            return miss(name, "\(path): \(error)")
        }
        guard messages > 0 || wanted.isEmpty else {
            return miss(name, "\(path) holds none of the messages that these events came of")
        }
        add(name, raw, note: left > 0 ? "\(left) messages more have no room" : "")
    }

    private mutating func gatherImage(_ scan: ScanResult) {
        guard !scan.image.isEmpty else { return }
        // What another system called it is no name of a file here; visit.json has it.
        let ending = ["png", "tif", "tiff", "pgm"].first { scan.image.lowercased().hasSuffix("." + $0) }
        let name = "scan." + (ending ?? "bin")
        guard let folder = source.images else { return miss(name, "no folder of images is known") }
        do throws(ScanFileFault) {
            let bytes = try ScanFolder(path: folder).bytes(of: scan)
            let digest = ChainHash.digest(of: bytes).hex
            add(name, bytes, note: digest == scan.digest ? "" : "not the image that the scanner took: \(scan.digest)")
        } catch {
            miss(name, "\(error)")
        }
    }

    // MARK: Writing

    private func write(into folder: String, by: String, at time: GateTime) throws -> Made {
        let key = try GateKey.load(path: source.key)
        var manifest = EvidenceManifest()
        manifest.format = EvidenceManifest.format
        manifest.gate = identity.gate
        manifest.epoch = identity.epoch
        manifest.visit = visit
        manifest.declaration = state.visit(visit)?.declaration.number ?? ""
        manifest.tractor = state.visit(visit)?.declaration.tractor ?? ""
        manifest.head = firstLink + UInt64(links.count - 1)
        manifest.link = links.last?.hex ?? ""
        manifest.by = by
        manifest.at = time
        manifest.files =
            files.map { file in
                var listed = EvidenceFile()
                listed.name = file.entry.name
                listed.bytes = Int64(file.entry.bytes.count)
                listed.digest = ChainHash.digest(of: file.entry.bytes).hex
                listed.note = file.note
                return listed
            } + missing
        let bytes = JSONFieldWriter.json(manifest)
        let signature = "\(key.publicHex)\n\(try key.signature(of: bytes))\n"
        let all =
            [
                TarArchive.Entry(name: EvidenceManifest.name, bytes: bytes),
                TarArchive.Entry(name: EvidenceManifest.signatureName, bytes: Array(signature.utf8)),
            ] + files.map(\.entry)
        let gate = identity.gate.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? String($0) : "_" }
        let stem = Self.free("evidence-\(gate.joined())-\(visit.number)-\(state.sequence)", in: folder)
        do {
            try Self.put(all, as: stem, in: URL(fileURLWithPath: folder), at: time)
        } catch {
            throw EvidenceFault(path: folder, problem: "cannot be written: \(error.localizedDescription)")
        }
        return Made(
            archive: "\(folder)/\(stem).tar", events: events.count, messages: messages, files: all.count,
            missing: missing.map { "\($0.name): \($0.note)" }
                + files.filter { !$0.note.isEmpty }.map { "\($0.entry.name): \($0.note)" })
    }

    /// A name that nothing has yet: what was handed out stays.
    private static func free(_ stem: String, in folder: String) -> String {
        func isTaken(_ name: String) -> Bool {
            ["", ".tar"].contains { FileManager.default.fileExists(atPath: "\(folder)/\(name)\($0)") }
        }
        guard isTaken(stem) else { return stem }
        return (2...10_000).lazy.map { "\(stem)-\($0)" }.first { !isTaken($0) } ?? stem
    }

    /// Puts a folder and an archive of it in their place. What has its name is whole.
    private static func put(_ entries: [TarArchive.Entry], as stem: String, in folder: URL, at time: GateTime) throws {
        let files = FileManager.default
        let half = folder.appendingPathComponent(".\(stem)-\(UUID().uuidString)")
        defer { try? files.removeItem(at: half) }
        // There are people's names in it, and their documents.
        let ours: [FileAttributeKey: Any] = [.posixPermissions: 0o750]
        let inner = half.appendingPathComponent(stem)
        try files.createDirectory(at: inner, withIntermediateDirectories: true, attributes: ours)
        for entry in entries {
            let place = inner.appendingPathComponent(entry.name)
            try Data(entry.bytes).write(to: place)
            try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: place.path)
        }
        let archive = half.appendingPathComponent(stem + ".tar")
        let inFolder = entries.map { TarArchive.Entry(name: stem + "/" + $0.name, bytes: $0.bytes) }
        try Data(TarArchive.bytes(of: inFolder, at: time)).write(to: archive)
        try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: archive.path)
        for made in [inner, archive] {
            try files.moveItem(at: made, to: folder.appendingPathComponent(made.lastPathComponent))
        }
    }

    private static let readme = """
        Hồ sơ bằng chứng của một lượt xe, do bảng điều khiển cửa khẩu smartgate lập.
        Evidence of one vehicle's passage, made by smartgate, the console of a border gate.

        manifest.json   danh mục các tệp và mã SHA-256 của từng tệp / all files with their SHA-256
        signature.txt   khóa công khai và chữ ký Ed25519 của manifest.json / public key and signature of the manifest
        visit.json      lượt xe, tóm tắt / the visit, in short
        events.ndjson   mọi sự kiện, mỗi sự kiện kèm mắt xích / every event with its link of the journal's chain
        chain.txt       các mắt xích từ đầu lượt xe đến cuối nhật ký / the links since the visit began
        raw.ndjson      thông điệp của thiết bị, nguyên văn / what devices sent, as received

        Kiểm tra / to check:  smartgate verify <this folder, or the archive>

        """
}

extension EvidenceBundle {
    /// Where bundles of a journal go when nobody says.
    public static func folder(beside journal: String) -> String {
        URL(fileURLWithPath: journal).deletingLastPathComponent().appendingPathComponent("evidence").path
    }
}

extension LiveOptions {
    /// The capture of a journal where no other file is named.
    public static func capture(beside journal: String) -> String { journal + ".capture.ndjson" }
}

import Foundation
import GateJournal
import GateModel

/// Checks a bundle, anywhere: with nothing but the bundle itself, and better with the gate's key or its journal.
public struct EvidenceCheck: Sendable {
    /// Bytes of an archive, and of a folder's files together.
    static let limit = 1 << 30

    /// What holds, a line each.
    public private(set) var lines: [String] = []
    /// What does not.
    public private(set) var problems: [String] = []

    private let path: String
    private var manifest = EvidenceManifest()
    private var visit: VisitID?
    private var files: [String: [UInt8]] = [:]
    private var links: [UInt64: String] = [:]
    private var sequences: Set<UInt64> = []

    /// Whether a path is a bundle's, and no journal's.
    public static func isBundle(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return false }
        return isFolder.boolValue || path.hasSuffix(".tar")
    }

    /// - Parameters:
    ///   - path: the folder or the archive.
    ///   - signer: the gate's public key, 64 hexadecimal digits, where it is known.
    ///   - journal: the journal that the bundle is of, where it is at hand.
    /// - Throws: ``EvidenceFault`` where it is no bundle at all; ``JournalError``.
    public init(_ path: String, signer: String? = nil, journal: String? = nil) throws {
        self.path = path
        files = try Self.read(path)
        try readManifest()
        checkSignature(signer)
        checkFiles()
        checkChain()
        checkEvents()
        if let journal { try compare(with: journal) }
    }

    // MARK: Reading

    private static func read(_ path: String) throws -> [String: [UInt8]] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw EvidenceFault(path: path, problem: "there is no such file")
        }
        let entries = isFolder.boolValue ? try folder(path) : try archive(path)
        var files: [String: [UInt8]] = [:]
        for entry in entries {
            // All files of a bundle lie in one folder.
            let name = entry.name.split(separator: "/", omittingEmptySubsequences: false).last.map { String($0) } ?? ""
            guard files.updateValue(entry.bytes, forKey: name) == nil else {
                throw EvidenceFault(path: path, problem: "'\(name)' stands twice")
            }
        }
        return files
    }

    private static func folder(_ path: String) throws -> [TarArchive.Entry] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw EvidenceFault(path: path, problem: "cannot be read")
        }
        guard names.count <= TarArchive.mostFiles else {
            throw EvidenceFault(path: path, problem: "more than \(TarArchive.mostFiles) files")
        }
        var room = limit
        return try names.map { name in
            let place = path + "/" + name
            let facts = try? FileManager.default.attributesOfItem(atPath: place)
            guard facts?[.type] as? FileAttributeType == .typeRegular else {
                throw EvidenceFault(path: path, problem: "'\(name)' is no plain file")
            }
            room -= facts?[.size] as? Int ?? 0
            guard room >= 0 else { throw EvidenceFault(path: path, problem: "more than \(limit) bytes") }
            guard let data = FileManager.default.contents(atPath: place) else {
                throw EvidenceFault(path: path, problem: "'\(name)' cannot be read")
            }
            return TarArchive.Entry(name: name, bytes: [UInt8](data))
        }
    }

    private static func archive(_ path: String) throws -> [TarArchive.Entry] {
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        guard size <= limit else { throw EvidenceFault(path: path, problem: "more than \(limit) bytes") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw EvidenceFault(path: path, problem: "cannot be read")
        }
        return try TarArchive.read([UInt8](data), path: path)
    }

    private mutating func readManifest() throws {
        guard let bytes = files[EvidenceManifest.name] else {
            throw EvidenceFault(path: path, problem: "no \(EvidenceManifest.name): not a bundle of evidence")
        }
        do throws(FieldFault) {
            manifest = try Self.value(EvidenceManifest.self, bytes)
        } catch {
            throw EvidenceFault(path: path, problem: "\(EvidenceManifest.name): \(error)")
        }
        guard manifest.format == EvidenceManifest.format else {
            throw EvidenceFault(
                path: path, problem: "format \(manifest.format); this smartgate knows \(EvidenceManifest.format)")
        }
        guard let visit = manifest.visit else {
            throw EvidenceFault(path: path, problem: "\(EvidenceManifest.name): visit: is missing")
        }
        self.visit = visit
        let vehicle = manifest.tractor.isEmpty ? "" : ", vehicle \(manifest.tractor)"
        lines.append("gate      \(manifest.gate), visit \(visit.number), declaration \(manifest.declaration)\(vehicle)")
    }

    private static func value<Value: FieldCoded>(
        _ type: Value.Type, _ bytes: some Collection<UInt8>
    ) throws(FieldFault) -> Value {
        let bytes = Array(bytes)
        return try bytes.withUnsafeBufferPointer { buffer throws(FieldFault) in
            try JSONFieldReader.value(type, from: buffer)
        }
    }

    // MARK: Checking

    private mutating func checkSignature(_ signer: String?) {
        let text = String(decoding: files[EvidenceManifest.signatureName] ?? [], as: UTF8.self)
        let signed = text.split(separator: "\n").map { String($0) }
        // As it is written, to the letter: of this file no digest is kept.
        guard files[EvidenceManifest.signatureName] != nil else {
            problems.append("\(EvidenceManifest.signatureName) is gone")
            return
        }
        guard signed.count == 2, text == "\(signed[0])\n\(signed[1])\n".lowercased(),
            let bytes = files[EvidenceManifest.name],
            GateKey.isSound(signed[1], of: bytes, by: signed[0])
        else {
            problems.append("the manifest is not what was signed")
            return
        }
        if let signer, signer.lowercased() != signed[0].lowercased() {
            problems.append("signed by \(signed[0]), not by \(signer)")
        } else {
            lines.append(
                "signed    by \(signed[0])" + (signer == nil ? " (whose key that is the bundle cannot say)" : ""))
        }
    }

    private mutating func checkFiles() {
        var sound = 0
        for file in manifest.files {
            guard !file.digest.isEmpty else {
                lines.append("missing   \(file.name): \(file.note)")
                continue
            }
            guard let bytes = files[file.name] else {
                problems.append("\(file.name) is gone")
                continue
            }
            guard Int64(bytes.count) == file.bytes, ChainHash.digest(of: bytes).hex == file.digest else {
                problems.append("\(file.name) is not the file that was put in")
                continue
            }
            if !file.note.isEmpty { lines.append("note      \(file.name): \(file.note)") }
            sound += 1
        }
        let known = Set(manifest.files.map(\.name) + [EvidenceManifest.name, EvidenceManifest.signatureName])
        for name in files.keys.filter({ !known.contains($0) }).sorted() { problems.append("\(name) was put in later") }
        let listed = manifest.files.count { !$0.digest.isEmpty }
        lines.append("files     \(sound) of \(listed) as they were put in")
    }

    private mutating func checkChain() {
        var last: UInt64?
        for (index, line) in Self.lines(files["chain.txt"] ?? []).enumerated() {
            let parts = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 2, let sequence = UInt64(parts[0]), ChainHash(hex: parts[1]) != nil,
                last.map({ sequence == $0 &+ 1 }) ?? true
            else {
                problems.append("chain.txt: line \(index + 1) is no link that follows the one before")
                return
            }
            links[sequence] = parts[1]
            last = sequence
        }
        guard last == manifest.head, links[manifest.head] == manifest.link else {
            problems.append("chain.txt does not end at event \(manifest.head)")
            return
        }
        lines.append("chain     \(links.count) links to event \(manifest.head), \(manifest.link)")
    }

    private mutating func checkEvents() {
        guard let visit else { return }
        var trail = VisitTrail(visit)
        var count = 0
        for (index, line) in Self.lines(files["events.ndjson"] ?? []).enumerated() {
            let place = "events.ndjson: line \(index + 1)"
            let event: ChainedEvent
            let recorded: GateEvent
            do throws(FieldFault) {
                event = try Self.value(ChainedEvent.self, line)
                guard let kind = EventKind(name: event.kind) else {
                    throw FieldFault(field: "kind", byte: 0, problem: "unknown name '\(event.kind)'")
                }
                let body = Array(event.body.utf8)
                recorded = try body.withUnsafeBufferPointer { buffer throws(FieldFault) in
                    try GateEvent(kind: kind, json: buffer)
                }
            } catch {
                problems.append("\(place): \(error)")
                continue
            }
            let isOfVisit = if case .gateConfigured = recorded { true } else { trail.holds(recorded) }
            if !event.isSound(gate: manifest.gate, epoch: manifest.epoch) {
                problems.append("\(place): event \(event.sequence) is not what its link was made of")
            } else if !isOfVisit {
                problems.append("\(place): event \(event.sequence) is of another visit")
            } else if !isInPlace(event) {
                problems.append("\(place): event \(event.sequence) is not in the chain")
            } else {
                count += 1
                sequences.insert(event.sequence)
            }
        }
        lines.append("events    \(count), each makes its own link")
    }

    /// The plan may be older than the visit, and then stands before the links that the bundle has.
    private func isInPlace(_ event: ChainedEvent) -> Bool {
        if let first = links.keys.min(), event.sequence <= first {
            return event.sequence < first || links[event.sequence] == event.link
        }
        return links[event.sequence] == event.link && links[event.sequence &- 1] == event.previous
    }

    private mutating func compare(with path: String) throws {
        let journal = try JournalEvidence(at: path)
        defer { journal.close() }
        guard journal.identity.gate == manifest.gate, journal.identity.epoch == manifest.epoch else {
            problems.append("\(path) is the journal of another gate")
            return
        }
        guard let visit else { return }
        var found = 0
        var other: UInt64?
        var trail = VisitTrail(visit)
        var omitted: [UInt64] = []
        try journal.walk { recorded, link, _ in
            if trail.holds(recorded.event), recorded.sequence <= manifest.head,
                !sequences.contains(recorded.sequence)
            {
                omitted.append(recorded.sequence)
            }
            guard let claimed = links[recorded.sequence] else { return }
            if claimed == link.hex { found += 1 } else { other = other ?? recorded.sequence }
        }
        let wanted = links.count - (links[0] == nil ? 0 : 1)
        if let other {
            problems.append("event \(other) has another link in the journal")
        } else if found < wanted {
            problems.append("\(wanted - found) links are not in the journal")
        } else {
            lines.append("journal   has all \(found) links")
        }
        if let first = omitted.first {
            problems.append("\(omitted.count) events of the visit are left out, the first is \(first)")
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "\n")) }
}

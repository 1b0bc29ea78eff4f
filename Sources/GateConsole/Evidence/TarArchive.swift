import GateModel

/// An archive in the form that every system unpacks: POSIX ustar, plain files only.
enum TarArchive {
    private static let block = 512
    /// Files of an archive that is read, and bytes of each.
    static let mostFiles = 1_000
    static let largest = 256 << 20

    struct Entry: Hashable {
        var name: String
        var bytes: [UInt8]
    }

    /// - Parameter time: of every file.
    static func bytes(of entries: [Entry], at time: GateTime) -> [UInt8] {
        var archive: [UInt8] = []
        archive.reserveCapacity(entries.reduce(2 * block) { $0 + $1.bytes.count + 2 * block })
        for entry in entries {
            archive += header(entry.name, size: entry.bytes.count, at: time)
            archive += entry.bytes
            archive += repeatElement(0, count: padding(after: entry.bytes.count))
        }
        return archive + repeatElement(0, count: 2 * block)
    }

    private static func padding(after size: Int) -> Int { (block - size % block) % block }

    private static func header(_ name: String, size: Int, at time: GateTime) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: String, _ range: Range<Int>) {
            for (offset, byte) in text.utf8.prefix(range.count).enumerated() {
                header[range.lowerBound + offset] = byte
            }
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, 0..<100)
        put(octal(0o644, 7), 100..<107)
        put(octal(0, 7), 108..<115)
        put(octal(0, 7), 116..<123)
        put(octal(size, 11), 124..<135)
        put(octal(Int(max(0, time.milliseconds / 1000)), 11), 136..<147)
        put("        ", 148..<156)
        put("0", 156..<157)
        put("ustar", 257..<262)
        put("00", 263..<265)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6), 148..<154)
        header[154] = 0
        return header
    }

    /// Reads what ``bytes(of:at:)`` makes, and what other programs make of the same files.
    ///
    /// - Throws: ``EvidenceFault`` with the byte at which the archive is wrong.
    static func read(_ bytes: [UInt8], path: String) throws(EvidenceFault) -> [Entry] {
        var entries: [Entry] = []
        var place = 0
        func fault(_ problem: String) -> EvidenceFault {
            EvidenceFault(path: path, problem: "byte \(place): \(problem)")
        }
        while true {
            guard place + block <= bytes.count else { throw fault("the archive is cut short") }
            let header = bytes[place..<place + block]
            if header.allSatisfy({ $0 == 0 }) {
                guard bytes[place...].allSatisfy({ $0 == 0 }) else {
                    throw fault("something follows the archive's end")
                }
                return entries
            }
            func text(_ range: Range<Int>) -> String {
                let field = header.dropFirst(range.lowerBound).prefix(range.count).prefix { $0 != 0 }
                return String(decoding: field, as: UTF8.self)
            }
            func number(_ range: Range<Int>) -> Int? { Int(text(range).filter { $0 != " " }, radix: 8) }
            let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
            guard text(257..<262) == "ustar", number(148..<156) == sum else {
                throw fault("no header of a ustar archive")
            }
            guard let size = number(124..<136), (0...largest).contains(size) else {
                throw fault("a file of more than \(largest) bytes")
            }
            let start = place + block
            guard start + size <= bytes.count else { throw fault("the archive is cut short") }
            switch header[header.startIndex + 156] {
            case UInt8(ascii: "0"), 0:
                let prefix = text(345..<500)
                let name = (prefix.isEmpty ? "" : prefix + "/") + text(0..<100)
                guard entries.count < mostFiles else { throw fault("more than \(mostFiles) files") }
                entries.append(Entry(name: name, bytes: Array(bytes[start..<start + size])))
            // Folders, and what other programs add about the next file.
            case UInt8(ascii: "5"), UInt8(ascii: "x"), UInt8(ascii: "g"): break
            default: throw fault("neither a file nor a folder")
            }
            place = start + size + padding(after: size)
        }
    }
}

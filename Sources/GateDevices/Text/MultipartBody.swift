/// The parts of a MIME multipart body (RFC 2046), found without its content type: the boundary is the first line that
/// can be one.
///
/// A last part without an end is a part all the same: an event stream is cut wherever the socket was read.
struct MultipartBody {
    /// Parts of one body; a camera sends an event and a few pictures.
    static let partLimit = 64
    /// Bytes before the first boundary that are searched for it.
    static let preambleLimit = 4 << 10
    /// Header lines of one part.
    static let headerLimit = 32

    struct Part {
        /// In lower case; empty where the part names none.
        var contentType = ""
        /// Without its headers and the line break before the next boundary.
        var body: Range<Int>
    }

    /// Parts that were passed over: pictures, as a rule.
    struct Skipped: Hashable, Sendable {
        private(set) var count = 0
        private(set) var bytes = 0

        mutating func add(_ part: Part) {
            count += 1
            bytes += part.body.count
        }
    }

    private(set) var parts: [Part] = []

    /// Whether bytes look like a multipart body rather than a document of their own.
    static func isLikely(_ data: [UInt8]) -> Bool { boundary(of: data) != nil }

    /// - Throws: ``DeviceFault`` where there is no boundary, or more than ``partLimit`` parts follow it.
    init(_ data: [UInt8]) throws(DeviceFault) {
        guard let found = Self.boundary(of: data) else {
            throw DeviceFault(.malformed, "no multipart boundary", raw: data)
        }
        // A sender ends its lines in one way; with bare line feeds a return before one belongs to the part.
        let hasReturns = found.upperBound < data.count && data[found.upperBound] == 0x0D
        var start: Int?
        var line = found.lowerBound
        while line < data.count {
            let next = Self.nextLine(data, after: line)
            if Self.isBoundary(data, line, next, found) {
                if let start {
                    parts.append(Self.part(data, start..<max(start, Self.withoutBreak(data, line, hasReturns))))
                }
                guard parts.count <= Self.partLimit else {
                    throw DeviceFault(
                        .tooLong, "more than \(Self.partLimit) parts", place: .init(byte: line), raw: data)
                }
                start = next
                // The last boundary ends in two dashes; whatever follows is no part.
                let tail = line + found.count
                if tail + 1 < next, data[tail] == UInt8(ascii: "-"), data[tail + 1] == UInt8(ascii: "-") { return }
            }
            line = next
        }
        guard let start else { return }
        // The beginning of the next boundary, cut off with the rest, is no more of the part than the whole one.
        let last = (data.lastIndex(of: 0x0A) ?? -1) + 1
        let isCut = last > start && (Array(data[found]) + [0x2D, 0x2D]).starts(with: data[last...])
        let end = isCut ? max(start, Self.withoutBreak(data, last, hasReturns)) : data.count
        if start < end { parts.append(Self.part(data, start..<end)) }
    }

    /// The first line that begins with two dashes and is not too long, its own end and trailing blanks cut off.
    private static func boundary(of data: [UInt8]) -> Range<Int>? {
        var line = 0
        while line < min(data.count, preambleLimit) {
            let next = nextLine(data, after: line)
            var end = next
            while end > line, data[end - 1] <= 0x20 { end -= 1 }
            if (3...72).contains(end - line), data[line] == UInt8(ascii: "-"), data[line + 1] == UInt8(ascii: "-"),
                next > end, data[line..<end].allSatisfy({ (0x20..<0x7F).contains($0) })
            {
                return line..<end
            }
            line = next
        }
        return nil
    }

    /// Where the line after the one at `start` begins.
    private static func nextLine(_ data: [UInt8], after start: Int) -> Int {
        (data[start...].firstIndex(of: 0x0A) ?? data.count - 1) + 1
    }

    private static func isBoundary(_ data: [UInt8], _ line: Int, _ next: Int, _ boundary: Range<Int>) -> Bool {
        guard next - line >= boundary.count, data[line..<line + boundary.count] == data[boundary] else { return false }
        // Nothing but the mark of the end and blanks may follow.
        var tail = line + boundary.count
        if tail + 1 < next, data[tail] == UInt8(ascii: "-"), data[tail + 1] == UInt8(ascii: "-") { tail += 2 }
        return data[tail..<next].allSatisfy { $0 <= 0x20 }
    }

    /// `end` less the line break before it.
    private static func withoutBreak(_ data: [UInt8], _ end: Int, _ hasReturns: Bool = true) -> Int {
        guard end > 0, data[end - 1] == 0x0A else { return end }
        return hasReturns && end > 1 && data[end - 2] == 0x0D ? end - 2 : end - 1
    }

    private static func part(_ data: [UInt8], _ range: Range<Int>) -> Part {
        var part = Part(body: range)
        var line = range.lowerBound
        for _ in 0..<headerLimit where line < range.upperBound {
            let next = min(nextLine(data, after: line), range.upperBound)
            let text = data[line..<withoutBreak(data, next)]
            if text.isEmpty {
                part.body = next..<range.upperBound
                return part
            }
            // A part that has no headers begins with its document.
            guard let colon = text.firstIndex(of: UInt8(ascii: ":")), text.first != UInt8(ascii: "<") else { break }
            let name = String(decoding: text[..<colon], as: UTF8.self).lowercased()
            if name == "content-type" {
                part.contentType = String(decoding: text[(colon + 1)...].prefix(128), as: UTF8.self).lowercased()
            }
            line = next
        }
        return part
    }
}

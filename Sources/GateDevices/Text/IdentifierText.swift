internal import Foundation

/// Text from the field, made fit for comparing and keeping.
enum IdentifierText {
    /// Longest identifier kept, in characters: twice the longest there is.
    static let limit = 64

    /// An identifier as every comparison expects it: NFC, upper case, without spaces, dots, dashes, slashes and
    /// middle dots, and without the control, bidirectional and zero-width characters that hide in copied text.
    static func normalise(_ text: String) -> String {
        var copy = text
        return copy.withUTF8 { normalise($0) }
    }

    /// The same from UTF-8 bytes; pure ASCII, which nearly every read is, needs no Unicode tables.
    static func normalise(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return normaliseUnicode(String(decoding: bytes, as: UTF8.self)) }
        guard bytes.count <= 256 else { return normaliseUnicode(String(decoding: bytes.prefix(256), as: UTF8.self)) }
        return String(unsafeUninitializedCapacity: bytes.count) { target in
            var count = 0
            for byte in bytes where count < limit {
                switch byte {
                case 0...0x20, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), 0x7F: continue
                case UInt8(ascii: "a")...UInt8(ascii: "z"): target[count] = byte - 0x20
                default: target[count] = byte
                }
                count += 1
            }
            return count
        }
    }

    private static func normaliseUnicode(_ text: String) -> String {
        let upper = text.prefix(4 * limit).uppercased().precomposedStringWithCanonicalMapping
        var kept = String.UnicodeScalarView()
        for scalar in upper.unicodeScalars where !isSeparator(scalar) && !isHidden(scalar) { kept.append(scalar) }
        return String(String(kept).prefix(limit))
    }

    /// Free text (a name, goods): NFC, hidden characters dropped, line breaks and tabs made spaces, at most
    /// `limit` characters.
    static func clean(_ text: String, limit: Int) -> String {
        if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var kept = String.UnicodeScalarView()
        for scalar in String(text.prefix(limit)).precomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar == "\t" || scalar == "\n" || scalar == "\r" {
                kept.append(" ")
            } else if !isHidden(scalar) {
                kept.append(scalar)
            }
        }
        // One character may carry any number of combining marks, so scalars are bounded as well.
        return String(String.UnicodeScalarView(kept.prefix(4 * limit)))
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "/", "·", "•", "・", "．", "／": return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .dashPunctuation: return true
        default: return false
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// The known name nearest to an unknown one by edits (insert, delete, replace), or nil where none comes
    /// within half its length.
    static func nearest(to name: String, among known: [String]) -> String? {
        let wanted = Array(name.lowercased().prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in known {
            let distance = edits(wanted, Array(candidate.lowercased()))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(1, best.name.count / 2) else { return nil }
        return best.name
    }

    private static func edits(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (line, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let replaced = diagonal + (character == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}

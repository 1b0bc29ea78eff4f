import Foundation

/// One spelling for things that are read by machines and typed by people, made once, at the door.
public enum TextNormaliser {
    /// Longest identifier kept, in characters: twice the longest there is.
    public static let identifierLimit = 64

    /// A plate, container number or code as it is compared: NFC, upper case, without blanks, `.`, `-`, `/` and their
    /// typographic cousins (dashes, the `·` of Chinese plates). Scalars that must not reach a terminal are taken out
    /// rather than shown, since a camera's stray NUL is not part of a plate.
    public static func identifier(_ raw: some StringProtocol) -> String {
        var copy = String(raw.prefix(4 * identifierLimit))
        return copy.withUTF8 { identifier(utf8: $0) }
    }

    /// The same from UTF-8 bytes; nearly every read is of letters that need no Unicode tables.
    public static func identifier(utf8 bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.count <= 256 else {
            return composedIdentifier(String(decoding: bytes.prefix(1_024), as: UTF8.self))
        }
        var isPlain = true
        let text = String(unsafeUninitializedCapacity: bytes.count) { target in
            var written = 0
            var characters = 0
            var index = 0
            while index < bytes.count, characters < identifierLimit {
                let byte = bytes[index]
                // Nearly all are capitals and digits: they stay what they are.
                if byte &- UInt8(ascii: "0") <= 9 || byte &- UInt8(ascii: "A") <= 25 {
                    target[written] = byte
                    written += 1
                    characters += 1
                    index += 1
                    continue
                }
                let length = PlainLetter.length(at: index, in: bytes)
                guard length > 0 else {
                    isPlain = false
                    return 0
                }
                index += length
                switch byte {
                case 0...0x20, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), 0x7F: continue
                // The dot of Chinese plates, the only one of two bytes.
                case 0xC2: continue
                case UInt8(ascii: "a")...UInt8(ascii: "z"): target[written] = byte - 0x20
                default: for offset in 0..<length { target[written + offset] = bytes[index - length + offset] }
                }
                written += length
                characters += 1
            }
            return written
        }
        return isPlain ? text : composedIdentifier(String(decoding: bytes, as: UTF8.self))
    }

    static func composedIdentifier(_ raw: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in ScreenTextCleaner.composed(raw).unicodeScalars {
            switch ScalarKind(scalar) {
            case .space, .hostile: continue
            case .narrow, .wide, .mark: break
            }
            if !isSeparator(scalar) { kept.append(scalar) }
        }
        return String(String(kept).uppercased().precomposedStringWithCanonicalMapping.prefix(identifierLimit))
    }

    /// Free text (a name, goods): NFC, hidden characters dropped, line breaks and tabs made spaces, at most `limit`
    /// characters.
    public static func line(_ text: String, limit: Int) -> String {
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
        case ".", "/", "·", "•", "・", "．", "／", "\u{2212}", "\u{FFFD}": true
        default: scalar.properties.generalCategory == .dashPunctuation
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// Letters that are their own upper case, take part in no composition and carry no marks: of the plates of five countries
/// nearly all that are not ASCII.
private enum PlainLetter {
    /// The bytes of the one at `index`, ASCII and `·` counting too; 0 for every other scalar.
    @inline(__always)
    static func length(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let lead = bytes[index]
        if lead < 0x80 { return 1 }
        if lead == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0xB7 { return 2 }
        guard lead & 0xF0 == 0xE0, index + 2 < bytes.count, bytes[index + 1] & 0xC0 == 0x80,
            bytes[index + 2] & 0xC0 == 0x80
        else { return 0 }
        let scalar = UInt32(lead & 0x0F) << 12 | UInt32(bytes[index + 1] & 0x3F) << 6 | UInt32(bytes[index + 2] & 0x3F)
        switch scalar {
        // Han, Khmer consonants, Lao consonants but the unassigned among them.
        case 0x4E00..<0xA000, 0x1780...0x17A2, 0x0E94...0x0EA2: return 3
        case 0x0E81, 0x0E82, 0x0E84, 0x0E87, 0x0E88, 0x0E8A, 0x0E8D, 0x0EA5, 0x0EA7, 0x0EAA, 0x0EAB, 0x0EAD, 0x0EAE:
            return 3
        default: return 0
        }
    }
}

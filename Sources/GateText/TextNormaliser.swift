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

    /// The same from UTF-8 bytes; pure ASCII, which nearly every read is, needs no Unicode tables.
    public static func identifier(utf8 bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.count <= 256, bytes.allSatisfy({ $0 < 0x80 }) else {
            return composedIdentifier(String(decoding: bytes.prefix(1_024), as: UTF8.self))
        }
        return String(unsafeUninitializedCapacity: bytes.count) { target in
            var count = 0
            for byte in bytes where count < identifierLimit {
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

    private static func composedIdentifier(_ raw: String) -> String {
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

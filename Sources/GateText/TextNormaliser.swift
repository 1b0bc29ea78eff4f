import Foundation

/// One spelling for things that are read by machines and typed by people.
public enum TextNormaliser {
    /// A plate, container number or code as it is compared: NFC, upper case, without blanks, `.`, `-`, `/` and their
    /// typographic cousins (dashes, the `·` of Chinese plates). Scalars that must not reach a terminal are taken out
    /// rather than shown, since a camera's stray NUL is not part of a plate.
    public static func identifier(_ raw: some StringProtocol) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in ScreenTextCleaner.composed(String(raw)).unicodeScalars {
            switch ScalarKind(scalar) {
            case .space, .hostile: continue
            case .narrow, .wide, .mark: break
            }
            if !isSeparator(scalar.value) { kept.append(scalar) }
        }
        return String(kept).uppercased().precomposedStringWithCanonicalMapping
    }

    private static func isSeparator(_ value: UInt32) -> Bool {
        switch value {
        case 0x2D, 0x2E, 0x2F: true
        case 0xB7, 0x2010...0x2015, 0x2022, 0x2212, 0x3000, 0x30FB, 0xFFFD: true
        default: false
        }
    }
}

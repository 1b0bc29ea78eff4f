/// What a scalar may do on the glass.
///
/// The decision is made once here, so that cleaning, cutting into clusters and measuring never disagree.
enum ScalarKind: Equatable {
    /// Takes one cell.
    case narrow
    /// Takes two cells.
    case wide
    /// Sits on the cell before it.
    case mark
    /// Any blank of one cell; shown as U+0020.
    case space
    /// Could steer the terminal, hide, reorder or shift text; shown as U+FFFD.
    case hostile

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if let quick = ScalarKind.quick(value) {
            self = quick
        } else {
            self = ScalarKind.examined(scalar)
        }
    }

    /// The answer for the scripts a gate shows all day, without a table: ASCII, Latin, Vietnamese, arrows, boxes, Han.
    @inline(__always)
    private static func quick(_ value: UInt32) -> ScalarKind? {
        switch value {
        case 0x20: .space
        case 0x21..<0x7F: .narrow
        case 0xA1..<0xAD, 0xAE..<0x300, 0x1E00..<0x1F00, 0x2190..<0x2200, 0x2500..<0x25FD: .narrow
        case 0x4E00..<0xA000: .wide
        case 0..<0xA0: .hostile
        default: nil
        }
    }

    private static func examined(_ scalar: Unicode.Scalar) -> ScalarKind {
        let value = scalar.value
        if isUnsteady(value) { return .hostile }
        let properties = scalar.properties
        // Invisible by definition: zero-width signs, fillers, variation selectors, tags, the soft hyphen.
        if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint { return .hostile }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return .hostile
        case .nonspacingMark, .enclosingMark:
            return .mark
        case .spaceSeparator:
            return value == 0x3000 ? .wide : .space
        default:
            if isConjoiningJamo(value) { return .mark }
            return WideRanges.contains(value) ? .wide : .narrow
        }
    }

    /// Scalars whose width depends on the terminal's taste for emoji: flags are one cell each here and two per pair
    /// there, skin tones are two cells here and none there. A column that drifts is worse than a mark.
    private static func isUnsteady(_ value: UInt32) -> Bool {
        (0x1F1E6...0x1F1FF).contains(value) || (0x1F3FB...0x1F3FF).contains(value)
    }

    /// Medial vowels and final consonants of Hangul: they join the syllable before them, and C libraries count them as
    /// zero cells although Unicode calls them letters.
    private static func isConjoiningJamo(_ value: UInt32) -> Bool {
        (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value)
    }
}

extension WideRanges {
    /// Whether the scalar value lies in a wide range.
    static func contains(_ value: UInt32) -> Bool {
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            let range = table[middle]
            if value < range.lowerBound {
                high = middle
            } else if value > range.upperBound {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}

import Foundation

/// Text that is safe on a terminal. The only type a grid accepts; making one cleans.
///
/// The text is in NFC. Everything that could steer a terminal, hide, reorder or shift text (C0 with TAB and LF, DEL, C1,
/// bidirectional controls, zero-width scalars, variation selectors, tags, the soft hyphen, separators, private and
/// unassigned scalars) is shown as one U+FFFD each. Blanks of one cell become U+0020, so that text compares as it looks.
/// A mark without a letter under it is shown on U+25CC. Cleaning a clean text changes nothing.
public struct ScreenText: Sendable, Hashable {
    /// The clean text, NFC.
    public let text: String
    /// Cells it takes on one row.
    public let width: Int

    /// The sign shown in place of a scalar that must not reach a terminal.
    public static let replacement: Unicode.Scalar = "\u{FFFD}"
    /// A text of no cells.
    public static let empty = ScreenText(clean: "", width: 0)

    /// Cleans `raw`.
    ///
    /// - Parameters:
    ///   - raw: text from anywhere.
    ///   - limit: clusters kept, 1 or more; a longer text ends in "…". At most 16 scalars a cluster are looked at, so
    ///     that a megabyte of marks costs nothing.
    public init(_ raw: some StringProtocol, limit: Int = 512) {
        let limit = Swift.min(Swift.max(1, limit), 1 << 30)
        if raw.utf8.count <= limit, raw.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            text = String(raw)
            width = text.utf8.count
        } else {
            var cleaner = ScreenTextCleaner(limit: limit)
            cleaner.clean(String(String.UnicodeScalarView(raw.unicodeScalars.prefix(limit * 16))))
            text = cleaner.text
            width = cleaner.width
        }
    }

    /// For texts this target has made itself.
    init(clean text: String, width: Int) {
        self.text = text
        self.width = width
    }

    /// Whether there is nothing to show.
    public var isEmpty: Bool { text.isEmpty }
}

extension ScreenText: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension ScreenText: CustomStringConvertible {
    public var description: String { text }
}

extension ScreenText {
    /// Where a text stands in a field wider than itself.
    public enum Alignment: Sendable, Hashable {
        case left, right, centre
    }

    /// `count` blanks.
    public static func spaces(_ count: Int) -> ScreenText {
        ScreenText(clean: String(repeating: " ", count: Swift.max(0, count)), width: Swift.max(0, count))
    }

    /// The text cut to at most `width` cells; a cut text ends in "…". A wide character that would stick out goes whole.
    public func prefix(width limit: Int) -> ScreenText {
        if limit >= width { return self }
        if limit <= 0 { return .empty }
        var kept = String.UnicodeScalarView()
        var used = 0
        for cluster in clusters {
            if used + Int(cluster.width) > limit - 1 { break }
            used += Int(cluster.width)
            for value in [cluster.base, cluster.mark1, cluster.mark2] where value != 0 {
                if let scalar = Unicode.Scalar(value) { kept.append(scalar) }
            }
        }
        kept.append("…")
        return ScreenText(clean: String(kept), width: used + 1)
    }

    /// Exactly `width` cells: padded with blanks, or cut with "…".
    public func padded(to width: Int, alignment: Alignment = .left) -> ScreenText {
        let cut = prefix(width: width)
        let room = Swift.max(0, width) - cut.width
        if room <= 0 { return cut }
        let before =
            switch alignment {
            case .left: 0
            case .right: room
            case .centre: room / 2
            }
        let text = String(repeating: " ", count: before) + cut.text + String(repeating: " ", count: room - before)
        return ScreenText(clean: text, width: cut.width + room)
    }

    /// Both texts after each other; nothing is cut.
    public static func + (left: ScreenText, right: ScreenText) -> ScreenText {
        // Only a scalar from U+0300 on can compose with what stands before it.
        guard let first = right.text.unicodeScalars.first, first.value >= 0x300, !left.isEmpty else {
            return ScreenText(clean: left.text + right.text, width: left.width + right.width)
        }
        var cleaner = ScreenTextCleaner(limit: .max)
        cleaner.clean(left.text + right.text)
        return ScreenText(clean: cleaner.text, width: cleaner.width)
    }

    /// The texts after each other with `separator` between them.
    public static func joined(_ parts: some Sequence<ScreenText>, separator: ScreenText = .empty) -> ScreenText {
        var result = ScreenText.empty
        var isFirst = true
        for part in parts {
            result = isFirst ? part : result + separator + part
            isFirst = false
        }
        return result
    }
}

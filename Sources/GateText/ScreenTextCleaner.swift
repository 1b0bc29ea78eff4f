import Foundation

/// The slow road of `ScreenText`: everything that is not short printable ASCII.
struct ScreenTextCleaner {
    /// Clusters kept.
    let limit: Int
    /// Cells of what is kept.
    private(set) var width = 0
    private var scalars = String.UnicodeScalarView()
    private var clusterCount = 0
    private var marksOnCluster = 0
    private var canCarryMarks = false
    /// What to go back to when the text turns out too long: everything before the last permitted cluster.
    private var shorter: (scalars: String.UnicodeScalarView, width: Int)?

    init(limit: Int) {
        self.limit = limit
    }

    /// The cleaned text.
    var text: String { String(scalars) }

    /// Cleans `raw`; call once.
    mutating func clean(_ raw: String) {
        for scalar in Self.composed(raw).unicodeScalars {
            let fits =
                switch ScalarKind(scalar) {
                case .narrow: begin(scalar, width: 1)
                case .wide: begin(scalar, width: 2)
                case .space: begin(" ", width: 1, canCarryMarks: false)
                case .hostile: begin(ScreenText.replacement, width: 1)
                case .mark: attach(scalar)
                }
            if !fits { return cut() }
        }
    }

    private mutating func begin(_ scalar: Unicode.Scalar, width cells: Int, canCarryMarks: Bool = true) -> Bool {
        if clusterCount == limit { return false }
        clusterCount += 1
        if clusterCount == limit { shorter = (scalars, width) }
        scalars.append(scalar)
        width += cells
        marksOnCluster = 0
        self.canCarryMarks = canCarryMarks
        return true
    }

    private mutating func attach(_ mark: Unicode.Scalar) -> Bool {
        if !canCarryMarks {
            // Nothing to sit on: a dotted circle shows the mark instead of letting it land on a neighbour's letter.
            guard begin("\u{25CC}", width: 1) else { return false }
        }
        if marksOnCluster < 2 {
            scalars.append(mark)
            marksOnCluster += 1
        }
        return true
    }

    private mutating func cut() {
        guard let shorter else { return }
        scalars = shorter.scalars
        scalars.append("…")
        width = shorter.width + 1
    }

    /// NFC, skipping Foundation when no scalar can take part in a composition.
    static func composed(_ raw: String) -> String {
        raw.unicodeScalars.allSatisfy { isStable($0.value) } ? raw : raw.precomposedStringWithCanonicalMapping
    }

    @inline(__always)
    private static func isStable(_ value: UInt32) -> Bool {
        value < 0x300 || (0x1E00..<0x1F00).contains(value) || (0x2500..<0x2600).contains(value)
            || (0x4E00..<0xA000).contains(value) || value == 0x2026
    }
}

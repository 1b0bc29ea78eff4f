public import GateText

/// One cell of a grid, 16 bytes without gaps.
///
/// A wide character is a lead cell of width 2 followed by a continuation cell of width 0.
public struct Cell: Sendable, Hashable {
    /// Base scalar in the low 24 bits, width above.
    private var packed: UInt32
    /// First combining mark, 0 if none.
    public var mark1: UInt32
    /// Second combining mark, 0 if none.
    public var mark2: UInt32
    /// How it looks.
    public var style: Style

    private init(packed: UInt32, mark1: UInt32, mark2: UInt32, style: Style) {
        self.packed = packed
        self.mark1 = mark1
        self.mark2 = mark2
        self.style = style
    }

    /// A cell that shows a cluster.
    public init(_ cluster: Cluster, style: Style) {
        self.init(
            packed: cluster.base | UInt32(cluster.width) << 24, mark1: cluster.mark1, mark2: cluster.mark2, style: style
        )
    }

    /// A blank.
    public static func blank(_ style: Style = .text) -> Cell {
        Cell(packed: 0x20 | 1 << 24, mark1: 0, mark2: 0, style: style)
    }

    /// The right half of a wide character.
    static func continuation(_ style: Style) -> Cell {
        Cell(packed: 0, mark1: 0, mark2: 0, style: style)
    }

    /// One ASCII scalar; anything else becomes "?".
    static func ascii(_ value: UInt32, style: Style) -> Cell {
        Cell(packed: (value >= 0x20 && value < 0x7F ? value : 0x3F) | 1 << 24, mark1: 0, mark2: 0, style: style)
    }

    /// The base scalar's value; 0 in a continuation cell.
    public var base: UInt32 { packed & 0xFF_FFFF }
    /// 1, 2 for the lead of a wide character, 0 for its continuation.
    public var width: Int { Int(packed >> 24) }
    /// Whether this is the right half of a wide character.
    public var isContinuation: Bool { packed == 0 }
    /// Whether it shows a plain space.
    public var isSpace: Bool { base == 0x20 }
}

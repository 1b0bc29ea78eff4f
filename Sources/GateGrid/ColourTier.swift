/// How many colours a terminal has.
public enum ColourTier: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// None: bold, underline and reverse must do.
    case none = 0
    /// The eight of ECMA-48.
    case eight = 8
    /// Those and their bright twins.
    case sixteen = 16
    /// The xterm palette.
    case full256 = 256

    public static func < (left: ColourTier, right: ColourTier) -> Bool { left.rawValue < right.rawValue }

    /// The best tier for a terminal that claims `count` colours.
    public init(colours count: Int) {
        switch count {
        case 256...: self = .full256
        case 16...: self = .sixteen
        case 8...: self = .eight
        default: self = .none
        }
    }
}

/// What a terminal is told for a style.
public struct ResolvedStyle: Sendable, Hashable {
    /// Palette index of the text, -1 for the terminal's default.
    public var fg: Int16
    /// Palette index of the ground, -1 for the terminal's default.
    public var bg: Int16
    public var attributes: Attributes
}

/// The xterm palette, for degrading pictures and for checking contrast.
public enum XtermPalette {
    private static let basic: [(UInt8, UInt8, UInt8)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]

    /// Red, green and blue of an index. The first sixteen are xterm's; users may have changed them.
    public static func rgb(_ index: UInt8) -> (red: UInt8, green: UInt8, blue: UInt8) {
        switch index {
        case 0..<16: return basic[Int(index)]
        case 16..<232:
            let cube = Int(index) - 16
            let level = { (step: Int) in UInt8(step == 0 ? 0 : 55 + 40 * step) }
            return (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        default:
            let grey = UInt8(8 + 10 * (Int(index) - 232))
            return (grey, grey, grey)
        }
    }

    /// The nearest of the first `count` (8 or 16) colours.
    static func nearest(_ index: UInt8, of count: Int) -> UInt8 {
        let want = rgb(index)
        var best = (index: 0, distance: Int.max)
        for candidate in 0..<min(count, 16) {
            let have = basic[candidate]
            let red = Int(want.red) - Int(have.0)
            let green = Int(want.green) - Int(have.1)
            let blue = Int(want.blue) - Int(have.2)
            let distance = red * red * 2 + green * green * 4 + blue * blue
            if distance < best.distance { best = (candidate, distance) }
        }
        return UInt8(best.index)
    }
}

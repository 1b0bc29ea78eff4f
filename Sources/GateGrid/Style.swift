/// What a piece of the screen means. Screens name meanings; a theme turns them into colours.
public enum Role: UInt8, Sendable, Hashable, CaseIterable {
    /// Ordinary content.
    case text
    /// Secondary content: labels, units.
    case dim
    /// Content to read first.
    case strong
    /// Titles of panes and columns.
    case heading
    /// Lines of boxes.
    case frame
    /// Lines of the pane that has the keyboard.
    case frameFocused
    /// Checked and good. Always beside a glyph or a word.
    case ok
    /// Neutral news.
    case info
    /// To be watched; below a warning.
    case caution
    /// Needs an action soon.
    case warning
    /// Needs an action now.
    case alarm
    /// Danger to people: nothing on the glass is louder.
    case critical
    /// The row or the field the keyboard is on.
    case selection
    /// A match of the current search.
    case match
    /// A key in the hint row.
    case hintKey
    /// What that key does.
    case hintLabel
    /// The message line.
    case message
    /// The top line, live.
    case liveBanner
    /// The top line, in replay.
    case replayBanner
    /// The top line, in training.
    case trainingBanner
    /// The top line, when nothing can be decided here.
    case readOnlyBanner
    /// A value past its age limit.
    case stale
    /// The filled part of a gauge.
    case gauge
    /// The empty part of a gauge.
    case gaugeTrack
    /// A sparkline or a small plot.
    case spark
    /// Text being typed.
    case input
    /// An action that cannot be taken now; it stays visible and says why.
    case disabled
    /// Part of a picture: the cell carries its own palette colours.
    case picture
}

/// Extra attributes of a cell, on top of its role.
public struct Attributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let underline = Attributes(rawValue: 4)
    public static let reverse = Attributes(rawValue: 8)
}

/// How a cell is to look: a role, extra attributes, and for pictures two colours.
public struct Style: Sendable, Hashable {
    /// The meaning.
    public var role: Role
    /// Added to what the theme gives the role.
    public var attributes: Attributes
    /// Foreground of a picture cell, an index of the xterm 256-colour palette; 0 for other roles.
    public var ink: UInt8
    /// Background of a picture cell, likewise.
    public var paper: UInt8

    public init(_ role: Role, _ attributes: Attributes = []) {
        self.role = role
        self.attributes = attributes
        ink = 0
        paper = 0
    }

    private init(ink: UInt8, paper: UInt8) {
        role = .picture
        attributes = []
        self.ink = ink
        self.paper = paper
    }

    /// A cell of a picture: `ink` and `paper` are indexes of the xterm palette (greys are 232...255). Terminals with
    /// fewer colours get the nearest they have.
    public static func picture(ink: UInt8, paper: UInt8) -> Style { Style(ink: ink, paper: paper) }

    /// The style with further attributes.
    public func with(_ more: Attributes) -> Style {
        var copy = self
        copy.attributes.formUnion(more)
        return copy
    }
}

extension Style {
    public static let text = Style(.text)
    public static let dim = Style(.dim)
    public static let strong = Style(.strong)
    public static let heading = Style(.heading)
    public static let frame = Style(.frame)
    public static let ok = Style(.ok)
    public static let info = Style(.info)
    public static let caution = Style(.caution)
    public static let warning = Style(.warning)
    public static let alarm = Style(.alarm)
    public static let critical = Style(.critical)
    public static let selection = Style(.selection)
    public static let match = Style(.match)
    public static let hintKey = Style(.hintKey)
    public static let hintLabel = Style(.hintLabel)
    public static let message = Style(.message)
    public static let stale = Style(.stale)
    public static let gauge = Style(.gauge)
    public static let gaugeTrack = Style(.gaugeTrack)
    public static let spark = Style(.spark)
    public static let input = Style(.input)
    public static let disabled = Style(.disabled)
}

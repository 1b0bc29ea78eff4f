/// Which colours the roles get.
///
/// The ground is calm and neutral; hue marks the abnormal, and screens always double it by a word and a glyph, so that
/// every theme reads the same in one colour.
public enum Theme: String, Sendable, Hashable, CaseIterable {
    /// For booths and control rooms.
    case dark
    /// For sunlight.
    case light
    /// Black and white with pure hues.
    case highContrast = "high-contrast"
    /// Blue against orange instead of green against red.
    case colourBlind = "colour-blind"

    /// What to tell a terminal of `tier` colours for `style`.
    public func resolve(_ style: Style, _ tier: ColourTier) -> ResolvedStyle {
        if style.role == .picture { return resolvePicture(style, tier) }
        let paint = paint(style.role)
        switch tier {
        case .full256:
            return ResolvedStyle(
                fg: Int16(paint.fg), bg: Int16(paint.bg), attributes: paint.attributes.union(style.attributes))
        case .sixteen:
            return ResolvedStyle(
                fg: Int16(paint.fg16), bg: Int16(paint.bg16), attributes: paint.attributes.union(style.attributes))
        case .eight:
            let ground = paint.bg16 % 8
            var ink = paint.fg16 == 8 ? 7 : paint.fg16 % 8
            if ink == ground { ink = ground == 0 ? 7 : 0 }
            return ResolvedStyle(
                fg: Int16(ink), bg: Int16(ground), attributes: paint.attributes.union(style.attributes))
        case .none:
            return ResolvedStyle(fg: -1, bg: -1, attributes: Self.mono(style.role).union(style.attributes))
        }
    }

    private func resolvePicture(_ style: Style, _ tier: ColourTier) -> ResolvedStyle {
        switch tier {
        case .full256:
            ResolvedStyle(fg: Int16(style.ink), bg: Int16(style.paper), attributes: style.attributes)
        case .sixteen, .eight:
            ResolvedStyle(
                fg: Int16(XtermPalette.nearest(style.ink, of: tier.rawValue)),
                bg: Int16(XtermPalette.nearest(style.paper, of: tier.rawValue)), attributes: style.attributes)
        case .none:
            ResolvedStyle(fg: -1, bg: -1, attributes: style.attributes)
        }
    }

    /// Without colours: nothing for the normal, more and more for the abnormal. Caution, warning, alarm and critical all
    /// differ; ok and info look like text and live by their glyph (`✓`, `i`).
    private static func mono(_ role: Role) -> Attributes {
        switch role {
        case .text, .ok, .info, .hintLabel, .frame, .gauge, .spark, .message, .picture: []
        case .dim, .disabled, .gaugeTrack: .dim
        case .strong, .heading, .hintKey, .frameFocused: .bold
        case .caution, .input: .underline
        case .stale: [.dim, .underline]
        case .warning: [.bold, .underline]
        case .alarm: [.bold, .reverse]
        case .critical: [.bold, .reverse, .underline]
        case .selection, .liveBanner: .reverse
        case .match: [.reverse, .underline]
        case .replayBanner: [.reverse, .underline]
        case .trainingBanner: [.reverse, .bold]
        case .readOnlyBanner: .underline
        }
    }
}

/// Colours of one role in one theme.
struct Paint {
    /// Indexes of the xterm palette.
    var fg: UInt8
    var bg: UInt8
    /// Indexes of the first sixteen.
    var fg16: UInt8
    var bg16: UInt8
    var attributes: Attributes

    init(_ fg: UInt8, _ bg: UInt8, _ fg16: UInt8, _ bg16: UInt8, _ attributes: Attributes = []) {
        self.fg = fg
        self.bg = bg
        self.fg16 = fg16
        self.bg16 = bg16
        self.attributes = attributes
    }
}

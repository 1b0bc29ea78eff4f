extension Theme {
    /// The colours of a role. A test holds every pair to the contrast that WCAG 2 asks for.
    func paint(_ role: Role) -> Paint {
        switch self {
        case .dark: Self.darkPaint(role)
        case .light: Self.lightPaint(role)
        case .highContrast: Self.highContrastPaint(role)
        case .colourBlind: Self.colourBlindPaint(role)
        }
    }

    private static func darkPaint(_ role: Role) -> Paint {
        let ground: UInt8 = 234
        switch role {
        case .text, .message, .picture: return Paint(252, ground, 7, 0)
        case .dim, .hintLabel: return Paint(247, ground, 7, 0)
        case .strong, .heading: return Paint(231, ground, 15, 0, .bold)
        case .frame, .gaugeTrack: return Paint(243, ground, 8, 0)
        case .frameFocused: return Paint(252, ground, 15, 0)
        case .ok: return Paint(108, ground, 2, 0)
        case .info, .spark: return Paint(110, ground, 6, 0)
        case .caution: return Paint(186, ground, 3, 0)
        case .warning: return Paint(215, ground, 11, 0, .bold)
        case .alarm: return Paint(210, ground, 9, 0, .bold)
        case .critical: return Paint(231, 160, 15, 1, .bold)
        case .selection: return Paint(231, 24, 15, 4)
        case .match: return Paint(16, 186, 0, 3)
        case .hintKey: return Paint(231, 238, 15, 0, .bold)
        case .liveBanner: return Paint(252, 238, 0, 7)
        case .replayBanner: return Paint(231, 54, 15, 5, .bold)
        case .trainingBanner: return Paint(16, 116, 0, 6, .bold)
        case .readOnlyBanner: return Paint(231, 240, 15, 8)
        case .stale: return Paint(139, ground, 5, 0, .underline)
        case .gauge: return Paint(250, ground, 7, 0)
        case .input: return Paint(231, 237, 15, 0, .underline)
        case .disabled: return Paint(246, ground, 8, 0)
        }
    }

    private static func lightPaint(_ role: Role) -> Paint {
        let ground: UInt8 = 231
        switch role {
        case .text, .message, .picture: return Paint(235, ground, 0, 15)
        case .dim, .hintLabel: return Paint(240, ground, 0, 15)
        case .strong, .heading: return Paint(16, ground, 0, 15, .bold)
        case .frame, .gaugeTrack: return Paint(244, ground, 8, 15)
        case .frameFocused: return Paint(235, ground, 0, 15)
        case .ok: return Paint(22, ground, 2, 15)
        case .info, .spark: return Paint(24, ground, 4, 15)
        case .caution: return Paint(94, ground, 0, 11)
        case .warning: return Paint(130, ground, 5, 15, .bold)
        case .alarm: return Paint(124, ground, 1, 15, .bold)
        case .critical: return Paint(231, 124, 15, 1, .bold)
        case .selection: return Paint(231, 25, 15, 4)
        case .match: return Paint(16, 222, 0, 3)
        case .hintKey: return Paint(16, 252, 0, 7, .bold)
        case .liveBanner: return Paint(16, 252, 0, 7)
        case .replayBanner: return Paint(231, 54, 15, 5, .bold)
        case .trainingBanner: return Paint(231, 23, 15, 4, .bold)
        case .readOnlyBanner: return Paint(231, 240, 15, 8)
        case .stale: return Paint(90, ground, 5, 15, .underline)
        case .gauge: return Paint(238, ground, 0, 15)
        case .input: return Paint(16, 254, 0, 15, .underline)
        case .disabled: return Paint(242, ground, 8, 15)
        }
    }

    private static func highContrastPaint(_ role: Role) -> Paint {
        let ground: UInt8 = 16
        switch role {
        case .text, .message, .picture, .dim, .hintLabel, .gauge: return Paint(231, ground, 15, 0)
        case .strong, .heading: return Paint(231, ground, 15, 0, .bold)
        case .frame, .gaugeTrack: return Paint(250, ground, 7, 0)
        case .frameFocused: return Paint(231, ground, 15, 0, .bold)
        case .ok: return Paint(46, ground, 10, 0)
        case .info, .spark: return Paint(51, ground, 14, 0)
        case .caution: return Paint(226, ground, 11, 0)
        case .warning: return Paint(16, 226, 0, 11, .bold)
        case .alarm: return Paint(16, 208, 0, 3, .bold)
        case .critical: return Paint(231, 160, 15, 1, [.bold, .underline])
        case .selection: return Paint(16, 231, 0, 15)
        case .match: return Paint(16, 51, 0, 14)
        case .hintKey: return Paint(16, 231, 0, 15, .bold)
        case .liveBanner: return Paint(16, 231, 0, 15, .bold)
        case .replayBanner: return Paint(231, 55, 15, 5, .bold)
        case .trainingBanner: return Paint(16, 51, 0, 14, .bold)
        case .readOnlyBanner: return Paint(231, 238, 15, 8, .bold)
        case .stale: return Paint(219, ground, 13, 0, .underline)
        case .input: return Paint(231, ground, 15, 0, .underline)
        case .disabled: return Paint(250, ground, 7, 0)
        }
    }

    /// The dark theme with hues from Okabe and Ito's palette, which people of every colour vision tell apart.
    private static func colourBlindPaint(_ role: Role) -> Paint {
        let ground: UInt8 = 234
        switch role {
        case .ok: return Paint(75, ground, 12, 0)
        case .info, .spark: return Paint(117, ground, 14, 0)
        case .caution: return Paint(229, ground, 11, 0)
        case .warning: return Paint(214, ground, 3, 0, .bold)
        case .alarm: return Paint(209, ground, 9, 0, [.bold, .underline])
        case .critical: return Paint(16, 208, 0, 3, [.bold, .underline])
        case .match: return Paint(16, 229, 0, 11)
        case .replayBanner: return Paint(231, 24, 15, 4, .bold)
        case .trainingBanner: return Paint(16, 229, 0, 11, .bold)
        case .selection: return Paint(16, 252, 0, 7)
        case .stale: return Paint(182, ground, 13, 0, .underline)
        default: return darkPaint(role)
        }
    }
}

import Foundation
import GateGrid
import Testing

@Suite struct ThemeTests {
    /// Relative luminance as WCAG 2.2 defines it.
    private static func luminance(_ index: Int16) -> Double {
        let colour = XtermPalette.rgb(UInt8(clamping: Int(index)))
        let linear = { (value: UInt8) -> Double in
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    }

    private static func contrast(_ style: ResolvedStyle) -> Double {
        let ink = luminance(style.fg)
        let ground = luminance(style.bg)
        return (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)
    }

    @Test(arguments: Theme.allCases) func everyRoleIsReadable(theme: Theme) {
        let lines: Set<Role> = [.dim, .frame, .frameFocused, .gaugeTrack, .gauge, .spark]
        for role in Role.allCases where role != .picture {
            let style = theme.resolve(Style(role), .full256)
            let limit = lines.contains(role) ? 3.0 : 4.5
            #expect(Self.contrast(style) >= limit, "\(theme) \(role): \(Self.contrast(style))")
        }
    }

    @Test(arguments: Theme.allCases) func noTierHidesText(theme: Theme) {
        for role in Role.allCases where role != .picture {
            for tier in [ColourTier.eight, .sixteen, .full256] {
                let style = theme.resolve(Style(role), tier)
                #expect(style.fg != style.bg, "\(theme) \(role) \(tier)")
                #expect(style.fg < Int16(tier.rawValue) && style.bg < Int16(tier.rawValue), "\(theme) \(role) \(tier)")
            }
        }
    }

    /// ok and info look like text in one colour and are doubled by a glyph; the abnormal must differ by itself.
    @Test func theAbnormalDiffersWithoutColour() {
        let roles: [Role] = [.text, .stale, .caution, .warning, .alarm, .critical, .selection]
        let looks = Set(roles.map { Theme.dark.resolve(Style($0), .none).attributes })
        #expect(looks.count == roles.count)
        let banners: [Role] = [.liveBanner, .replayBanner, .trainingBanner, .readOnlyBanner]
        #expect(Set(banners.map { Theme.dark.resolve(Style($0), .none).attributes }).count == banners.count)
        for role in Role.allCases {
            let style = Theme.dark.resolve(Style(role), .none)
            #expect(style.fg == -1 && style.bg == -1)
        }
    }

    @Test(arguments: Theme.allCases) func banneredModesDifferInColour(theme: Theme) {
        let banners: [Role] = [.liveBanner, .replayBanner, .trainingBanner, .readOnlyBanner]
        #expect(Set(banners.map { theme.resolve(Style($0), .full256).bg }).count == banners.count)
        let loud: [Role] = [.text, .ok, .caution, .warning, .alarm, .critical, .stale]
        for tier in [ColourTier.sixteen, .full256] {
            #expect(Set(loud.map { theme.resolve(Style($0), tier) }).count == loud.count, "\(theme) \(tier)")
        }
    }

    @Test func picturesDegradeToTheNearestColour() {
        let white = Style.picture(ink: 255, paper: 232)
        #expect(Theme.dark.resolve(white, .full256).fg == 255)
        #expect(Theme.dark.resolve(white, .eight).fg == 7)
        #expect(Theme.dark.resolve(white, .eight).bg == 0)
        #expect(Theme.dark.resolve(white, .none).fg == -1)
    }
}

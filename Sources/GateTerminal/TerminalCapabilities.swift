internal import CTerminal
public import GateGrid

/// What the terminal in front of us can do, worked out from the environment and terminfo.
public struct TerminalCapabilities: Sendable, Hashable {
    /// The terminfo entry to use; not always what `TERM` says.
    public var type: String
    /// Colours to use.
    public var tier: ColourTier
    /// Whether characters may be UTF-8; without it everything goes through `AsciiFilter`.
    public var isUTF8: Bool

    public init(type: String, tier: ColourTier, isUTF8: Bool) {
        self.type = type
        self.tier = tier
        self.isUTF8 = isUTF8
    }

    /// Looks at this process's terminal. Also sets the locale, since ncurses asks it for every width.
    ///
    /// - Parameter environment: `TERM`, `COLORTERM` and `NO_COLOR` are read.
    /// - Throws: `unknownType`, `cannotAddressCursor`.
    public static func detect(environment: [String: String]) throws(TerminalError) -> TerminalCapabilities {
        let isUTF8 = ct_locale_use_utf8()
        return try resolve(environment: environment, isUTF8: isUTF8) { type in
            type.isEmpty ? -1 : Int(ct_terminal_colours(type))
        }
    }

    /// The decision itself. `colours` answers as terminfo does: colours of a type, -1 if the type is unknown, -2 if it
    /// cannot move the cursor.
    static func resolve(
        environment: [String: String], isUTF8: Bool, colours: (String) -> Int
    ) throws(TerminalError) -> TerminalCapabilities {
        let named = environment["TERM"] ?? ""
        var type = named
        var count = colours(type)
        if count == -2 { throw .cannotAddressCursor(named) }
        if count < 0 {
            // Nearly everything that lacks an entry (a new emulator, an old server) speaks xterm.
            let standIns = named.contains("256") || named.contains("direct") ? ["xterm-256color", "xterm"] : ["xterm"]
            guard let known = standIns.first(where: { colours($0) >= 0 }) else { throw .unknownType(named) }
            type = known
            count = colours(known)
        }
        if count < 256, claimsManyColours(environment) {
            // ncurses sends only what the entry names, so the richer entry of the same family is used.
            for richer in [type + "-256color", type == "xterm" ? "xterm-256color" : ""] where colours(richer) >= 256 {
                type = richer
                count = colours(richer)
                break
            }
        }
        var tier = ColourTier(colours: count)
        if let word = environment["NO_COLOR"], !word.isEmpty { tier = .none }
        return TerminalCapabilities(type: type, tier: tier, isUTF8: isUTF8)
    }

    private static func claimsManyColours(_ environment: [String: String]) -> Bool {
        switch environment["COLORTERM"]?.lowercased() {
        case "truecolor", "24bit", "256color": true
        default: false
        }
    }
}

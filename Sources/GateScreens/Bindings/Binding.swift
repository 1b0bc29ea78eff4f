public import GateGrid
import GateModel

/// Everything a person can do, by a stable id. The same ids name the texts of `[action]` in the message files.
public enum ActionID: String, CaseIterable, Sendable {
    case screenLane, screenQueue, screenBoard, screenAlarms
    case help, palette, filter, close, repaint, language, theme, dump, mouse, clock, quit
    case up, down, pageUp, pageDown, first, last, open, copy
    case previousLane, nextLane, goToLane
    case start, pass, hold, letThrough, turnBack, seize, trouble, clearTrouble, correct, message, channel
    case laneStatus, gateStatus
    case sort, reverse, showAll
    case acknowledge, showClosed
    case pause, slower, faster, stepBack, stepForward, goToTime, nextAlarm, previousAlarm, tenBack, tenForward
    case mark, goToMark
}

extension ActionID {
    /// Decides something about the visit in focus.
    public var actsOnVisit: Bool {
        switch self {
        case .start, .pass, .hold, .letThrough, .turnBack, .seize, .trouble, .clearTrouble, .correct, .message,
            .channel:
            true
        default: false
        }
    }
}

/// Where a binding holds.
public enum BindingLayer: Hashable, Sendable {
    /// Everywhere: Ctrl and F keys, and the keys of the frame.
    case program
    /// Upper-case letters and signs, only in replay.
    case replay
    /// Lower-case letters, on these screens.
    case screens(Set<ScreenID>)
}

/// One row of the table from which keys, help, palette, hints and `docs/keys.md` are made.
public struct Binding: Sendable {
    public var action: ActionID
    /// The first is the one that is shown.
    public var keys: [Key]
    public var layer: BindingLayer
    /// Cannot be undone; asks before it acts.
    public var isDangerous = false
    /// Place in the hint row; 0 keeps it out.
    public var hint = 0

    init(_ action: ActionID, _ keys: [Key], _ layer: BindingLayer, dangerous: Bool = false, hint: Int = 0) {
        self.action = action
        self.keys = keys
        self.layer = layer
        isDangerous = dangerous
        self.hint = hint
    }

    func holds(on screen: ScreenID, mode: ConsoleMode) -> Bool {
        switch layer {
        case .program: true
        case .replay: mode.isReplay
        case .screens(let screens): screens.contains(screen)
        }
    }
}

extension Key {
    /// How a key is written: `p`, `Ctrl-L`, `F5`, `Enter`.
    public var label: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "Ctrl-\(character.uppercased())"
        case .alt(let character): "Alt-\(character)"
        case .function(let number): "F\(number)"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .insert: "Ins"
        case .delete: "Del"
        case .backspace: "BkSp"
        case .enter: "Enter"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .escape: "Esc"
        case .paste: "paste"
        case .mouse: "mouse"
        }
    }
}

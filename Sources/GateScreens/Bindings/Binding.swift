public import GateGrid
public import GateModel

/// Everything a person can do, by a stable id. The same ids name the texts of `[action]` in the message files.
public enum ActionID: String, CaseIterable, Sendable {
    case screenLane, screenQueue, screenJoint, screenBoard, screenAlarms, screenTimes, screenDevices
    case help, palette, filter, close, repaint, language, theme, dump, mouse, clock, reloadLayout, suspend, quit
    case evidence, shift, mirror, lock
    case up, down, pageUp, pageDown, first, last, open, openLane, copy
    case previousLane, nextLane, goToLane
    case start, pass, hold, letThrough, turnBack, seize, trouble, clearTrouble, correct, message, channel, askPaper
    case laneStatus, gateStatus, openBarrier, closeBarrier
    case passWithCondition, fail, waive, refer, undo, inspect, extendClock, closeTask
    case contact, explainWait, complain, reviewComplaint
    case sort, reverse, showAll
    case acknowledge, showClosed
    case showTroubled, rawHold, rawFilter, rawFull
    case pause, slower, faster, stepBack, stepForward, goToTime, nextAlarm, previousAlarm, tenBack, tenForward
    case mark, goToMark
}

extension ActionID {
    /// Decides anything at all.
    public var decides: Bool { verb != nil }

    /// Decides something about the visit in focus.
    public var actsOnVisit: Bool {
        switch self {
        case .acknowledge, .laneStatus, .gateStatus, .openBarrier, .closeBarrier, .complain, .reviewComplaint: false
        default: decides
        }
    }
}

extension ActionID {
    /// What the model calls the act; nil for what decides nothing.
    var verb: Act.Verb? {
        switch self {
        case .start: .start
        case .pass: .pass
        case .hold: .hold
        case .letThrough: .letThrough
        case .turnBack: .turnBack
        case .seize: .seize
        case .trouble: .raiseTrouble
        case .clearTrouble: .clearTrouble
        case .correct: .correctPlate
        case .message: .message
        case .channel: .channel
        case .askPaper: .askPaper
        case .acknowledge: .acknowledge
        case .laneStatus: .setLane
        case .gateStatus: .setGate
        case .openBarrier: .openBarrier
        case .closeBarrier: .closeBarrier
        case .passWithCondition: .passWithCondition
        case .fail: .fail
        case .waive: .waive
        case .refer: .refer
        case .undo: .undo
        case .inspect: .inspect
        case .extendClock: .extendClock
        case .closeTask: .closeTask
        case .explainWait: .explainWait
        case .contact: .contact
        case .complain: .complain
        case .reviewComplaint: .reviewComplaint
        default: nil
        }
    }

    /// The action in whose name an act is told to a person.
    public init(telling verb: Act.Verb) {
        // Verbs without a key of their own, some from elsewhere, go by the nearest name.
        let nearest: Self =
            switch verb {
            case .readImage: .channel
            case .correctField: .correct
            case .beginShift, .endShift: .shift
            default: .open
            }
        self = Self.allCases.first { $0.verb == verb } ?? nearest
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

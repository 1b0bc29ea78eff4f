public import GateGrid
import GateModel

/// The one table of keys. Nothing else in the program knows which key does what.
public struct BindingTable: Sendable {
    /// In the order of the help page.
    public private(set) var bindings: [Binding]

    /// The table as the program comes.
    public static let standard = BindingTable(bindings: all)

    private static let visits: Set<ScreenID> = [.lane, .queue, .joint]
    private static let lists: Set<ScreenID> = Set(ScreenID.allCases)

    public static let all: [Binding] = [
        // The officer's acts, on whichever visit is in focus.
        Binding(.pass, [.character("p")], .screens(visits), hint: 1),
        Binding(.hold, [.character("h")], .screens(visits), hint: 2),
        Binding(.letThrough, [.character("r")], .screens(visits), hint: 3),
        Binding(.turnBack, [.character("q")], .screens(visits), dangerous: true, hint: 4),
        Binding(.trouble, [.character("t")], .screens(visits), hint: 5),
        Binding(.correct, [.character("c")], .screens(visits), hint: 6),
        Binding(.message, [.character("m")], .screens(visits), hint: 7),
        Binding(.start, [.character("b")], .screens(visits)),
        Binding(.clearTrouble, [.character("x")], .screens(visits)),
        Binding(.channel, [.character("k")], .screens(visits)),
        Binding(.askPaper, [.character("a")], .screens(visits)),
        Binding(.contact, [.character("s")], .screens([.lane, .joint])),
        Binding(.explainWait, [.character("j")], .screens(visits)),
        Binding(.seize, [.character("z")], .screens(visits), dangerous: true),
        Binding(.undo, [.character("u")], .screens(visits)),
        // Joint control.
        Binding(.inspect, [.character("i")], .screens([.joint]), hint: 2),
        Binding(.passWithCondition, [.character("n")], .screens([.joint]), hint: 2),
        Binding(.fail, [.character("f")], .screens([.joint]), hint: 2),
        Binding(.waive, [.character("v")], .screens([.joint]), hint: 2),
        Binding(.refer, [.character("e")], .screens([.joint]), hint: 2),
        Binding(.extendClock, [.character("g")], .screens([.joint])),
        Binding(.closeTask, [.character("d")], .screens([.joint])),
        Binding(.laneStatus, [.character("o")], .screens([.lane, .board]), dangerous: true),
        Binding(.openBarrier, [.character("e")], .screens([.lane]), dangerous: true),
        Binding(.closeBarrier, [.character("w")], .screens([.lane])),
        Binding(.gateStatus, [.character("g")], .screens([.board]), dangerous: true),
        Binding(.previousLane, [.left, .character("[")], .screens([.lane])),
        Binding(.nextLane, [.right, .character("]")], .screens([.lane])),
        Binding(.goToLane, [.character("l")], .screens([.lane, .board])),
        // Times.
        Binding(.explainWait, [.character("j")], .screens([.times]), hint: 1),
        Binding(.complain, [.character("n")], .screens([.times]), hint: 2),
        Binding(.reviewComplaint, [.character("v")], .screens([.times]), hint: 3),
        // Lists.
        Binding(.sort, [.character("s")], .screens([.queue]), hint: 8),
        Binding(.reverse, [.character("v")], .screens([.queue])),
        Binding(.showAll, [.character("d")], .screens([.queue])),
        Binding(.acknowledge, [.character("a")], .screens([.alarms, .board]), hint: 1),
        Binding(.showClosed, [.character("d")], .screens([.alarms])),
        Binding(.showTroubled, [.character("d")], .screens([.devices]), hint: 3),
        Binding(.rawHold, [.character("p")], .screens([.devices]), hint: 1),
        Binding(.rawFilter, [.character("f")], .screens([.devices]), hint: 2),
        Binding(.rawFull, [.enter], .screens([.devices]), hint: 9),
        Binding(.up, [.up, .character("k")], .screens([.board, .alarms, .devices])),
        Binding(.down, [.down, .character("j")], .screens([.board, .alarms, .devices])),
        Binding(.up, [.up], .screens(visits.union([.times]))),
        Binding(.down, [.down], .screens(visits.union([.times]))),
        Binding(.pageUp, [.pageUp], .screens(lists)),
        Binding(.pageDown, [.pageDown], .screens(lists)),
        Binding(.first, [.home], .screens(lists)),
        Binding(.last, [.end], .screens(lists)),
        Binding(.open, [.enter], .screens([.lane, .queue, .joint, .alarms, .times]), hint: 9),
        Binding(.openLane, [.enter], .screens([.board]), hint: 9),
        Binding(.copy, [.character("y")], .screens(lists)),
        // Replay.
        Binding(.pause, [.character(" ")], .replay, hint: 20),
        Binding(.slower, [.character("<")], .replay, hint: 21),
        Binding(.faster, [.character(">")], .replay, hint: 22),
        Binding(.stepBack, [.character(",")], .replay, hint: 23),
        Binding(.stepForward, [.character(".")], .replay, hint: 24),
        Binding(.goToTime, [.character("G")], .replay, hint: 25),
        Binding(.nextAlarm, [.character("N")], .replay, hint: 26),
        Binding(.previousAlarm, [.character("P")], .replay),
        Binding(.tenBack, [.character("(")], .replay),
        Binding(.tenForward, [.character(")")], .replay),
        Binding(.mark, [.character("M")], .replay),
        Binding(.goToMark, [.character("'")], .replay),
        // The program.
        Binding(.screenLane, [.function(1)], .program),
        Binding(.screenQueue, [.function(2)], .program),
        Binding(.screenJoint, [.function(4)], .program),
        Binding(.screenBoard, [.function(5)], .program),
        Binding(.screenAlarms, [.function(6)], .program),
        Binding(.screenTimes, [.function(8)], .program),
        Binding(.screenDevices, [.function(9)], .program),
        Binding(.filter, [.character("/")], .screens([.queue, .alarms, .devices]), hint: 30),
        Binding(.help, [.character("?")], .program, hint: 40),
        Binding(.palette, [.character(":")], .program, hint: 41),
        Binding(.close, [.escape], .program),
        Binding(.language, [.control("n")], .program),
        Binding(.theme, [.control("t")], .program),
        Binding(.clock, [.control("u")], .program),
        Binding(.mouse, [.control("o")], .program),
        Binding(.dump, [.control("p")], .program),
        Binding(.repaint, [.control("l")], .program),
        Binding(.evidence, [.control("e")], .program),
        Binding(.shift, [.control("w")], .program),
        Binding(.mirror, [.control("g")], .program),
        Binding(.lock, [.function(12)], .program),
        Binding(.reloadLayout, [.control("r")], .program),
        Binding(.suspend, [.control("z")], .program),
        Binding(.quit, [.control("q"), .control("c")], .program),
    ]

    private init(bindings: [Binding]) { self.bindings = bindings }

    /// The table with other keys for some actions, as a gate's own key file asks.
    ///
    /// - Throws: ``KeyClash`` where a key would mean two things on one screen.
    public func replacing(_ keys: [ActionID: [Key]]) throws(KeyClash) -> BindingTable {
        var table = self
        for index in table.bindings.indices {
            if let own = keys[table.bindings[index].action], !own.isEmpty { table.bindings[index].keys = own }
        }
        let clashes = table.sharedKeys()
        guard clashes.isEmpty else { throw KeyClash(problems: clashes) }
        return table
    }

    /// The binding of a key on a screen.
    public func binding(for key: Key, screen: ScreenID, mode: ConsoleMode) -> Binding? {
        bindings.first { $0.keys.contains(key) && $0.holds(on: screen, mode: mode) }
    }

    /// The bindings that hold on a screen.
    public func bindings(screen: ScreenID, mode: ConsoleMode) -> [Binding] {
        bindings.filter { $0.holds(on: screen, mode: mode) }
    }

    /// Keys that mean two things on one screen.
    private func sharedKeys() -> [String] {
        var found: [String] = []
        let replay = ConsoleMode.replay(
            ReplayStatus(
                position: 0, count: 0, speedHundredths: 100, isPaused: true, start: .epoch, end: .epoch,
                alarmStrip: []))
        for screen in ScreenID.allCases {
            var seen: [Key: ActionID] = [:]
            for binding in bindings(screen: screen, mode: replay) {
                for key in binding.keys {
                    if let other = seen[key] {
                        found.append("\(screen.rawValue): \(key.label) is both \(other) and \(binding.action)")
                    }
                    seen[key] = binding.action
                }
            }
        }
        return found
    }

    /// Keys of the standard table that mean two things on one screen, and letters in the wrong layer. Empty, or the
    /// program does not start.
    public static func clashes() -> [String] {
        var found = standard.sharedKeys()
        for binding in all {
            for case .character(let character) in binding.keys where character.isLetter {
                let isScreen = if case .screens = binding.layer { true } else { false }
                if character.isLowercase != isScreen {
                    found.append("\(binding.action): the letter \(character) stands in the wrong layer")
                }
            }
        }
        return found
    }
}

/// A key file gives one key two meanings.
public struct KeyClash: Error, CustomStringConvertible {
    public var problems: [String]
    public var description: String { problems.joined(separator: "\n") }
}

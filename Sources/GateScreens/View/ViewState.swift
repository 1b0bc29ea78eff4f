public import GateGrid
public import GateModel
public import GateText

/// The screens, by their function key.
public enum ScreenID: String, CaseIterable, Sendable {
    case lane, queue, joint, board, alarms, times, devices
}

/// The columns of the queue by which it can be sorted, in the order in which the key steps through them.
public enum QueueColumn: String, CaseIterable, Sendable {
    case waited, lane, state, plate, channel, goodsClass
}

/// A scrolling list: which row is chosen and which stands at the top.
public struct ListView<ID: Hashable & Sendable>: Hashable, Sendable {
    /// The chosen row, by identity: it stays chosen when the order changes.
    public var selected: ID?
    /// First visible row.
    public var top = 0
    /// Rows that fit, as last drawn.
    public var page = 10

    /// The index of the chosen row: the first while nothing was chosen, none once the chosen one has left the list. An
    /// act meant for it must never fall to a neighbour.
    func chosen(in ids: [ID]) -> Int? {
        guard let selected else { return ids.isEmpty ? nil : 0 }
        return ids.firstIndex(of: selected)
    }

    /// Moves the choice by `step` rows and keeps it visible; where the chosen row has gone, chooses one in sight.
    mutating func move(by step: Int, in ids: [ID]) {
        guard !ids.isEmpty else { return }
        let next = min(max(0, chosen(in: ids).map { $0 + step } ?? top), ids.count - 1)
        selected = ids[next]
        follow(next, count: ids.count)
    }

    mutating func follow(_ index: Int, count: Int) {
        if index < top { top = index }
        if index >= top + page { top = index - page + 1 }
        top = max(0, min(top, count - page))
    }

    /// Where the list starts when `page` rows fit, so that the chosen one is seen.
    func firstVisible(_ ids: [ID], page: Int) -> Int {
        var first = min(top, max(0, ids.count - page))
        guard let chosen = chosen(in: ids) else { return max(0, first) }
        if chosen < first { first = chosen }
        if chosen >= first + page { first = chosen - page + 1 }
        return max(0, first)
    }
}

/// What lies over the screen. Esc takes the top one away.
public enum Overlay: Hashable, Sendable {
    case dossier(VisitID, scroll: Int)
    case help(scroll: Int)
    case palette(text: String, selected: Int)
    case menu(Menu)
    case confirm(Confirmation)
    case input(Input)
    /// The post: who is on shift, what was handed over, what is open, one's own figures.
    case shift(scroll: Int)
    /// Both sides of the border held against each other.
    case mirror(chosen: MirrorGap.Key?)

    /// A short list of choices, each with its key.
    public struct Menu: Hashable, Sendable {
        public enum Subject: Hashable, Sendable {
            case hold, turnBack, seize, trouble, message, channel, openBarrier, closeBarrier, paper
            case passWithCondition, fail, waive, refer, inspectAgain, extendClock, closeTask, suspend
            /// Whom a lane's stranger may be, as it was shown when the menu was opened.
            case identify(LaneID, [MatchProposal])
            /// What is to be corrected, and of a declared field to what, why and on what grounds.
            case correct, correctClass, correctWhy(DeclarationField, String)
            case correctEvidence(DeclarationField, String, CorrectionReason)
            case explainWait
            /// Why an officer meets the driver; of a phrase that brings them together, before it is said.
            case contact(DriverPhrase)
            /// Of which kind a complaint is, by its code.
            case complaint(String)
            case complaints
            case outcome(UInt32)
        }
        public var subject: Subject
        /// Nil for what is about the lane.
        public var visit: VisitID?
        public var selected: Int
    }

    /// A question before something that cannot be undone. Enter is never its answer.
    public struct Confirmation: Hashable, Sendable {
        public var act: Act
        /// Nil for acts on a lane or the gate.
        public var visit: VisitID?
    }

    /// A line being typed.
    public struct Input: Hashable, Sendable {
        public enum Subject: Hashable, Sendable {
            case filter(ScreenID)
            case rawFilter
            case plate(VisitID)
            case identify(LaneID)
            case field(VisitID, DeclarationField)
            /// Who ordered so many days more.
            case extend(VisitID, days: Int32)
            case goToTime
            case goToLane
            /// The legal basis on which a paper is asked for.
            case basis(VisitID, Paper)
            case complaintCode
            /// What the next shift should know.
            case handover
            /// The lane's number, typed out before its barrier is opened past all that would open it.
            case openBarrier(Act)
            /// A code to lock the screen with, and the same again.
            case lock, lockAgain(String)
        }
        public var subject: Subject
        public var line: TypedLine
        public var text: String { line.text }

        /// - Parameter text: what stands there at first, the cursor behind it.
        init(subject: Subject, text: String) {
            self.subject = subject
            line = TypedLine(text, limit: Self.limit(of: subject))
        }

        /// Characters a line may hold.
        private static func limit(of subject: Subject) -> Int {
            switch subject {
            case .basis: PaperAsked.basisLimit
            case .field: DeclarationField.limit
            case .handover: Handover.noteLimit
            case .lock, .lockAgain: ScreenLock.limit
            default: 60
            }
        }

        /// What may be seen of what is typed.
        var shown: String { isSecret ? String(repeating: "•", count: text.count) : text }

        /// What is typed is nobody's to see or to keep.
        var isSecret: Bool {
            switch subject {
            case .lock, .lockAgain: true
            default: false
            }
        }
    }
}

/// One line for the person: the result of what was done, or why it was not.
public struct Announcement: Hashable, Sendable {
    public var text: ScreenText
    public var role: Role

    public init(_ text: ScreenText, _ role: Role = .message) {
        self.text = text
        self.role = role
    }
}

/// What the person has chosen to see. Changed only by keys; never part of the journal.
public struct ViewState: Hashable, Sendable {
    public var screen = ScreenID.lane
    public var lane: LaneID
    /// The vehicle in focus on the lane screen; nil follows the one at the arch.
    public var laneFocus: VisitID?
    public var queue = ListView<VisitID>()
    public var queueSort = QueueColumn.waited
    public var queueDescending = true
    public var queueFilter = ""
    public var queueShowsDeclared = false
    public var alarms = ListView<AlarmID>()
    public var alarmFilter = ""
    public var alarmsShowClosed = false
    public var joint = ListView<VisitID>()
    public var boardLane = ListView<LaneID>()
    public var times = ListView<VisitID>()
    public var devices = ListView<DeviceID>()
    public var deviceFilter = ""
    /// Only devices that fare badly.
    public var devicesTroubledOnly = false
    public var rawFilter = ""
    /// Whose lines ``rawFilter`` is for: of another device all are shown.
    public var rawFilterOwner: DeviceID?
    /// The picture of the raw lines stands still.
    public var rawIsHeld = false
    /// The raw lines have the whole screen.
    public var rawIsFull = false
    public var overlays: [Overlay] = []
    /// Nil while anybody may look.
    public var lock: ScreenLock?
    public var announcement: Announcement?
    public var language = Language.vietnamese
    public var theme = Theme.dark
    public var showsUTC = false
    public var mouse = false

    public init(lane: LaneID) { self.lane = lane }

    /// Opens a vehicle's dossier over the list in which it stands.
    public mutating func look(at visit: VisitID) {
        screen = .queue
        queue.selected = visit
        overlays = [.dossier(visit, scroll: 0)]
    }

    /// Somebody sits down at another lane's terminal.
    public mutating func sit(at lane: LaneID) {
        self.lane = lane
        laneFocus = nil
        overlays = []
        announcement = nil
    }

    /// Screens may be stacked this deep.
    static let overlayLimit = 8
}

/// What the console is to do after a key; the view itself has changed already.
public enum Effect: Hashable, Sendable {
    case act(Act, visit: VisitID?)
    case replay(ReplayCommand)
    case quit
    /// Goes over to the layout file as it is now.
    case reloadLayout
    /// Gathers everything about a visit.
    case evidence(VisitID)
    /// Back to the shell, as Ctrl-Z does everywhere.
    case suspend
    case repaint
    case dump
    case copy(String)
    case mouse(Bool)
}

/// What a replay is asked to do.
public enum ReplayCommand: Hashable, Sendable {
    case togglePause
    case slower
    case faster
    case step(Int)
    case jump(GateSpan)
    /// Minutes after local midnight of the recorded day, with seconds.
    case goTo(secondsOfDay: Int)
    case nextAlarm
    case previousAlarm
    case mark
    case goToMark
}

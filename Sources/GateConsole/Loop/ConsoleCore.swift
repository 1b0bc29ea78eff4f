import GateGrid
import GateLayout
import GateModel
import GateScreens
import GateText

/// The console without a terminal: view, context and keys in, frames and effects out. The event loop, the script mode
/// and the golden tests all drive this one.
struct ConsoleCore {
    var view: ViewState
    var context: ScreenContext
    private let catalogues: [Language: Catalogue]
    /// What came while the screen was locked, the newest ``heldLimit``.
    private var heldNews: [StationNews] = []
    private static let heldLimit = 20

    init(view: ViewState, context: ScreenContext, catalogues: [Language: Catalogue]) {
        self.view = view
        self.context = context
        self.catalogues = catalogues
        chooseWords()
    }

    /// - Parameter isTiny: nothing but one line is shown, so nothing is decided.
    mutating func handle(_ key: Key, isTiny: Bool = false) -> [Effect] {
        if isTiny, view.lock == nil, let action = view.action(of: key, context), action.decides {
            announce(context.words(.whyTooSmall, context.words.name(action)), .caution)
            return []
        }
        let wasLocked = view.lock != nil
        let effects = view.handle(key, context)
        chooseWords()
        if wasLocked, view.lock == nil {
            // What came meanwhile is told now; what matters most is told last, and stays.
            for news in heldNews.sorted(by: { !$0.isUrgent && $1.isUrgent }) { tell(news) }
            heldNews = []
        }
        return isTiny ? undecided(effects) : effects
    }

    /// What was begun on a larger terminal is not ended on one that shows a single line: neither a menu, a question, a typed
    /// line nor a key of a dossier decides there.
    private mutating func undecided(_ effects: [Effect]) -> [Effect] {
        var kept: [Effect] = []
        for effect in effects {
            if case .act(let act, _) = effect {
                announce(context.words(.whyTooSmall, name(act)), .caution)
            } else {
                kept.append(effect)
            }
        }
        return kept
    }

    private mutating func chooseWords() {
        if let words = catalogues[view.language] { context.words = words }
    }

    /// Draws the frame and remembers how long the list's page is.
    mutating func render(width: Int, height: Int) -> Grid {
        let rendered = Frame.render(context, view, width: width, height: height)
        switch view.screen {
        case .queue: view.queue.page = rendered.page
        case .joint: view.joint.page = rendered.page
        case .alarms: view.alarms.page = rendered.page
        case .board: view.boardLane.page = rendered.page
        case .devices: view.devices.page = rendered.page
        case .times: view.times.page = rendered.page
        case .lane: break
        }
        return rendered.grid
    }

    mutating func announce(_ text: ScreenText, _ role: Role = .message) {
        view.announcement = Announcement(text, role)
    }

    /// Tells the person what became of an act.
    mutating func tell(_ news: StationNews) {
        if view.lock != nil {
            if heldNews.count >= Self.heldLimit { heldNews.remove(at: heldNews.firstIndex { !$0.isUrgent } ?? 0) }
            heldNews.append(news)
            return
        }
        let words = context.words
        switch news {
        case .recorded(let act): announce(words(.resultRecorded, name(act)), .ok)
        case .asked(let act): announce(words(.resultAsked, name(act)), .message)
        case .refused(let act, let refusal): announce(name(act) + ": " + words.text(refusal), .warning)
        case .conflict(_, let streams):
            announce(words(.resultConflict, ScreenText(streams.joined(separator: ", "))), .warning)
        case .denied(_, let reason): announce(words(.resultDenied, ScreenText(reason)), .warning)
        case .unknown(let act, let reason):
            announce(words(.resultUnknown, name(act) + " – " + ScreenText(reason)), .critical)
        case .layout(let reload): tell(reload)
        case .evidence(.made(let made)):
            let missing =
                made.missing.isEmpty ? "" : " · " + words(.resultEvidenceMissing, ScreenText("\(made.missing.count)"))
            // The name first: a long folder is cut.
            let parts = made.archive.split(separator: "/", omittingEmptySubsequences: false)
            let (name, folder) = (parts.last ?? "", parts.dropLast().joined(separator: "/"))
            announce(
                words(.resultEvidenceMade, ScreenText(name), ScreenText("\(made.events)")) + missing + " · "
                    + ScreenText(folder), made.missing.isEmpty ? .ok : .caution)
        case .evidence(.failed(let why)):
            announce(words(.resultEvidenceFailed, ScreenText(why, limit: 200)), .warning)
        case .evidence(.busy): announce(words[.resultEvidence], .info)
        case .undelivered(let device): announce(words(.resultUndelivered, context.name(of: device)), .warning)
        case .feedEnded(let received, let problem):
            if let problem {
                announce(words(.resultFeedError, words.text(problem)), .warning)
            } else {
                announce(words(.resultFeedEnded, ScreenText("\(received)")), .info)
            }
        }
    }

    private mutating func tell(_ reload: LayoutReload) {
        let words = context.words
        func number(_ value: Int) -> ScreenText { ScreenText("\(value)") }
        let why: ScreenText
        switch reload {
        case .taken(let changes): return announce(words(.resultLayoutTaken, number(changes)), .ok)
        case .unchanged: return announce(words[.resultLayoutUnchanged], .info)
        case .broken(let problems):
            why = words(
                .whyLayoutBroken, number(problems.count), ScreenText(problems.first?.description ?? "", limit: 200))
        case .refused(let objections):
            switch objections.first {
            case .laneRemoved(let lane, let vehicles):
                why = words(.whyLayoutLaneRemoved, number(Int(lane.number)), number(vehicles))
            case .laneTurned(let lane, let vehicles):
                why = words(.whyLayoutLaneTurned, number(Int(lane.number)), number(vehicles))
            case .otherGate, nil: why = words[.whyLayoutOtherGate]
            }
        case .noLinks: why = words[.whyLayoutNoLinks]
        case .noFile: why = words[.whyLayoutNoFile]
        case .unrecorded: why = words[.whyLayoutUnrecorded]
        }
        announce(words(.resultLayoutKept, why), .warning)
    }

    /// The act and whom it was about: `Đạt 98C-033.46`.
    private func name(_ act: Act) -> ScreenText {
        let words = context.words
        let number = act.lane.map { ScreenText("\($0.number)") } ?? "–"
        if act.verb == .openBarrier || act.verb == .closeBarrier {
            return verb(of: act) + " " + (act.end == .entry ? "1" : "2") + " · " + words(.topLane, number)
        }
        if act.verb == .setGate || act.verb == .setLane {
            let lane = act.lane == nil ? "" : " " + number
            return verb(of: act) + lane + " → " + words.name("openStatus", act.status.name)
        }
        guard let visit = context.state.expected(act.declaration).flatMap({ context.state.visit($0) }) else {
            return verb(of: act)
        }
        return verb(of: act) + " " + words.plateText(visit.declaration.tractor)
    }

    private func verb(of act: Act) -> ScreenText { context.words.name(ActionID(telling: act.verb)) }
}

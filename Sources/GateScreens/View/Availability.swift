import GateModel
import GateText

/// Whether an action can be taken now. A disabled one stays visible and says why.
enum Availability {
    case available
    case disabled(ScreenText)
}

extension ScreenContext {
    func availability(of action: ActionID, _ view: ViewState) -> Availability {
        switch action {
        case .start, .pass, .hold, .letThrough, .turnBack, .seize, .trouble, .clearTrouble, .correct, .message,
            .channel, .passWithCondition, .fail, .waive, .refer, .undo, .inspect, .extendClock, .askPaper, .explainWait,
            .contact:
            if let refused = refusedByMode { return refused }
            // A plate can be corrected on a lane where nothing was recognised.
            if action == .correct, view.screen == .lane { return .available }
            guard let visit = focusedVisit(view) else { return .disabled(words[.whyNoVehicle]) }
            return standing(action, visit)
        case .acknowledge:
            if let refused = refusedByMode { return refused }
            return focusedAlarm(view) == nil ? .disabled(words[.whyNoAlarm]) : .available
        case .closeTask:
            if let refused = refusedByMode { return refused }
            return ownTasks.isEmpty ? .disabled(words.text(Refusal.nothingToDo)) : .available
        case .complain: return refusedByMode ?? .available
        case .reviewComplaint: return refusedByMode ?? reviews
        case .evidence: return focusedVisit(view) == nil ? .disabled(words[.whyNoVehicle]) : .available
        case .laneStatus, .gateStatus, .reloadLayout: return refusedByMode ?? .available
        case .openBarrier, .closeBarrier: return refusedByMode ?? barriers(action, view)
        default: return .available
        }
    }

    /// There is something to review, and it is this person's to do.
    private var reviews: Availability {
        if person.agency != .board { return .disabled(words.text(Refusal.wrongAgency(needed: .board))) }
        return state.openComplaints.isEmpty ? .disabled(words.text(Refusal.nothingToDo)) : .available
    }

    var refusedByMode: Availability? {
        switch mode {
        // What the journal may or may not hold is no ground to decide on, and what is pressed now would be carried out
        // when nobody means it any more.
        case .live: station.journalTrouble == nil ? nil : .disabled(words[.whyJournal])
        case .replay: .disabled(words[.whyReplay])
        case .readOnly: .disabled(words[.whyReadOnly])
        }
    }

    /// One of the two barriers can be moved, or the reason why the one that people usually mean cannot.
    private func barriers(_ action: ActionID, _ view: ViewState) -> Availability {
        var act = blankAct
        act.verb = action == .openBarrier ? .openBarrier : .closeBarrier
        act.lane = view.lane
        var why: ScreenText?
        for end in LaneEnd.allCases {
            act.end = end
            switch state.decide(act, visit: nil, cause: Self.question, now: now) {
            case .success: return .available
            // That the other end needs nothing tells less than why this one may not be moved.
            case .failure(.nothingToDo): continue
            case .failure(let refusal): why = why ?? words.text(refusal)
            }
        }
        return .disabled(why ?? words.text(Refusal.nothingToDo))
    }

    /// The cause of what is only asked, never recorded.
    private static let question = Cause(source: "terminal/ask", boot: 0, number: 0)

    /// Somebody can be asked, or the reason why nobody can.
    private func referral(_ blank: Act, _ visit: Visit) -> Availability {
        var why: ScreenText?
        for agency in askable {
            var act = blank
            act.toAgency = AgencySet(agency)
            switch answer(to: act, on: visit.id) {
            case .success: return .available
            case .failure(let refusal): why = why ?? words.text(refusal)
            }
        }
        return .disabled(why ?? words.text(Refusal.nothingToDo))
    }

    /// Agencies that this person may ask: customs decides last and cannot be.
    var askable: [Agency] { state.plan.agencyOrder.filter { $0 != person.agency && $0 != .customs } }

    /// Follow-ups of this person's agency, those due first in front.
    var ownTasks: [FollowUpTask] {
        state.tasks.filter { $0.agency == person.agency }.sorted { ($0.due, $0.visit) < ($1.due, $1.visit) }
    }

    /// What the model would say to an act now.
    func answer(to act: Act, on visit: VisitID? = nil) -> Result<Decision, Refusal> {
        state.decide(act, visit: visit, cause: Self.question, now: now)
    }

    /// Asks the model itself: what `decide` would refuse now is disabled now, with the same words.
    private func standing(_ action: ActionID, _ visit: Visit) -> Availability {
        guard let verb = action.verb else { return .available }
        var act = blankAct
        act.verb = verb
        act.reason = action == .clearTrouble ? .none : .other
        switch action {
        case .channel: act.channel = visit.channel == .red ? .yellow : .red
        case .inspect: act.reason = .inspection
        case .passWithCondition: act.task = .sampleResult
        case .waive: act.basis = .exempt
        case .refer: return referral(act, visit)
        case .explainWait: act.waitReason = .other
        case .contact: act.contact = .other
        case .extendClock:
            act.amount = visit.clockExtension.days + 1
            act.orderedBy = "?"
        case .trouble, .correct, .message, .askPaper:
            return visit.state.isClosed ? .disabled(words.text(Refusal.closed(visit.state))) : .available
        default: break
        }
        switch state.decide(act, visit: visit.id, cause: Self.question, now: now) {
        case .success: return .available
        case .failure(let refusal): return .disabled(words.text(refusal))
        }
    }
}

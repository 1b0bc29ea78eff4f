public import GateGrid
import GateModel
import GateText

/// Keys while something lies over the screen.
extension ViewState {
    mutating func overlayKey(_ key: Key, _ context: ScreenContext) -> [Effect] {
        guard let top = overlays.last else { return [] }
        // Ctrl and F keys belong to the program, whatever lies over the screen.
        switch key {
        case .control, .function: return screenKey(key, context)
        case .escape:
            overlays.removeLast()
            return []
        default: break
        }
        switch top {
        case .help(let scroll): scrollOverlay(key, scroll) { .help(scroll: $0) }
        case .dossier(let visit, let scroll): return dossierKey(key, visit, scroll, context)
        case .palette(let text, let selected): return paletteKey(key, text, selected, context)
        case .menu(let menu): return menuKey(key, menu, context)
        case .confirm(let question): return confirmKey(key, question)
        case .input(let input): return inputKey(key, input, context)
        case .shift(let scroll): return shiftKey(key, scroll, context)
        case .mirror(let chosen): mirrorKey(key, chosen, context)
        }
        return []
    }

    /// What a key stands for now: on a line being typed a letter is a letter, and Enter of the palette is what it has chosen.
    public func action(of key: Key, _ context: ScreenContext) -> ActionID? {
        let bound = context.bindings.binding(for: key, screen: screen, mode: context.mode)?.action
        switch overlays.last {
        case .input:
            if case .character = key { return nil }
            return bound
        case .palette(let text, let selected):
            if case .character = key { return nil }
            guard key == .enter else { return bound }
            let rows = context.paletteRows(text, self)
            return rows.indices.contains(selected) ? rows[selected].action : nil
        default: return bound
        }
    }

    mutating func replaceTop(_ overlay: Overlay) { overlays[overlays.count - 1] = overlay }

    mutating func scrollOverlay(_ key: Key, _ scroll: Int, _ make: (Int) -> Overlay) {
        switch key {
        case .up: replaceTop(make(max(0, scroll - 1)))
        case .down: replaceTop(make(min(500, scroll + 1)))
        case .pageUp: replaceTop(make(max(0, scroll - 10)))
        case .pageDown, .character(" "): replaceTop(make(min(500, scroll + 10)))
        case .home: replaceTop(make(0))
        case .enter, .character("?"): overlays.removeLast()
        default: break
        }
    }

    /// In a dossier the keys of the visit work as on the screens; those of the list below do not.
    static func holdsInDossier(_ action: ActionID) -> Bool {
        switch action {
        case .sort, .reverse, .showAll, .filter: false
        default: true
        }
    }

    private mutating func dossierKey(
        _ key: Key, _ visit: VisitID, _ scroll: Int, _ context: ScreenContext
    ) -> [Effect] {
        if case .character = key,
            let binding = context.bindings.binding(for: key, screen: .queue, mode: context.mode)
        {
            return Self.holdsInDossier(binding.action) ? perform(binding.action, context) : []
        }
        scrollOverlay(key, scroll) { .dossier(visit, scroll: $0) }
        return []
    }

    // MARK: Palette

    private mutating func paletteKey(
        _ key: Key, _ text: String, _ selected: Int, _ context: ScreenContext
    ) -> [Effect] {
        let matches = context.paletteRows(text, self)
        switch key {
        case .up: replaceTop(.palette(text: text, selected: max(0, selected - 1)))
        case .down: replaceTop(.palette(text: text, selected: min(max(0, matches.count - 1), selected + 1)))
        case .enter:
            guard matches.indices.contains(selected) else { return [] }
            overlays.removeLast()
            return perform(matches[selected].action, context)
        default:
            var line = TypedLine(text, limit: 60)
            // The arrows belong to the list.
            if key != .left, key != .right, line.edit(key) { replaceTop(.palette(text: line.text, selected: 0)) }
        }
        return []
    }

    // MARK: Menus

    private mutating func menuKey(_ key: Key, _ menu: Overlay.Menu, _ context: ScreenContext) -> [Effect] {
        let choices = context.choices(of: menu)
        var menu = menu
        switch key {
        case .up: menu.selected = max(0, menu.selected - 1)
        case .down: menu.selected = min(choices.count - 1, menu.selected + 1)
        case .enter: return choose(menu.selected, menu, context)
        case .character(let character):
            guard let index = choices.firstIndex(where: { $0.key == character }) else { return [] }
            return choose(index, menu, context)
        default: return []
        }
        replaceTop(.menu(menu))
        return []
    }

    private mutating func choose(_ index: Int, _ menu: Overlay.Menu, _ context: ScreenContext) -> [Effect] {
        let choices = context.choices(of: menu)
        guard choices.indices.contains(index) else { return [] }
        if menu.isCorrection { return correct(choices[index].value, menu, context) }
        var act = context.blankAct
        act.declaration = menu.visit.flatMap { context.state.visit($0) }?.declaration.number ?? ""
        overlays.removeLast()
        switch menu.subject {
        case .hold: act.verb = .hold
        case .turnBack: act.verb = .turnBack
        case .seize: act.verb = .seize
        case .trouble: act.verb = .raiseTrouble
        case .message: act.verb = .message
        case .contact(let phrase):
            act.verb = phrase == .none ? .contact : .message
            act.phrase = phrase
        case .channel:
            act.verb = .channel
        case .passWithCondition: act.verb = .passWithCondition
        case .fail: act.verb = .fail
        case .waive: act.verb = .waive
        case .refer: act.verb = .refer
        case .inspectAgain: act.verb = .inspect
        case .closeTask: act.verb = .closeTask
        case .extendClock: break
        case .suspend:
            act.verb = .setGate
            act.status = .suspended
        case .openBarrier, .closeBarrier:
            act.verb = menu.subject == .openBarrier ? .openBarrier : .closeBarrier
            act.lane = lane
        case .identify(let lane, _): return identify(choices[index].value, lane, context)
        case .paper: act.verb = .askPaper
        case .explainWait: act.verb = .explainWait
        case .complaint(let code):
            act.verb = .complain
            act.value = code
        case .outcome(let number):
            act.verb = .reviewComplaint
            act.amount = Int32(clamping: number)
        case .complaints, .correct, .correctClass, .correctWhy, .correctEvidence: break
        }
        switch choices[index].value {
        case .reason(let reason): act.reason = reason
        case .phrase(let phrase):
            if phrase.bringsContact {
                push(.menu(.init(subject: .contact(phrase), visit: menu.visit, selected: 0)))
                return []
            }
            act.phrase = phrase
        case .contact(let reason): act.contact = reason
        case .channel(let channel):
            act.channel = channel
            act.channelReason = channel.risk
        case .barrier(let end): act.end = end
        case .task(let task): act.task = task
        case .basis(let basis): act.basis = basis
        case .agency(let agency):
            act.toAgency = AgencySet(agency)
            act.reason = [.health, .animal, .plant].contains(agency) ? .quarantine : .inspection
        case .days(let days):
            guard let visit = menu.visit else { return [] }
            push(.input(.init(subject: .extend(visit, days: days), text: "")))
            return []
        case .authority(let authority): act.authority = authority
        case .reopen: act.status = .open
        case .followUp(let task):
            act.task = task.kind
            act.declaration = task.declaration
            return [.act(act, visit: task.visit)]
        case .waitReason(let reason): act.waitReason = reason
        case .complaintKind(let kind): act.complaint = kind
        case .outcome(let outcome): act.outcome = outcome
        case .complaint(let complaint):
            push(.menu(.init(subject: .outcome(complaint.number), visit: complaint.visit, selected: 0)))
            return []
        case .visit, .otherPlate, .readPlate, .field, .goodsClass, .correction, .evidence: return []
        case .paper(let paper):
            guard let visit = menu.visit else { return [] }
            push(.input(.init(subject: .basis(visit, paper), text: "")))
            return []
        }
        switch menu.subject {
        case .turnBack, .seize, .suspend:
            push(.confirm(.init(act: act, visit: menu.visit)))
            return []
        case .openBarrier:
            push(.input(.init(subject: .openBarrier(act), text: "")))
            return []
        // Named by code or number: the vehicle may have left long since.
        case .complaint:
            act.declaration = ""
            return [.act(act, visit: nil)]
        // A settled complaint is not opened again.
        case .outcome:
            act.declaration = ""
            push(.confirm(.init(act: act, visit: nil)))
            return []
        default: return [.act(act, visit: menu.visit)]
        }
    }

    /// Whose plate the lane's stranger has: the matcher's proposals, each with a key, or else a line to type it in.
    mutating func askWhoIsHere(_ context: ScreenContext) {
        let proposals = context.state.lane(lane)?.unknownRanked ?? []
        if proposals.isEmpty {
            typeWhoIsHere(lane, context)
        } else {
            push(.menu(.init(subject: .identify(lane, proposals), visit: nil, selected: 0)))
        }
    }

    private mutating func typeWhoIsHere(_ lane: LaneID, _ context: ScreenContext) {
        push(.input(.init(subject: .identify(lane), text: context.state.lane(lane)?.unknownPlate ?? "")))
    }

    private mutating func identify(_ choice: Choice.Value, _ lane: LaneID, _ context: ScreenContext) -> [Effect] {
        guard case .visit(let id) = choice, let visit = context.state.visit(id) else {
            typeWhoIsHere(lane, context)
            return []
        }
        return [correction(of: visit, plate: visit.declaration.tractor, lane: lane, context)]
    }

    /// Agreement is a letter of its own; Enter never is.
    private mutating func confirmKey(_ key: Key, _ question: Overlay.Confirmation) -> [Effect] {
        switch key {
        case .character("y"), .character("c"):
            overlays.removeLast()
            return [.act(question.act, visit: question.visit)]
        case .character("n"), .character("k"): overlays.removeLast()
        default: break
        }
        return []
    }

    // MARK: Lines

    private mutating func inputKey(_ key: Key, _ input: Overlay.Input, _ context: ScreenContext) -> [Effect] {
        if key == .enter {
            overlays.removeLast()
            return finish(input, context)
        }
        var typed = input
        guard typed.line.edit(key) else { return [] }
        replaceTop(.input(typed))
        let text = typed.text
        // A filter shows its effect while it is typed.
        switch input.subject {
        case .filter(let screen): setFilter(text, on: screen)
        case .rawFilter: rawFilter = text
        default: break
        }
        return []
    }

    /// The filter of a device's raw lines; empty where it is another one's.
    func rawFilter(of device: Device) -> String { rawFilterOwner == device.id ? rawFilter : "" }

    /// Whether the lines of the chosen device are filtered.
    func filtersRawLines(_ context: ScreenContext) -> Bool {
        context.chosenDevice(self).map { !rawFilter(of: $0).isEmpty } ?? false
    }

    mutating func filterRawLines(_ context: ScreenContext) {
        guard let device = context.chosenDevice(self) else { return }
        rawFilter = rawFilter(of: device)
        rawFilterOwner = device.id
        push(.input(.init(subject: .rawFilter, text: rawFilter)))
    }

    func filter(of screen: ScreenID) -> String {
        switch screen {
        case .queue: queueFilter
        case .devices: deviceFilter
        default: alarmFilter
        }
    }

    private mutating func setFilter(_ text: String, on screen: ScreenID) {
        switch screen {
        case .queue: queueFilter = text
        case .devices: deviceFilter = text
        default: alarmFilter = text
        }
    }

    private mutating func finish(_ input: Overlay.Input, _ context: ScreenContext) -> [Effect] {
        let text = input.text
        switch input.subject {
        case .filter(let screen): setFilter(text, on: screen)
        case .rawFilter: rawFilter = text
        case .goToLane:
            if let number = Int64(text), let id = LaneID(number: number), context.state.lane(id) != nil {
                lane = id
                laneFocus = nil
                screen = .lane
            } else {
                announcement = Announcement(context.words(.promptNoLane, ScreenText(text)), .caution)
            }
        case .goToTime:
            if let seconds = Self.secondsOfDay(text) { return [.replay(.goTo(secondsOfDay: seconds))] }
            announcement = Announcement(context.words(.promptBadTime, ScreenText(text)), .caution)
        case .plate(let id):
            guard let visit = context.state.visit(id) else { return [] }
            return [correction(of: visit, plate: TextNormaliser.identifier(text), lane: nil, context)]
        case .field(let id, let field): return typed(text, field, of: id, context)
        case .extend(let id, let days):
            guard let visit = context.state.visit(id) else { return [] }
            var act = context.blankAct(.extendClock, for: visit)
            act.amount = days
            act.orderedBy = text
            act.reason = .inspection
            return [.act(act, visit: id)]
        case .basis(let id, let paper):
            guard let visit = context.state.visit(id) else { return [] }
            var act = context.blankAct(.askPaper, for: visit)
            act.paper = paper
            act.law = TextNormaliser.line(text, limit: PaperAsked.basisLimit)
            return [.act(act, visit: id)]
        case .identify(let lane):
            let wanted = TextNormaliser.identifier(text)
            guard let id = context.state.expected(wanted), let visit = context.state.visit(id) else {
                announcement = Announcement(context.words(.promptNoMatch, ScreenText(text)), .caution)
                return []
            }
            return [correction(of: visit, plate: visit.declaration.tractor, lane: lane, context)]
        case .openBarrier(let act):
            if let lane = act.lane, Int64(TextNormaliser.line(text, limit: 60)) == Int64(lane.number) {
                return [.act(act, visit: nil)]
            }
            let lane = ScreenText(act.lane.map { "\($0.number)" } ?? "–")
            announcement = Announcement(context.words(.promptOtherLane, ScreenText(text), lane), .caution)
        case .complaintCode: askKind(ofComplaint: text, context)
        case .handover: return endShift(note: text, context)
        case .lock, .lockAgain: lock(input, context)
        }
        return []
    }

    private func correction(of visit: Visit, plate: String, lane: LaneID?, _ context: ScreenContext) -> Effect {
        var act = context.blankAct(.correctPlate, for: visit)
        act.plate = plate
        act.lane = lane
        act.reason = .misread
        return .act(act, visit: visit.id)
    }

    /// `HH:MM` or `HH:MM:SS` as seconds after midnight.
    public static func secondsOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2 || parts.count == 3, let hour = parts[0], let minute = parts[1],
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        guard let second = parts.count == 3 ? parts[2] : 0, (0..<60).contains(second) else { return nil }
        return (hour * 60 + minute) * 60 + second
    }
}

/// One row of a menu.
struct Choice {
    enum Value {
        case reason(Reason), phrase(DriverPhrase), channel(Channel), barrier(LaneEnd), visit(VisitID), otherPlate
        case task(FollowUp), basis(WaiverBasis), followUp(FollowUpTask), agency(Agency), days(Int32)
        case authority(GateAuthority), reopen, paper(Paper)
        case readPlate, field(DeclarationField), goodsClass(GoodsClass)
        case correction(CorrectionReason), evidence(CorrectionEvidence)
        case contact(ContactReason), waitReason(WaitReason), complaintKind(ComplaintKind), complaint(Complaint),
            outcome(ComplaintOutcome)
    }
    var key: Character
    var label: ScreenText
    var value: Value
}

extension ScreenContext {
    /// The rows of a menu, keyed 1…9 and then a, b, c….
    func choices(of menu: Overlay.Menu) -> [Choice] {
        let keys = Array("123456789abcdefghijklmnop")
        switch menu.subject {
        case .hold, .turnBack, .seize, .trouble, .fail, .inspectAgain:
            return zip(keys, Reason.allCases.filter(\.isForPeople)).map {
                Choice(key: $0, label: words.name($1), value: .reason($1))
            }
        case .message:
            return zip(keys, DriverPhrase.allCases.filter { $0 != .none }).map {
                Choice(key: $0, label: words.name($1), value: .phrase($1))
            }
        case .contact:
            return zip(keys, ContactReason.allCases.filter { $0 != .none }).map {
                Choice(key: $0, label: words.name($1), value: .contact($1))
            }
        case .channel:
            return zip(keys, [Channel.green, .yellow, .red]).map {
                Choice(key: $0, label: words.name($1), value: .channel($1))
            }
        case .passWithCondition:
            return zip(keys, FollowUp.allCases.filter { $0 != .none }).map {
                Choice(key: $0, label: words.name($1), value: .task($1))
            }
        case .waive:
            let theirs = menu.visit.flatMap { state.visit($0)?.documents.neighbourResult(for: person.agency) }
            return zip(keys, WaiverBasis.allCases.filter { $0 != .none }).map {
                // What the other side found stands beside the choice to accept it.
                let found = $1 == .neighbourResult ? theirs.map { " · " + words.result($0) } : nil
                return Choice(key: $0, label: words.name($1) + (found ?? ""), value: .basis($1))
            }
        case .refer:
            return zip(keys, askable).map {
                Choice(key: $0, label: words.name($1), value: .agency($1))
            }
        case .closeTask:
            return zip(keys, ownTasks).map {
                let plate = state.visit($1.visit).map { words.plateText($0.declaration.tractor) } ?? "–"
                let label = plate + " · " + words.name($1.kind) + " · " + day($1.due)
                return Choice(key: $0, label: label, value: .followUp($1))
            }
        case .extendClock:
            let most = state.plan.clockLaws.map(\.extensionDays).max() ?? 0
            return zip(keys, 1...max(1, most)).map {
                Choice(key: $0, label: words(.unitDays, ScreenText("\($1)")), value: .days($1))
            }
        case .suspend:
            let orders = zip(keys, GateAuthority.allCases.filter { $0 != .none }).map {
                Choice(key: $0, label: words.name($1), value: .authority($1))
            }
            guard state.status == .suspended else { return orders }
            return orders + [Choice(key: "o", label: words[.gateReopen], value: .reopen)]
        case .paper:
            return zip(keys, Paper.allCases.filter { $0 != .none }).map {
                Choice(key: $0, label: words.name($1), value: .paper($1))
            }
        case .correct, .correctClass, .correctWhy, .correctEvidence: return corrections(menu, keys)
        case .explainWait, .complaint, .complaints, .outcome: return fairness(menu, keys)
        case .openBarrier, .closeBarrier:
            return zip(keys, LaneEnd.allCases).map {
                Choice(key: $0, label: words(.laneBarrier, words.number(of: $1)), value: .barrier($1))
            }
        case .identify(_, let proposals):
            let rows = proposals.prefix(MatchProposal.limit).map { (words.proposal($0), Choice.Value.visit($0.visit)) }
            return zip(keys, rows + [(words[.laneOtherPlate], .otherPlate)]).map {
                Choice(key: $0, label: $1.0, value: $1.1)
            }
        }
    }

    /// The actions that a palette's text finds, by name or key, those of this screen first.
    func paletteRows(_ text: String, _ view: ViewState) -> [Binding] {
        let filter = Filter(text)
        var seen: Set<ActionID> = []
        let here = bindings.bindings(screen: view.screen, mode: mode)
        return here.filter { binding in
            guard seen.insert(binding.action).inserted else { return false }
            if filter.isEmpty { return true }
            let keys = binding.keys.map(\.label).joined(separator: " ")
            return filter.accepts(words.name(binding.action).text + " " + keys + " " + binding.action.rawValue)
        }
    }
}

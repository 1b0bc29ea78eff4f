public import GateModel
public import GateText

/// The rows of the lists, in the order in which they are shown: one source for drawing and for keys.
extension ScreenContext {
    /// Open visits as the queue screen filters and sorts them.
    func queueRows(_ view: ViewState) -> [Visit] {
        let filter = Filter(view.queueFilter)
        var visits: [Visit] = []
        for id in state.open {
            guard let visit = state.visit(id) else { continue }
            if visit.state == .declared, !view.queueShowsDeclared { continue }
            if filter.isEmpty || filter.accepts(searchText(of: visit)) { visits.append(visit) }
        }
        let sorted = visits.sorted { left, right in
            // A vehicle without a lane belongs to none of them, whichever way they are sorted.
            if view.queueSort == .lane, (left.lane == nil) != (right.lane == nil) { return right.lane == nil }
            let (a, b) = (sortKey(left, view.queueSort), sortKey(right, view.queueSort))
            return a == b ? left.id < right.id : (a < b) != view.queueDescending
        }
        return sorted
    }

    /// How many visits the queue screen shows without a filter.
    func queueTotal(_ view: ViewState) -> Int {
        view.queueShowsDeclared ? state.open.count : state.open.count - state.count(.declared)
    }

    private func sortKey(_ visit: Visit, _ column: QueueColumn) -> SortKey {
        switch column {
        case .waited: .number(waited(visit).milliseconds)
        case .lane: .number(Int64(visit.lane?.number ?? 0))
        case .state: .number(Int64(visit.state.rawValue))
        case .plate: .text(visit.declaration.tractor)
        case .channel: .number(Int64(visit.channel.rawValue))
        case .goodsClass: .number(Int64(visit.declaration.goodsClass.rawValue))
        }
    }

    /// Time on the gate's ground so far; before that, zero.
    func waited(_ visit: Visit) -> GateSpan {
        guard visit.arrivedAt > .epoch else { return .zero }
        return (visit.closedAt > .epoch ? visit.closedAt : now) - visit.arrivedAt
    }

    private func searchText(of visit: Visit) -> String {
        let declared = visit.declaration
        let plate = words.plate(declared.tractor)
        return [
            declared.tractor, plate.key.text, declared.trailer, declared.container, declared.number, declared.driver,
            declared.goods, declared.company, declared.hsCode, words.name(visit.state).text,
            words.name(declared.goodsClass).text, words.name(visit.channel).text,
        ].joined(separator: " ")
    }

    /// Alarms as the alarm screen lists them.
    func alarmRows(_ view: ViewState) -> [Alarm] {
        let filter = Filter(view.alarmFilter)
        let alarms = view.alarmsShowClosed ? state.alarms.reversed() : state.standingAlarms
        guard !filter.isEmpty else { return alarms }
        return alarms.filter { alarm in
            filter.accepts(
                [
                    words.name(alarm.kind).text, detail(of: alarm).text, words.name(alarm.state).text,
                    place(of: alarm).text, words.name(alarm.kind.priority).text,
                    alarm.device.flatMap { state.plan.device($0) }?.source ?? "",
                ].joined(separator: " "))
        }
    }

    /// What an alarm rests on: figures, a plate, or why the device fares badly.
    func detail(of alarm: Alarm) -> ScreenText {
        if alarm.kind.isOfCondition { return words.reason(alarm.detail) }
        return switch alarm.kind {
        case .documentInvalid: words.identifierFault(alarm.detail)
        case .barrierDisobeys: words.outcome(alarm.detail)
        case .imageRefused: words.image(alarm.detail)
        case .clockOverdue, .referralOverdue, .referralEscalated, .taskOverdue: words.overdue(alarm.detail)
        case .declarationVoid: words.answer(alarm.detail)
        case .unexplainedWait: words.unexplained(alarm.detail)
        case .bothBarriersOpen: words(.topLane, ScreenText(alarm.detail))
        case .abroadOverdue: words.plateText(alarm.detail)
        case .neighbourReturned: words.sentBack(alarm.detail)
        default: ScreenText(alarm.detail)
        }
    }

    /// Where an alarm is: the device that fares badly, else a lane, else the device that saw something.
    func place(of alarm: Alarm) -> ScreenText {
        let device = alarm.device.flatMap { state.plan.device($0) }
        if alarm.kind.isOfCondition || alarm.kind == .barrierDisobeys, let device { return name(of: device) }
        if let lane = alarm.lane { return words(.topLane, ScreenText("\(lane.number)")) }
        return device.map { name(of: $0) } ?? "–"
    }

    /// A device by where it stands and what it is: `Làn 3 camera trước`, `Máy soi 1`.
    public func name(of device: Device) -> ScreenText {
        let kind = words.name(device.kind)
        let alike = state.plan.devices.count { $0.kind == device.kind && $0.lane == device.lane }
        // Two of a kind are told apart by the last word of their source.
        let last = alike > 1 ? device.source.split(separator: "/").last.map { " " + ScreenText($0) } : nil
        if let lane = device.lane {
            return words(.topLane, ScreenText("\(lane.number)")) + " " + kind + (last ?? "")
        }
        return ScreenText(kind.text.prefix(1).uppercased() + kind.text.dropFirst()) + (last ?? "")
    }

    /// The vehicles of the lane screen: under control first, the one at the arch in front.
    func laneControl(_ lane: LaneID) -> [Visit] {
        guard let lane = state.lane(lane) else { return [] }
        return lane.control.reversed().compactMap { state.visit($0) }
    }

    /// The vehicles of the joint control screen: under control or released, the longest there first.
    var jointRows: [Visit] {
        state.lanes.flatMap(\.control).compactMap { state.visit($0) }
            .filter { $0.state.isUnderControl || $0.state == .released }
            .sorted { ($0.atBoothAt, $0.id) < ($1.atBoothAt, $1.id) }
    }

    /// The visit in focus on the lane screen.
    func laneFocus(_ view: ViewState) -> Visit? {
        let control = laneControl(view.lane)
        if let focus = view.laneFocus, let visit = control.first(where: { $0.id == focus }) { return visit }
        return state.vehicleAtArch(view.lane) ?? control.first
    }

    /// The visit that an officer's act on this screen is about.
    func focusedVisit(_ view: ViewState) -> Visit? {
        if case .dossier(let id, _)? = view.overlays.last { return state.visit(id) }
        switch view.screen {
        case .lane: return laneFocus(view)
        case .queue:
            let rows = queueRows(view)
            return view.queue.chosen(in: rows.map(\.id)).map { rows[$0] }
        case .joint:
            let rows = jointRows
            return view.joint.chosen(in: rows.map(\.id)).map { rows[$0] }
        case .alarms: return focusedAlarm(view)?.visit.flatMap { state.visit($0) }
        case .times:
            let rows = timesRows
            return view.times.chosen(in: rows.map(\.visit)).flatMap { state.visit(rows[$0].visit) }
        case .board, .devices: return nil
        }
    }

    /// The id of that visit.
    public func focusedVisitID(_ view: ViewState) -> VisitID? { focusedVisit(view)?.id }

    func focusedAlarm(_ view: ViewState) -> Alarm? {
        if view.screen == .board { return state.standingAlarms.first }
        let rows = alarmRows(view)
        return view.alarms.chosen(in: rows.map(\.id)).map { rows[$0] }
    }

    /// The lane marked on the board.
    func boardLane(_ view: ViewState) -> LaneID {
        let ids = state.lanes.map(\.lane.id)
        return view.boardLane.chosen(in: ids).map { ids[$0] } ?? view.lane
    }
}

private enum SortKey: Comparable {
    case number(Int64)
    case text(String)
}

/// A search: words that must all be found, without regard to case; `!` in front inverts it.
///
/// A word typed without diacritics finds all (`go` finds gỗ and gọi); one typed with them means them (`gỗ` finds gỗ). A plate
/// is found with its hyphen and dots and without.
struct Filter {
    private struct Word {
        var text: String
        var isPlain: Bool
        /// Of one with a digit: without the signs that stand inside plates and numbers. Else empty.
        var bare: String
    }

    private let words: [Word]
    private let inverts: Bool

    init(_ text: String) {
        inverts = text.hasPrefix("!")
        words = (inverts ? text.dropFirst() : text[...]).split(separator: " ").map { word in
            let lower = ScreenText(word).text.lowercased()
            let folded = TextFold.fold(lower)
            let text = folded == lower ? folded : lower
            let hasDigit = text.utf8.contains { (0x30...0x39).contains($0) }
            return Word(text: text, isPlain: folded == lower, bare: hasDigit ? Self.bare(text) : "")
        }
    }

    /// `12c-345.67` and `12c34567` are one plate.
    private static func bare(_ text: String) -> String { text.filter { !"-.·".contains($0) } }

    var isEmpty: Bool { words.isEmpty }

    func accepts(_ text: String) -> Bool {
        let folded = TextFold.fold(text)
        let lower = words.allSatisfy(\.isPlain) ? "" : ScreenText(text, limit: 2_000).text.lowercased()
        return words.allSatisfy { word in
            let text = word.isPlain ? folded : lower
            return text.contains(word.text) || !word.bare.isEmpty && Self.bare(text).contains(word.bare)
        } != inverts
    }
}

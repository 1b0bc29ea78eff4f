extension GateState {
    /// What the risk rules make of a visit of which something new is known; nothing where nothing is. To be asked after every
    /// decision about a visit; the tick finds the vehicles that stood here before there were rules.
    public func decideRisk(of id: VisitID, cause: Cause, now: GateTime) -> Decision {
        guard visits.look(at: id.number, { $0.isRiskDue }) == true, let visit = visit(id) else { return Decision() }
        var deliberation = Deliberation(self, actor: .risk, cause: cause, now: now)
        deliberation.judge(visit)
        return deliberation.decision
    }
}

/// What follows from the risk rules: a vehicle is judged when it is known, and anew when something about it is.
extension Deliberation {
    /// Judges a visit of which something new is known.
    mutating func judge(_ visit: Visit) {
        guard !state.plan.risk.isEmpty, visit.isJudged, !visit[.customs].isFinalForRisk else { return }
        let assessment = state.assess(visit, by: state.plan.risk, at: now)
        var event = RiskAssessed()
        event.visit = visit.id
        event.assessment = assessment
        propose(.assessed(event), by: .risk)
        for entry in state.plan.risk.watched(assessment) where !visit.risk.hitList.contains(entry.hit[...]) {
            let detail = "\(entry.value) · \(entry.agency.name) · \(entry.id)"
            raise(.watched, lane: visit.lane, visit: visit.id, detail: detail)
        }
        // Nothing milder takes the place of what customs or its system has chosen, and nothing that two officers lowered
        // comes back for what they knew.
        let known = visit.lowering.hits.split(separator: " ")
        let isLowered = visit.lowering.isGranted && assessment.hitList.allSatisfy { known.contains($0) }
        guard assessment.channel.rawValue > visit.channel.rawValue, !isLowered else { return }
        var channelled = VisitChannelled()
        channelled.visit = visit.id
        channelled.channel = assessment.channel
        channelled.reason = assessment.reason
        propose(.channelled(channelled), by: .risk)
        if visit.state.mayBecome(.channelled), visit.state != .held {
            move(visit.id, to: .channelled, basis: "channel-\(assessment.channel.name)")
        }
    }
}

extension ActRules {
    /// Whether a channel is milder than the one the vehicle has, whoever gave it that, so that one officer's word is not enough.
    func isLowering(_ visit: Visit) -> Bool {
        !state.plan.risk.isEmpty && act.channel.rawValue < visit.channel.rawValue
    }

    /// Why the channel is set. Only a draw that anybody can repeat is random.
    func reason(_ visit: Visit) -> ChannelReason {
        let isDrawn = visit.risk.reason == .random && visit.risk.channel == act.channel
        return switch act.channelReason {
        case .low, .medium, .high: act.channelReason
        case .random: isDrawn || state.plan.risk.isEmpty ? .random : act.channel.risk
        // Whoever claims it lowers nothing.
        case .twoPersons: act.channel.risk
        }
    }

    /// Names that differ in capitals and blanks only are one person's.
    private static func isSame(_ first: String, _ second: String) -> Bool {
        func plain(_ name: String) -> [String] {
            name.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        }
        return plain(first) == plain(second)
    }

    /// The first of two officers asks; the second one agrees.
    ///
    /// - Returns: whether the channel may be set now.
    mutating func lower(_ visit: Visit) throws(Refusal) -> Bool {
        var event = visit.lowering
        event.visit = visit.id
        // What has come to light since asks anew.
        if event.channel == act.channel, !event.isGranted, event.hits == visit.risk.hits {
            guard !Self.isSame(event.by, act.officer) else { throw .secondPersonNeeded(event.by) }
            event.second = act.officer
            deliberation.propose(.channelLowering(event))
            return true
        }
        event.channel = act.channel
        event.reason = act.channelReason
        event.by = act.officer
        event.second = ""
        event.hits = visit.risk.hits
        deliberation.propose(.channelLowering(event))
        return false
    }

    /// The day's seed is published, once.
    mutating func publishSeed() throws(Refusal) {
        try require(.customs)
        let day = state.plan.calendar.day(of: deliberation.now).date
        guard !state.plan.risk.sampling.isEmpty else { throw .nothingToDo }
        guard state.lacksSeed(at: deliberation.now) else { throw .seedPublished }
        guard act.seed.utf8.count <= 16, act.seed.allSatisfy(\.isHexDigit), let seed = UInt64(act.seed, radix: 16),
            seed != 0
        else { throw .badSeed }
        deliberation.guardStreams([.gate])
        deliberation.propose(.seedPublished(DaySeed(day: day, seed: seed)))
    }
}

extension Actor {
    /// The risk rules.
    public static let risk = Actor.rule("risk")
}

extension Visit {
    /// It is known who stands there, and nobody has let it go yet.
    var isJudged: Bool {
        state.isUnderControl && state != .inLane && !(state == .held && stateBeforeHold == .inLane)
    }
}

extension AgencyCard {
    /// Customs has decided, also where it holds what it had passed: what becomes known later is for people to weigh.
    var isFinalForRisk: Bool {
        switch decision {
        case .notRequired: false
        case .fail: true
        case .hold: before != .notRequired && before.isSettled
        default: decision.isSettled
        }
    }
}

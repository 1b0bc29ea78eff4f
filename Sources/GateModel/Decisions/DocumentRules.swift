/// What declarations, customs' answers, permits and movement records mean for a visit.
///
/// They are readings: facts without guards. A document that belongs to no vehicle the gate expects is recorded, counted
/// and kept; when its declaration comes, it is decided on as if it came then.
struct DocumentRules {
    /// The rule that decides in customs' name on its system's answers; an officer decides otherwise under a name of his own.
    static let customs = Actor.rule("customs-answer")

    private static let lateManifest = Actor.rule("manifest-late")

    var deliberation: Deliberation
    let device: Device
    /// The visit the station matched, whatever state it is in.
    let matched: Visit?

    var state: GateState { deliberation.state }

    /// Whether the document may be decided on at all: only the gate's own feed speaks for an authority.
    var speaks: Bool { device.kind == .manifestFeed }

    /// Whose word a document is, also where something else gave the occasion to look for it.
    private var speaker: Actor { .device(device.source) }

    func observation<Value>(_ visit: VisitID?, _ value: Value) -> Observation<Value> {
        Observation(visit: visit, lane: nil, device: device.id, value: value)
    }

    // MARK: Declarations

    /// A manifest, or a declaration without one. Of one that is known only the manifest is news, and what a later manifest
    /// says otherwise.
    mutating func declare(_ declaration: Declaration) {
        guard speaks else { return }
        guard var known = state.expected(declaration.number).flatMap({ state.visit($0) }) else {
            _ = expect(declaration)
            return
        }
        guard declaration.hasManifest, known.declaration.number == declaration.number else { return }
        guard !known.declaration.hasManifest else { return amend(&known, by: declaration) }
        var joined = known.declaration.joined(by: declaration)
        // A vehicle that is here is the one that people have seen, whatever a later document calls it.
        if known.arrivedAt > .epoch {
            joined.tractor = known.declaration.tractor
            joined.trailer = known.declaration.trailer
        }
        var required = AgencyRules.required(for: joined, plan: state.plan, at: deliberation.now)
        let more = required.subtracting(known.required)
        required.formUnion(known.required)
        deliberation.propose(
            .manifestLodged(VisitDeclared(visit: known.id, required: required, declaration: joined)))
        for agency in more.members { known[agency].decision = .pending }
        if !more.isEmpty, known.state.isLeaving { holdForNewcomers(&known, more) }
        if declaration.tractor != known.declaration.tractor { deliberation.mark(&known, .declarationContradicts) }
        known.declaration = joined
        // Before anything is released for the manifest that was missing.
        mirror(&known)
        endManifestTrouble(&known)
        claim(&known)
    }

    /// It was released before anybody knew who else must look: they hold it until they have.
    mutating func holdForNewcomers(_ visit: inout Visit, _ agencies: AgencySet) {
        for agency in agencies.members {
            var event = AgencyDecided()
            event.visit = visit.id
            event.agency = agency
            event.decision = .hold
            event.reason = .declarationContradicts
            deliberation.propose(.agencyDecided(event), by: Self.lateManifest)
            visit[agency].decision = .hold
        }
        stop(&visit, .declarationContradicts, basis: Self.lateManifest.name)
    }

    /// A customs declaration in full.
    mutating func lodge(_ declaration: Declaration, _ lodged: LodgedDeclaration) {
        guard speaks else { return }
        var lodged = lodged
        lodged.tractor = declaration.tractor
        guard var known = state.expected(declaration.number).flatMap({ state.visit($0) }) else {
            guard let visit = expect(declaration, lodged) else { return }
            if lodged.flaws != 0 { deliberation.trouble(visit, .declarationContradicts) }
            return
        }
        guard known.declaration.number == declaration.number else { return }
        var same = lodged
        same.at = known.documents.lodged.at
        guard same != known.documents.lodged else { return }
        deliberation.propose(.lodged(observation(known.id, lodged)))
        known.documents.lodged = lodged
        mirror(&known)
        if lodged.flaws != 0 || declaration.tractor != known.declaration.tractor {
            deliberation.mark(&known, .declarationContradicts)
        }
        guard known.declaration.reference.isEmpty, !lodged.reference.isEmpty else { return }
        known.declaration.reference = lodged.reference
        claim(&known)
    }

    /// Expects the vehicle of a new declaration, and decides on what came before it.
    private mutating func expect(_ declaration: Declaration, _ lodged: LodgedDeclaration? = nil) -> Visit? {
        guard state.visits.count < GateState.visitLimit, let id = VisitID(number: Int64(state.visits.count) + 1) else {
            deliberation.raise(
                .deviceFault, device: device.id, detail: DeviceReason.noRoom(visits: Int64(GateState.visitLimit)).text)
            return nil
        }
        let required = AgencyRules.required(for: declaration, plan: state.plan, at: deliberation.now)
        deliberation.propose(
            .visitDeclared(VisitDeclared(visit: id, required: required, declaration: declaration)))
        if let lodged { deliberation.propose(.lodged(observation(id, lodged))) }
        var visit = Visit()
        visit.id = id
        visit.declaration = declaration
        if let lodged { visit.documents.lodged = lodged }
        for agency in required.members { visit[agency].decision = .pending }
        claim(&visit)
        return visit
    }

    /// What came before the declaration that it belongs to is decided on now. The fold takes the same documents off its
    /// list.
    mutating func claim(_ visit: inout Visit) {
        for document in state.unclaimed where document.belongs(to: visit.declaration) {
            switch document.kind {
            case .answer: take(document.answer, &visit)
            case .permit: take(document.permit, &visit)
            case .movement:
                var record = document.movement
                if !record.declaration.isEmpty { record.declaration = visit.declaration.number }
                record.others = []
                take(record, &visit)
            case .neighbour:
                var record = document.neighbour
                // A plate alone names the vehicle of one passage, and not that of another week.
                let isOld = deliberation.now - record.at > GateState.arrivesWithin + GateState.arrivesWithin
                if record.declaration.isEmpty, isOld { continue }
                record.declaration = visit.declaration.number
                take(record, &visit)
            }
        }
    }

    // MARK: Customs' answers

    mutating func answer(_ answer: CustomsAnswer) {
        guard speaks else { return }
        guard var visit = matched else {
            guard !state.unclaimed.contains(UnclaimedDocument(answer)) else { return }
            deliberation.propose(.answered(observation(nil, answer)), occurredAt: answer.at)
            return
        }
        if visit.state.isClosed {
            var late = answer
            late.isLate = true
            deliberation.propose(.answered(observation(nil, late)), occurredAt: answer.at)
            // That the goods went by a declaration which is none is for people to hear all the same.
            if answer.code.voids { deliberation.raise(.declarationVoid, detail: Self.detail(answer, visit)) }
            return
        }
        if let known = visit.documents.answer(answer.code), known == answer || known.at > answer.at { return }
        take(answer, &visit)
    }

    private static func detail(_ answer: CustomsAnswer, _ visit: Visit) -> String {
        "\(answer.code.name) \(visit.declaration.number) \(answer.reason)"
    }

    private mutating func take(_ answer: CustomsAnswer, _ visit: inout Visit) {
        deliberation.propose(.answered(observation(visit.id, answer)), by: speaker, occurredAt: answer.at)
        visit.documents.note(answer)
        // Whatever came meanwhile and is newer stands; an answer that was overtaken on its way is kept, no more.
        let stands = visit.documents.standing == answer
        switch answer.code {
        case .control where stands: control(answer, &visit)
        case .rejected, .invalidated:
            guard stands, visit.documents.isVoid else { return }
            let reason: Reason = answer.code == .rejected ? .declarationRejected : .declarationInvalidated
            deliberation.raise(.declarationVoid, lane: visit.lane, visit: visit.id, detail: Self.detail(answer, visit))
            deliberation.mark(&visit, reason)
            withdraw(&visit, reason, answer)
        case .documents: message(visit, .sendDocuments)
        case .release, .clear:
            guard stands else { return }
            revive(&visit)
            settle(&visit)
        case .accepted: if !visit.documents.isVoid { revive(&visit) }
        default: break
        }
    }

    /// An answer that waited counts now, where nothing stands against it.
    mutating func settle(_ visit: inout Visit) {
        guard deliberation.settleByAnswer(visit) else { return }
        visit[.customs].decision = .pass
        visit.state = .released
    }

    private mutating func message(_ visit: Visit, _ phrase: DriverPhrase) {
        deliberation.propose(.driverMessaged(DriverMessaged(phrase, to: visit.id)), by: Self.customs)
    }

    /// Customs wants to see papers or goods: the channel it names, by risk.
    private mutating func control(_ answer: CustomsAnswer, _ visit: inout Visit) {
        // Where there are rules a channel is lowered by two officers, not by a system.
        let isAllowed = state.plan.risk.isEmpty || answer.channel.rawValue >= visit.channel.rawValue
        if answer.channel != .none, answer.channel != visit.channel, isAllowed {
            var event = VisitChannelled()
            event.visit = visit.id
            event.channel = answer.channel
            event.reason = answer.channel.risk
            deliberation.propose(.channelled(event), by: Self.customs)
            visit.channel = answer.channel
            // Who stands in the lane is not known for certain yet; once it is, the channel counts.
            if visit.state.mayBecome(.channelled), visit.state != .held, visit.state != .inLane {
                deliberation.move(visit.id, to: .channelled, basis: AnswerCode.control.basis)
                visit.state = .channelled
            }
        }
        // What an officer passed knowing of the control stays passed. The rule knew nothing that had not come yet, and a red
        // vehicle is never waived.
        let card = visit[.customs]
        let knewNothing = card.isByAnswer || (visit.channel == .red && card.decision == .waived)
        guard answer.at > card.at || knewNothing else { return }
        withdraw(&visit, .customsControl, answer)
    }

    /// The declaration counts again.
    private mutating func revive(_ visit: inout Visit) {
        let id = visit.id
        deliberation.unmark(&visit, .declarationRejected)
        deliberation.unmark(&visit, .declarationInvalidated)
        deliberation.returnAlarms { $0.kind == .declarationVoid && $0.visit == id }
    }

    /// What customs confirmed no longer holds: its pass is taken back, and who was to leave stays.
    private mutating func withdraw(_ visit: inout Visit, _ reason: Reason, _ answer: CustomsAnswer) {
        let card = visit[.customs].decision
        guard visit.state.isLeaving || (card.isSettled && card != .notRequired) else { return }
        var event = AgencyDecided()
        event.visit = visit.id
        event.agency = .customs
        // Customs decides last, so that a vehicle it has passed is on its way out, or was and is held by somebody else.
        event.decision = .hold
        event.reason = reason
        deliberation.propose(.agencyDecided(event), by: Self.customs)
        guard visit.state.isLeaving else { return }
        stop(&visit, reason, basis: answer.code.basis)
    }

    /// Holds a vehicle that was to leave, and tells barrier 2 to close where nothing can stand under it.
    mutating func stop(_ visit: inout Visit, _ reason: Reason, basis: String) {
        let isAtBarrier = visit.state == .atBarrierOut
        deliberation.move(visit.id, to: .held, reason: reason, basis: basis)
        visit.state = .held
        guard isAtBarrier, let lane = visit.lane.flatMap({ state.lane($0) }) else { return }
        if lane.loopOut || state.isChattering(.loopOut, lane: lane.lane.id) {
            // It stands under the arm, or may: nobody may close that, and nothing else holds the vehicle.
            deliberation.raise(
                .crossingWithoutRelease, lane: lane.lane.id, visit: visit.id, detail: "\(lane.lane.id.number)")
        } else if state.hasBarrier(lane, .exit), !lane.exit.isShut || lane.exit.order.isPending {
            // For nobody: when it is let through again, the barrier is to open again by itself.
            deliberation.orderBarrier(lane, .exit, .close, for: nil)
        }
    }

    // MARK: Permits

    mutating func permit(_ permit: Permit) {
        guard speaks else { return }
        guard var visit = matched else {
            guard !state.unclaimed.contains(where: { $0.kind == .permit && $0.permit.says(permit) }) else { return }
            deliberation.propose(.permitStated(observation(nil, permit)), occurredAt: permit.issuedAt)
            return
        }
        if visit.state.isClosed {
            var late = permit
            late.isLate = true
            deliberation.propose(.permitStated(observation(nil, late)), occurredAt: permit.issuedAt)
            return
        }
        if let known = visit.documents.index(of: permit).map({ visit.documents.permits[$0] }),
            known.says(permit) || known.issuedAt > permit.issuedAt
        {
            return
        }
        take(permit, &visit)
    }

    private mutating func take(_ permit: Permit, _ visit: inout Visit) {
        deliberation.propose(.permitStated(observation(visit.id, permit)), by: speaker, occurredAt: permit.issuedAt)
        visit.documents.note(permit)
        let others = visit.documents.permits.filter { $0.agency == permit.agency }
        for (reason, stands) in [
            (Reason.permitRefused, others.contains { $0.result == .refused }),
            (.permitExpired, others.contains { $0.hasExpired(at: deliberation.now) }),
        ] {
            if stands {
                deliberation.mark(&visit, reason, of: permit.agency)
            } else {
                deliberation.unmark(&visit, reason, of: permit.agency)
            }
        }
        settle(&visit)
    }

    // MARK: Movement records

    mutating func movement(_ record: MovementRecord) {
        guard speaks else { return }
        guard var visit = matched else {
            guard !state.unclaimed.contains(UnclaimedDocument(record)) else { return }
            deliberation.propose(.movementRecorded(observation(nil, record)), occurredAt: record.updatedAt)
            return
        }
        if visit.state.isClosed {
            var late = record
            late.isLate = true
            deliberation.propose(.movementRecorded(observation(nil, late)), occurredAt: record.updatedAt)
            return
        }
        let known = visit.documents.movement
        guard known != record, known.number != record.number || known.updatedAt <= record.updatedAt else { return }
        take(record, &visit)
    }

    private mutating func take(_ record: MovementRecord, _ visit: inout Visit) {
        deliberation.propose(
            .movementRecorded(observation(visit.id, record)), by: speaker, occurredAt: record.updatedAt)
        visit.documents.movement = record
        if !record.plate.isEmpty, record.plate != visit.declaration.tractor {
            deliberation.mark(&visit, .declarationContradicts)
        }
        endManifestTrouble(&visit)
        visit.declaration.hasManifest = true
    }

    /// The e-manifest is here.
    private mutating func endManifestTrouble(_ visit: inout Visit) {
        let id = visit.id
        deliberation.unmark(&visit, .noManifest)
        deliberation.returnAlarms { $0.kind == .noManifest && $0.visit == id }
        settle(&visit)
    }
}

extension Permit {
    /// Whether it says no more than another one that came before.
    func says(_ other: Permit) -> Bool {
        var same = other
        same.at = at
        return same == self
    }
}

extension Declaration {
    /// What a manifest adds to a declaration that came before it: whatever it says itself, and what it leaves out as it was.
    func joined(by manifest: Declaration) -> Declaration {
        var joined = manifest
        if joined.reference.isEmpty { joined.reference = reference }
        if joined.trailer.isEmpty { joined.trailer = trailer }
        if joined.container.isEmpty { joined.container = container }
        if joined.company.isEmpty { joined.company = company }
        if joined.goods.isEmpty { joined.goods = goods }
        if joined.hsCode.isEmpty { joined.hsCode = hsCode }
        return joined
    }
}

extension Deliberation {
    /// Customs' answer takes the place of its officer's pass, where nobody of customs has begun to look, no trouble
    /// stands, no permit is refused or has ended, and everybody else has decided. At a red vehicle customs looks itself,
    /// whatever was answered before.
    ///
    /// - Parameters:
    ///   - visit: as it will be after what has been proposed so far.
    ///   - agency: one that has just decided, which the visit may not show yet.
    /// - Returns: whether it did.
    @discardableResult
    mutating func settleByAnswer(_ visit: Visit, settling agency: Agency? = nil) -> Bool {
        guard case .answer(let code) = visit.confirmation, visit.state.isUnderControl, visit.troubles.isEmpty,
            // What its declarant says otherwise is looked at by a person first.
            visit.amendment.fields.isEmpty,
            visit.channel != .red,
            visit.documents.permits.allSatisfy({ $0.result != .refused && !$0.hasExpired(at: now) }),
            visit.unsettled.allSatisfy({ $0 == .customs || $0 == agency })
        else { return false }
        let card = visit[.customs]
        guard card.decision == .pending || (card.decision == .hold && card.isByAnswer) else { return false }
        var event = AgencyDecided()
        event.visit = visit.id
        event.agency = .customs
        event.decision = .pass
        propose(.agencyDecided(event), by: DocumentRules.customs)
        move(visit.id, to: .released, basis: code.basis)
        return true
    }

    /// A vehicle without an e-manifest has come to the gate: it is to be turned back, and people are to say so.
    mutating func demandManifest(_ visit: VisitID, at lane: LaneID?) {
        guard let visit = state.visit(visit), !visit.declaration.hasManifest else { return }
        raise(.noManifest, lane: lane, visit: visit.id, detail: visit.declaration.number)
        trouble(visit, .noManifest)
    }

    /// It is known who stands in the lane; and, where customs has named a channel before, that too.
    mutating func identify(_ visit: VisitID, lane: LaneID?, basis: String) {
        move(visit, to: .identified, lane: lane, basis: basis)
        guard let channel = state.visit(visit)?.channel, channel != .none else { return }
        move(visit, to: .channelled, lane: lane, basis: "channel-\(channel.name)")
    }
}

extension GateState {
    /// Closed visits that are looked through for the declaration of a late document, newest first.
    static let lateLimit: UInt32 = 4_096

    /// The visit that a document names by its declaration's number or, failing that, by the trader's reference; also one
    /// that is over already.
    public func visit(ofDeclaration number: String, reference: String = "") -> VisitID? {
        if let id = number.isEmpty ? index[Declaration.key(ofReference: reference)] : index[number] {
            let matches = visits.look(at: id.number) {
                number.isEmpty ? $0.declaration.reference == reference : $0.declaration.number == number
            }
            if matches == true { return id }
        }
        guard !number.isEmpty || !reference.isEmpty else { return nil }
        var found: VisitID?
        visits.lookBack(most: Self.lateLimit) {
            let matches = number.isEmpty ? $0.declaration.reference == reference : $0.declaration.number == number
            if matches, $0.state.isClosed { found = $0.id }
            return found != nil
        }
        return found
    }
}

extension AgencyCard {
    /// Customs' system decided it, and no officer.
    var isByAnswer: Bool { by == DocumentRules.customs.name }
}

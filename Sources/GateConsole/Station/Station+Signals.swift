import GateDevices
import GateJournal
import GateModel
import GateScreens

/// What a device said, decided on.
extension Station {
    /// Adds what comes of a message: how the device fares first, for its words are worth no more than that.
    func add(_ receipt: Receipt, of device: DeviceID, to append: inout Append, cause: Cause, now: GateTime) {
        if let report = receipt.report {
            add(
                working.decide(.condition(report), device: device, visit: nil, cause: cause, now: now), to: &append,
                cause: cause)
        }
        for signal in receipt.signals {
            add(decide(signal, device: device, cause: cause, now: now), to: &append, cause: cause)
        }
    }

    /// What was decided, and behind it what the risk rules make of the vehicles of which it tells something new.
    func judged(_ append: Append) -> Append {
        guard !working.plan.risk.isEmpty, let cause = append.events.first?.cause else { return append }
        var append = append
        for visit in Set(append.events.compactMap(\.event.visit)).sorted() {
            add(working.decideRisk(of: visit, cause: cause, now: append.recordedAt), to: &append, cause: cause)
        }
        return append
    }

    /// Counts what a message was good for.
    func note(_ receipt: Receipt, of message: DeviceMessage) {
        if receipt.faults.isEmpty || !receipt.signals.isEmpty { status.used += 1 }
        note(receipt.faults.map { "\(message.source) #\(message.sequence): \($0)" })
        status.rejected += receipt.untoldFaults
    }

    /// Counts what could not be read and keeps the first few, so that somebody can find them.
    func note(_ faults: [String]) {
        status.rejected += faults.count
        let room = Self.faultLimit - status.firstFaults.count
        if room > 0 { status.firstFaults += faults.prefix(room).map { String($0.prefix(240)) } }
    }

    func decide(_ signal: DeviceSignal, device: DeviceID, cause: Cause, now: GateTime) -> Decision {
        let lane = working.plan.device(device)?.lane
        let matcher = VisitMatcher(state: working, vehicles: vehicles)
        var visit: VisitID?
        let reading: Reading
        switch signal {
        case .plate(let sighting):
            let match = matcher.match(sighting, lane: lane, receivedAt: now)
            reading = .plate(match.read)
            visit = match.visit
        case .container(let read):
            let match = matcher.match(read)
            reading = .container(match.read)
            visit = match.visit
        case .scan(let scan, let declaration):
            reading = .scan(scan)
            visit = working.expected(declaration)
        case .driver(let read): reading = .driver(read)
        case .weight(let weight): reading = .weight(weight)
        case .occupancy(let occupancy): reading = .occupancy(occupancy)
        case .loop(let occupied): reading = .loop(occupied: occupied)
        case .barrier(let report): reading = .barrier(report)
        case .declaration(let declaration): reading = .declaration(declaration)
        case .act(let act):
            // A recorded act that is refused was refused on the day as well: the refusal is no event.
            let outcome = working.decide(act, visit: working.expected(act.declaration), cause: cause, now: now)
            return (try? outcome.get()) ?? .nothing
        case .code(let code):
            let seen = code.seen(at: now)
            reading = .code(seen)
            visit = seen.kind == .declaration ? working.expected(seen.text) : nil
        case .tag(let tag): reading = .code(CodeSeen(.tag, tag.tag, at: now))
        case .lodged(let declaration, let lodged): reading = .lodged(declaration, lodged)
        case .answer(let answer):
            reading = .answer(answer)
            visit = working.visit(ofDeclaration: answer.declaration, reference: answer.reference)
        case .permit(let permit):
            reading = .permit(permit)
            visit = working.visit(ofDeclaration: permit.declaration)
        case .movement(let message):
            let match = matcher.match(message)
            reading = .movement(match.record)
            visit = match.visit
        case .neighbour(let record):
            reading = .neighbour(record)
            visit = matcher.match(record)
        case .pace(let pace): reading = .pace(pace)
        case .ratings(let ratings): reading = .ratings(ratings)
        case .portalBackground, .portalFault, .tamper, .heartbeat, .light, .board, .vehiclePosition: return .nothing
        }
        return working.decide(reading, device: device, visit: visit, cause: cause, now: now)
    }
}

public import GateModel

/// A journal in memory that fails on purpose, the same way for the same seed and the same calls in the same order.
///
/// It keeps the promises of every engine: what it calls done stays, a conflict recorded nothing, a retry is harmless.
/// Simulated time stands still unless ``advance(to:)`` moves it, and only that ends a delay.
public actor SimulatedJournal: Journal {
    public nonisolated let identity: JournalIdentity
    private nonisolated let hub = WakeupHub()

    private var faults: SimulatedFaults
    private var random: SplitMix64
    /// Everything durable, in order.
    private var rows: [JournalRow] = []
    private var places: [EventID: Int] = [:]
    private var planner: AppendPlanner
    private var now: GateTime
    private var outage = 0
    private var rivals: UInt64 = 0
    private var delayed: [Delayed] = []
    private var delayedCount: UInt64 = 0

    /// What the faults did so far.
    public private(set) var happened = SimulatedFaults.none

    private struct Delayed {
        var due: GateTime
        var order: UInt64
        var wake: CheckedContinuation<Void, Never>
    }

    public init(as identity: JournalIdentity, seed: UInt64, faults: SimulatedFaults = .none) {
        self.identity = identity
        self.faults = faults
        random = SplitMix64(seed: seed)
        planner = AppendPlanner(gate: identity.gate, position: .start(epoch: identity.epoch))
        now = identity.created
    }

    /// Changes the faults from now on; `.none` lets a test watch everything converge.
    public func setFaults(_ faults: SimulatedFaults) {
        self.faults = faults
        if faults == .none { outage = 0 }
    }

    /// Moves simulated time forward and answers the appends whose delay ends, in order of their time.
    public func advance(to time: GateTime) {
        now = max(now, time)
        let due = delayed.filter { $0.due <= now }.sorted { ($0.due, $0.order) < ($1.due, $1.order) }
        delayed.removeAll { $0.due <= now }
        for one in due { one.wake.resume() }
    }

    /// Appends that wait for time to pass.
    public var waiting: Int { delayed.count }

    /// Kills the engine: it comes back at once with everything it acknowledged, rebuilt from its rows.
    public func crash() { restart() }

    // MARK: Appending

    public func append(batch: [Append]) async -> [AppendOutcome] {
        if batch.isEmpty { return [] }
        // Every choice is drawn before the first suspension, so that other callers cannot change them.
        let choice = Choice(faults, &random)
        if choice.delay == .before { await pause(choice.delayMilliseconds) }
        let outcomes = judge(batch, choice)
        if choice.delay == .after { await pause(choice.delayMilliseconds) }
        return outcomes
    }

    /// What is to happen to one batch: it is one message and one transaction.
    private struct Choice {
        enum Delay { case none, before, after }
        var delay = Delay.none
        var delayMilliseconds: Int64 = 0
        var rival: Bool
        var unknown: Bool
        var isRecorded: Bool
        var duplicate: Bool
        var disconnect: Bool
        var crash: Bool

        init(_ faults: SimulatedFaults, _ random: inout SplitMix64) {
            let isDelayed = random.chance(faults.delay)
            let isBefore = random.chance(500)
            if isDelayed { delay = isBefore ? .before : .after }
            delayMilliseconds = 1 + Int64(random.below(Int(max(1, faults.longestDelayMilliseconds))))
            rival = random.chance(faults.rival)
            unknown = random.chance(faults.unknown)
            isRecorded = random.chance(500)
            duplicate = random.chance(faults.duplicate)
            disconnect = random.chance(faults.disconnect)
            crash = random.chance(faults.crash)
        }
    }

    private func pause(_ milliseconds: Int64) async {
        happened.delay += 1
        delayedCount += 1
        let order = delayedCount
        let due = now + .milliseconds(milliseconds)
        await withCheckedContinuation { delayed.append(Delayed(due: due, order: order, wake: $0)) }
    }

    private func judge(_ batch: [Append], _ choice: Choice) -> [AppendOutcome] {
        func unknown(_ reason: String) -> [AppendOutcome] { batch.map { _ in .unknown(reason) } }
        if isAway() { return unknown("disconnected") }
        if choice.disconnect {
            happened.disconnect += 1
            outage = faults.outageOperations
            return unknown("disconnected")
        }
        if choice.rival, let first = batch.first, let promise = first.guards.first {
            decideFirst(on: promise.stream, at: first.recordedAt)
        }
        if choice.crash {
            happened.crash += 1
            if choice.isRecorded { for append in batch { _ = store(append) } }
            restart()
            outage = faults.outageOperations
            return unknown("the engine went away")
        }
        if choice.unknown {
            happened.unknown += 1
            if choice.isRecorded { for append in batch { _ = store(append) } }
            return unknown("the answer was lost")
        }
        let outcomes = batch.map { store($0) }
        if choice.duplicate {
            happened.duplicate += 1
            for (append, outcome) in zip(batch, outcomes) {
                let again = store(append)
                precondition(outcome.recorded == nil || again == outcome, "a duplicate was answered otherwise")
            }
        }
        return outcomes
    }

    private func isAway() -> Bool {
        if outage == 0 { return false }
        outage -= 1
        return true
    }

    private func store(_ append: Append) -> AppendOutcome {
        let plan = planner.plan(append) { id in
            places[id].map { StoredEvent(recorded: rows[$0].recorded, cause: rows[$0].cause) }
        }
        switch plan {
        case .answer(let outcome): return outcome
        case .rows(let new):
            for row in new {
                places[row.eventID] = rows.count
                rows.append(row)
            }
            hub.wake()
            return .done(new.map(\.recorded))
        }
    }

    private func restart() {
        var versions: [Stream: UInt32] = [:]
        for row in rows {
            if let version = row.version { versions[row.recorded.event.stream] = version }
        }
        planner = AppendPlanner(
            gate: identity.gate, position: end(at: rows.count), versions: versions,
            lastFeedCause: rows.last { $0.cause.isFeed }?.cause,
            lastActCause: rows.reversed().prefix { !$0.cause.isFeed }.first { $0.cause.isAct }?.cause)
    }

    /// Another terminal decides something harmless on `stream`. Devices have no decisions to race for.
    private func decideFirst(on stream: Stream, at time: GateTime) {
        rivals += 1
        let cause = Cause(source: "terminal/rival", boot: 1, number: rivals)
        guard let (event, actor) = Self.rivalDecision(on: stream) else { return }
        let proposed = Proposed(id: cause.eventID(0), event: event, actor: actor, cause: cause, occurredAt: time)
        if case .done = store(Append([proposed], recordedAt: time)) { happened.rival += 1 }
    }

    private static func rivalDecision(on stream: Stream) -> (GateEvent, Actor)? {
        let officer = Actor.officer("rival", .borderGuard)
        switch stream {
        case .device: return nil
        case .gate: return (.gateStatusChanged(GateStatusChanged()), officer)
        case .lane(let lane):
            var changed = LaneStatusChanged()
            changed.lane = lane
            return (.laneStatusChanged(changed), officer)
        case .visit(let visit):
            var messaged = DriverMessaged()
            messaged.visit = visit
            messaged.phrase = .waitHere
            return (.driverMessaged(messaged), officer)
        case .visitAgency(let visit, let agency):
            var decided = AgencyDecided()
            decided.visit = visit
            decided.agency = agency
            return (.agencyDecided(decided), .officer("rival", agency))
        case .alarm(let alarm): return (.alarmAcknowledged(AlarmChanged(alarm)), officer)
        }
    }

    // MARK: Reading

    public func read(after sequence: UInt64, limit: Int) async throws -> [Recorded] {
        guard (1...JournalLimits.eventsPerRead).contains(limit), sequence <= UInt64(Int64.max) else {
            throw JournalError(
                .argument, path: "", problem: "a read is of 1 to \(JournalLimits.eventsPerRead) events")
        }
        try connected()
        let visible = rows.count - staleness()
        let first = Int(clamping: sequence)
        if first >= visible { return [] }
        return rows[first..<min(visible, first + limit)].map(\.recorded)
    }

    /// How many events a reader is behind this time.
    private func staleness() -> Int {
        let isStale = random.chance(faults.staleRead)
        let behind = 1 + random.below(max(1, faults.staleEvents))
        if !isStale || rows.isEmpty { return 0 }
        happened.staleRead += 1
        return min(behind, rows.count)
    }

    public nonisolated var wakeups: AsyncStream<Void> { hub.stream }

    public func position() async throws -> JournalPosition {
        try connected()
        return end(at: rows.count - staleness())
    }

    public func lastFeedCause() async throws -> Cause? {
        try connected()
        return planner.lastFeedCause
    }

    public func recorded(_ ids: [EventID]) async throws -> [EventID: Recorded] {
        try connected()
        var found: [EventID: Recorded] = [:]
        for id in ids { found[id] = places[id].map { rows[$0].recorded } }
        return found
    }

    public func lastActCause() async throws -> Cause? {
        try connected()
        return planner.lastActCause
    }

    /// The chain's link at a sequence number; nil past the end.
    public func hash(at sequence: UInt64) -> ChainHash? {
        if sequence == 0 { return .genesis }
        return sequence <= UInt64(rows.count) ? rows[Int(sequence) - 1].hash : nil
    }

    private func end(at count: Int) -> JournalPosition {
        guard count > 0 else { return .start(epoch: identity.epoch) }
        let last = rows[count - 1]
        return JournalPosition(
            epoch: identity.epoch, head: UInt64(count), hash: last.hash,
            lastRecordedAtMicroseconds: last.recorded.recordedAtMicroseconds)
    }

    private func connected() throws(JournalError) {
        if isAway() { throw JournalError(.disconnected, path: "", problem: "the simulated journal is away") }
    }
}

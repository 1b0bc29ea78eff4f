import GateDevices
import GateJournal
import GateLinks
import GateModel
import GateScreens

/// Where readings and acts become events: decode, enrich, decide, record, fold, show.
///
/// One input after the other, in batches that share one flush to disk. The state it decides on runs ahead of the
/// journal by the batch in hand and is thrown away should the journal say otherwise; the state it shows is only ever
/// what the journal holds.
actor Station {
    /// Inputs that may share one flush.
    static let batchLimit = 512
    /// The gate's clock ticks this often, for what follows from time alone.
    static let tick = GateSpan.seconds(30)
    /// Events between two snapshots.
    static let snapshotInterval: UInt64 = 10_000
    /// A gap between two messages beyond which the second is not believed alone, and how many have to say the same.
    static let clockJump = GateSpan.hours(24)
    static let clockJumpWitnesses = 4
    /// Faults kept with their places; all are counted.
    static let faultLimit = 1_000
    /// How far past the journal's end a feed is read in search of its last message.
    static let resumeSlack = GateSpan.minutes(10)
    /// Ticks made up for at once after a silence; a longer one is stepped over.
    static let tickBacklog: Int64 = 2880

    let journal: any Journal
    let glass: Glass
    var desk: DeviceDesk
    let capture: CaptureLog?
    private let notices: NoticeBoard?
    private let carrier: CommandCarrier?
    private let scans: ScanDesk?
    private let snapshots: SnapshotCache?
    private let patience: Patience
    /// What patience ended on: it stays shown, for something was given up.
    private var lasting: String?
    private var lastSnapshot: UInt64

    /// What the journal holds, folded.
    private(set) var shown: GateState
    /// `shown` plus the batch in hand.
    private(set) var working: GateState
    /// What the open visits of `working` declared, arranged for searching.
    let vehicles = OpenVehicles()
    private var lastRecorded: Int64
    /// The images of vehicles that were there at the beginning have been asked for.
    private var hasLookedAtScans = false
    /// What is played holds the looks at its images already.
    var holdsScanChecks = false
    var status = StationStatus()
    private(set) var recordedByKind: [EventKind: Int64] = [:]
    private var lastMessage: GateTime
    private(set) var nextTick: GateTime?
    /// Receipt time of the feed's last message, and how many since then claimed to be far ahead of it.
    var lastReceived = GateTime.epoch
    private var messagesAhead = 0
    var nightSilence = NightSilence()
    /// Until this cause comes by, the feed is what the journal already knows: decoded, but not decided again.
    private var resumeAfter: Cause?
    /// The last act behind it that the journal knows: a played one with its boot and no higher number is not decided again.
    let lastAct: Cause?

    var causes: CauseMaker
    /// What the journal has already under names that messages of the batch may have, and when it was recorded.
    var known: [Cause: GateTime] = [:]
    /// Layouts gone over to in the batch in hand, and who asked for them.
    var layouts: [LayoutChange] = []
    /// The feed has ended, with this problem; told once what it said is recorded.
    private var ending: FeedEnding?

    private struct FeedEnding { var problem: FeedTrouble? }

    private var batch: [Append] = []
    private var origins: [OfficerAct?] = []
    /// When each event of the batch will have been recorded, if all goes as expected.
    private var expectedTimes: [Int64] = []
    var rawMessages: [DeviceMessage] = []

    /// Hears of messages that the journal has for good, so that their devices need not repeat them.
    typealias Acknowledge = @Sendable ([Cause]) -> Void

    private let acknowledge: Acknowledge?
    /// Messages of the batch, by what their devices call them.
    private var taken: [Cause] = []

    /// Waits before an append is sent again for the n-th time (1…); false to give up.
    typealias Patience = @Sendable (Int) async -> Bool

    init(
        journal: any Journal, state: GateState, glass: Glass, desk: DeviceDesk, capture: CaptureLog?,
        notices: NoticeBoard?, carrier: CommandCarrier? = nil, scans: ScanDesk? = nil, snapshots: SnapshotCache? = nil,
        resumeAfter: Cause?, lastAct: Cause? = nil, lastRecordedMicroseconds: Int64,
        acknowledge: Acknowledge? = nil,
        patience: @escaping Patience
    ) {
        self.acknowledge = acknowledge
        causes = CauseMaker(printsMessages: acknowledge != nil, openedAt: state.clock)
        self.journal = journal
        self.glass = glass
        self.desk = desk
        self.capture = capture
        self.notices = notices
        self.carrier = carrier
        self.scans = scans
        self.snapshots = snapshots
        self.patience = patience
        self.resumeAfter = resumeAfter
        self.lastAct = lastAct
        lastSnapshot = state.sequence
        shown = state
        working = state
        lastRecorded = lastRecordedMicroseconds
        lastMessage = state.clock
    }

    /// Works until the mailbox is closed and empty.
    func run(_ mailbox: Mailbox<StationInput>) async {
        while true {
            let inputs = await mailbox.take(limit: Self.batchLimit)
            if inputs.isEmpty { break }
            for part in Self.parts(inputs) { await work(on: part) }
            status.dropped = mailbox.dropped
            if shown.sequence >= lastSnapshot + Self.snapshotInterval { await takeSnapshot() }
        }
        if let scans {
            for checked in await scans.finish(isHasty: Task.isCancelled) { hear(checked) }
            await commit()
            publish()
        }
        capture?.flush()
        if shown.sequence > lastSnapshot { await takeSnapshot() }
    }

    /// Records what one batch comes to, with one flush.
    private func work(on inputs: ArraySlice<StationInput>) async {
        await learn(inputs)
        for input in inputs { take(input) }
        await commit()
        tellLayouts()
        acknowledgeTaken()
        publish()
        tellEnding()
        if resumeAfter == nil { lookAtScans() }
    }

    /// Has the images looked at that nobody has looked at, once the journal's end has been reached: what came of it before
    /// would be lost.
    private func lookAtScans() {
        guard !hasLookedAtScans, !holdsScanChecks else { return }
        hasLookedAtScans = true
        for (visit, scan) in shown.scansToLookAt { scans?.look(at: scan, of: visit) }
    }

    /// A start stands alone: what a run before it said must be in the journal before the next one is asked for it.
    private static func parts(_ inputs: [StationInput]) -> [ArraySlice<StationInput>] {
        var parts: [ArraySlice<StationInput>] = []
        var from = inputs.startIndex
        for index in inputs.indices where inputs[index].isStart {
            if from < index { parts.append(inputs[from..<index]) }
            parts.append(inputs[index...index])
            from = index + 1
        }
        if from < inputs.endIndex { parts.append(inputs[from...]) }
        return parts
    }

    /// Keeps the folded state beside the journal, for the next start. A cache: whatever goes wrong, nothing is lost.
    private func takeSnapshot() async {
        guard let snapshots, let position = try? await journal.position(), position.head == shown.sequence else {
            return
        }
        lastSnapshot = shown.sequence
        snapshots.store(shown, epoch: position.epoch, sequence: position.head, hash: position.hash)
    }

    private func take(_ input: StationInput) {
        switch input {
        case .message(let message): receive(message)
        case .rejected(let fault): note([fault])
        case .act(let act): carryOut(act)
        case .glass(let message): keep(message)
        case .clock(let now): hear(clock: now)
        case .started(let now): hear(startAt: now)
        case .unsent(let order, let now): hear(unsent: order, at: now)
        case .scanChecked(let checked): hear(checked)
        case .undelivered(let source, let now): hear(undeliveredTo: source, at: now)
        case .layout(let change): hear(layout: change)
        case .feedEnded(let problem):
            status.feedProblem = problem
            ending = FeedEnding(problem: problem)
        }
    }

    /// Once a batch was given up, nothing more is acknowledged: its messages would be taken for repeats when they come
    /// again. After the next start they are new.
    private func acknowledgeTaken() {
        if lasting == nil, !taken.isEmpty { acknowledge?(taken) }
        taken.removeAll(keepingCapacity: true)
    }

    private func tellEnding() {
        guard let ending else { return }
        self.ending = nil
        status.unknownLines = unknownLines
        glass.tell(.feedEnded(received: status.received, problem: ending.problem))
        glass.publish { $0.isFeedOver = true }
    }

    // MARK: Messages

    private func receive(_ message: DeviceMessage) {
        // The gate's own words are believed before anybody's clock is judged, as they were when they were first said.
        if replay(message) { return }
        guard isCredible(message) else { return }
        passTime(to: message.receivedTime)
        status.received += 1
        keep(message)
        if acknowledge != nil { taken.append(message.cause) }
        var receipt = desk.receive(message)
        // Before anything may end here: what is remembered of the night has to be the same however the day is played.
        if let report = receipt.report, let device = receipt.device {
            receipt.report = nightSilence.hear(report, of: device, at: message.receivedTime, working.plan)
        }
        glass.tap.note(message, receipt)
        note(receipt, of: message)
        if receipt.isDuplicate, receipt.faults.isEmpty { status.duplicates += 1 }
        if message.receivedTime > lastMessage { lastMessage = message.receivedTime }
        let restarts = receipt.device.flatMap { desk.health($0)?.restarts } ?? 0
        let named =
            receipt.isDuplicate
            ? message.cause : causes.cause(of: message, restarts: restarts, known: known(before: message))
        guard let cause = named else {
            // Recorded, and not acknowledged: it is acknowledged now, and says nothing a second time.
            status.duplicates += 1
            if let report = receipt.report, let device = receipt.device {
                nightSilence.postpone(report, of: device)
            }
            return
        }
        if let resumeAfter {
            let isMet = resumeAfter == cause || !causes.printsMessages && CauseMaker.names(resumeAfter, message)
            if isMet { self.resumeAfter = nil }
            // Past the journal's end and still not met: this is another feed, and deciding on it would mix two days.
            if self.resumeAfter != nil, message.receivedTime > shown.clock + Self.resumeSlack {
                status.isForeignFeed = true
            }
            return
        }
        guard let device = receipt.device else { return }
        var append = Append([], recordedAt: message.receivedTime)
        add(receipt, of: device, to: &append, cause: cause, now: message.receivedTime)
        submit(append, origin: nil)
    }

    /// A single message from the far future would drag the gate's clock with it: it is refused until others agree.
    private func isCredible(_ message: DeviceMessage) -> Bool {
        let isAhead = lastReceived > .epoch && message.receivedTime - lastReceived > Self.clockJump
        messagesAhead = isAhead ? messagesAhead + 1 : 0
        if isAhead, messagesAhead < Self.clockJumpWitnesses {
            status.received += 1
            note(["\(message.source) #\(message.sequence): received more than a day after the message before it"])
            keep(message)
            return false
        }
        lastReceived = message.receivedTime
        return true
    }

    // MARK: Time

    /// Lets the gate's clock tick up to `now`: what follows from time alone, and how the devices fare.
    func passTime(to now: GateTime) {
        let step = Self.tick.milliseconds
        guard var tick = nextTick else {
            nextTick = GateTime(milliseconds: (now.milliseconds / step + 1) * step)
            return
        }
        if (now - tick).milliseconds > step * Self.tickBacklog {
            tick = GateTime(milliseconds: (now.milliseconds / step - 1) * step)
        }
        while true {
            if resumeAfter == nil, let deadline = working.nextDeadline, deadline <= now, deadline < tick {
                endPatience(at: deadline)
                continue
            }
            if tick > now { break }
            self.tick(at: tick)
            tick = tick + Self.tick
        }
        nextTick = tick
    }

    private func tick(at time: GateTime) {
        let cause = Cause(
            source: "clock", boot: 0, number: UInt64(max(0, time.milliseconds / Self.tick.milliseconds)))
        // What never ended counts against a device before its condition is asked for.
        let expired = desk.expire(at: time)
        for receipt in expired { status.rejected += receipt.faultCount }
        let reports = desk.condition(at: time)
        status.unknownLines = unknownLines
        let told = nightSilence.judge(reports, at: time, working.plan)
        if let resumeAfter {
            if resumeAfter == cause { self.resumeAfter = nil }
            return
        }
        var append = Append([], recordedAt: time)
        add(working.decideTick(cause: cause, now: time), to: &append, cause: cause)
        // A portal that died in the middle of a passage must not take its alarm with it.
        for receipt in expired {
            guard let device = receipt.device else { continue }
            for signal in receipt.signals {
                add(decide(signal, device: device, cause: cause, now: time), to: &append, cause: cause)
            }
        }
        for (device, report) in told {
            let decision = working.decide(.condition(report), device: device, visit: nil, cause: cause, now: time)
            add(decision, to: &append, cause: cause)
        }
        submit(append, origin: nil)
    }

    /// A run begins: what was heard of the devices in the run before is of no account to it. Only a capture of several
    /// runs holds more than one beginning.
    func begin(at now: GateTime) {
        desk = DeviceDesk(plan: working.plan)
        // Only a gate on links begins so, and its messages are told from each other by what they say, played as well.
        causes = CauseMaker(printsMessages: true, openedAt: min(working.clock, now))
        nightSilence = NightSilence()
        nextTick = nil
        lastReceived = .epoch
        messagesAhead = 0
    }

    // MARK: Recording

    /// Adds a decision's events, renumbered behind those already there, and folds them into the working state, so that
    /// the next decision of the batch sees them.
    func add(_ decision: Decision, to append: inout Append, cause: Cause) {
        for var event in decision.events {
            event.id = cause.eventID(append.events.count)
            append.events.append(event)
            lastRecorded = max(append.recordedAt.milliseconds * 1000, lastRecorded + 1)
            expectedTimes.append(lastRecorded)
            working.apply(
                Recorded(
                    sequence: working.sequence + 1, recordedAtMicroseconds: lastRecorded, event: event.event,
                    actor: event.actor, occurredAt: event.occurredAt))
        }
    }

    func submit(_ decided: Append, origin: OfficerAct?) {
        guard !decided.events.isEmpty else { return }
        let append = judged(decided)
        batch.append(append)
        origins.append(origin)
        openBarriers(at: append.recordedAt)
    }

    /// Lets a rule decide on the newest state. What follows from a state is guarded like an officer's act: should
    /// anything else have come first, it is not recorded.
    ///
    /// - Parameters:
    ///   - source: `rule/` and the rule's name.
    ///   - number: another one whenever the rule may decide something.
    func decide(
        by source: String, number: UInt64, at time: GateTime, _ rule: (borrowing GateState, Cause) -> Decision
    ) {
        guard resumeAfter == nil else { return }
        let cause = Cause(source: source, boot: 0, number: number)
        let decision = rule(working, cause)
        guard !decision.events.isEmpty else { return }
        var append = Append([], recordedAt: time)
        add(decision, to: &append, cause: cause)
        append.guards = decision.guards
        submit(append, origin: nil)
    }

    /// Records the batch with one flush. Only then is anything shown as done.
    private func commit() async {
        capture?.write(rawMessages)
        rawMessages.removeAll(keepingCapacity: true)
        guard !batch.isEmpty else { return }
        let (batch, origins, times) = (self.batch, self.origins, expectedTimes)
        (self.batch, self.origins, expectedTimes) = ([], [], [])
        let outcomes = await append(batch, origins)
        var isAsExpected = true
        var count = 0
        for (index, outcome) in outcomes.enumerated() {
            if case .done(let recorded) = outcome {
                for event in recorded {
                    let isNext = event.sequence == shown.sequence + UInt64(count) + 1
                    isAsExpected =
                        isAsExpected && isNext && count < times.count && event.recordedAtMicroseconds == times[count]
                    count += 1
                }
                for record in recorded { recordedByKind[record.event.kind, default: 0] += 1 }
                notices?.post(recorded, origin: origins[index])
                carrier?.carry(recorded, working)
                if !holdsScanChecks { scans?.look(at: recorded) }
            } else {
                isAsExpected = false
            }
            // What the journal did not take is not safe: its device may send it again.
            if case .denied = outcome, let cause = batch[index].events.first?.cause {
                taken.removeAll { $0 == CauseMaker.plain(cause) }
            }
            report(outcome, origins[index])
        }
        if isAsExpected, shown.sequence + UInt64(count) == working.sequence {
            shown = working
        } else {
            await refold()
        }
    }

    /// Appends until the journal says what became of it, or patience ends. Meanwhile nothing more is taken from the
    /// mailbox: a batch that may or may not be recorded is no ground to decide on.
    private func append(_ batch: [Append], _ origins: [OfficerAct?]) async -> [AppendOutcome] {
        var attempt = 0
        while true {
            let outcomes = await journal.append(batch: batch)
            guard let reason = outcomes.lazy.compactMap(\.unknownReason).first else {
                status.journalTrouble = lasting
                return outcomes
            }
            trouble(reason)
            attempt += 1
            if attempt == 1 {
                for case let origin? in origins { glass.tell(.unknown(origin.act, reason)) }
            }
            publish()
            guard await patience(attempt) else {
                lasting = status.journalTrouble
                return outcomes
            }
            do { try await journal.recover() } catch { status.journalTrouble = "\(error)" }
        }
    }

    /// The journal holds something else than was expected: fold what it holds.
    private func refold() async {
        do {
            while true {
                let events = try await journal.read(after: shown.sequence, limit: 10_000)
                if events.isEmpty { break }
                for event in events { shown.apply(event) }
            }
            lastRecorded = try await journal.position().lastRecordedAtMicroseconds
        } catch {
            trouble("\(error)")
        }
        working = shown
        vehicles.forget()
        desk.adopt(working.plan)
    }

    private func report(_ outcome: AppendOutcome, _ origin: OfficerAct?) {
        switch outcome {
        case .done(let recorded):
            if let origin { glass.tell(recorded.isOnlyAsked ? .asked(origin.act) : .recorded(origin.act)) }
        case .conflict(let conflicts):
            if let origin { glass.tell(.conflict(origin.act, conflicts.map(\.stream.text))) }
        case .denied(let reason):
            if let origin {
                glass.tell(.denied(origin.act, reason))
            } else {
                note(["the journal denied it: \(reason)"])
            }
        case .unknown: break  // Told when it was first heard.
        }
    }

    /// The first cause is the one to know; what follows from it would only hide it.
    private func trouble(_ reason: String) {
        if status.journalTrouble == nil { status.journalTrouble = reason }
    }

    private func publish() {
        status.captureTrouble = capture?.trouble
        status.captureLost = capture?.lost ?? 0
        let (state, status, last) = (shown, status, lastMessage)
        let devices = deviceFigures()
        glass.publish {
            if let devices { $0.devices = devices }
            $0.state = state
            $0.status = status
            $0.lastMessage = last
        }
    }

    /// The folded state, for tests and for the end of a run.
    var state: GateState { shown }
    /// Whether the feed never came to the journal's last cause.
    var isStillResuming: Bool { resumeAfter != nil }
    /// The feed has come to a cause; past the journal's last one it is decided on.
    func pass(_ cause: Cause) { if resumeAfter == cause { resumeAfter = nil } }
}

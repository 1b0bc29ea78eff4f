internal import GateModel

/// Decides how a device fares, slowly enough that one which stutters does not flap.
///
/// Tampered stands above silent, silent above faulty. Faulty ends 60 s after the last fault, and not before a
/// good message has come. A device that comes back from silence works again at once, unless it was silent
/// before within ten minutes: then it must be heard for 60 s first. One that chatters is faulty until it has kept within
/// its ``ChatterLimit`` for 60 s.
struct ConditionJudge: Sendable {
    static let calm = GateSpan.seconds(60)
    static let chatter = GateSpan.minutes(10)
    /// The difference of clocks that the field's own bar allows (domain.md, *Queues and waiting*).
    static let clockLimit: Int64 = 60_000
    /// Unreadable messages within ``calm`` that make a device faulty: a single one is noise on a line.
    static let errorLimit = 3

    private(set) var reported = DeviceCondition.unseen
    private var reportsChatter = false
    private var isTampered = false
    /// The cabinet was shut again before anybody was told that it was open.
    private var isShutUntold = false
    private var errors: [GateTime] = []
    private var faultySince: GateTime?
    private var lastFaultAt = GateTime.epoch
    private var isGoodSinceFault = true
    /// The message being read has been counted as a bad one.
    private var isBadMessage = false
    private var faultReason: DeviceReason?
    private var worstClock: Int64 = 0
    private var worstClockAt = GateTime.epoch
    /// Since when every time told inside the device's messages was too far behind, and by how much the least of them.
    private var lag: (since: GateTime, least: Int64)?
    private var silentSince: GateTime?
    /// Its broker has lost it.
    private var isGone = false
    /// When the device was last heard to chatter, and the most changes a minute since it began to.
    private var lastChatterAt: GateTime?
    private var chatterRate: Int64 = 0
    private var lastReturn: GateTime?
    private var heardSince: GateTime?
    private var lastSeen: GateTime?

    /// A message came, whatever it held. Silence is noticed here too, so that it counts even where nobody asked
    /// during it.
    mutating func heard(at time: GateTime, silentAfter: GateSpan) {
        isBadMessage = false
        isGone = false
        notice(at: time, silentAfter)
        if silentSince != nil, heardSince == nil { heardSince = time }
        lastSeen = max(lastSeen ?? time, time)
    }

    /// Its broker says that it is gone, whatever was heard of it before.
    mutating func died(at time: GateTime) {
        isGone = true
        if silentSince == nil { silentSince = time }
        heardSince = nil
    }

    private mutating func notice(at time: GateTime, _ silentAfter: GateSpan) {
        guard silentAfter > .zero, let lastSeen, time - lastSeen > silentAfter else { return }
        if silentSince == nil { silentSince = lastSeen }
        heardSince = nil
    }

    /// The message was read to its end; it is a good one unless it raised a fault on the way.
    mutating func read() { if !isBadMessage { isGoodSinceFault = true } }

    /// What follows is of no message: a fault of it counts by itself.
    mutating func beginAnew() { isBadMessage = false }

    /// Part of the message could not be read. However many parts, it is one bad message.
    mutating func error(_ reason: DeviceReason, at time: GateTime) {
        guard !isBadMessage else { return }
        isBadMessage = true
        isGoodSinceFault = false
        errors.removeAll { time - $0 > Self.calm }
        // The newest suffice to judge by.
        if errors.count >= 16 { errors.removeFirst() }
        errors.append(time)
        if errors.count >= Self.errorLimit || faultySince != nil { fault(reason, at: time) }
    }

    /// Something that makes a device faulty at once.
    mutating func fault(_ reason: DeviceReason, at time: GateTime) {
        if faultySince == nil { faultySince = time }
        lastFaultAt = max(lastFaultAt, time)
        isBadMessage = true
        isGoodSinceFault = false
        faultReason = reason
    }

    /// The device has said or changed so much within a minute. Beyond the limit it chatters, until it has kept within
    /// it for ``calm``.
    mutating func beat(_ rate: Int64, limit: Int64, at time: GateTime) {
        guard rate > limit else { return }
        chatterRate = isChattering(at: time) ? max(rate, chatterRate) : rate
        lastChatterAt = max(lastChatterAt ?? time, time)
    }

    /// What was reported last no longer says whether the device can be heard.
    var tellsPresence: Bool {
        switch reported {
        case .unseen: lastSeen != nil || isGone
        case .silent: !isGone && lastSeen != nil && (heardSince != nil || silentSince == nil)
        case .working, .faulty: isGone
        case .tampered: false
        }
    }

    func isChattering(at time: GateTime) -> Bool { lastChatterAt.map { time - $0 < Self.calm } ?? false }

    /// The cabinet was opened or shut. An opening is told of however short it was.
    mutating func tamper(_ isOpen: Bool) {
        isShutUntold = !isOpen && isTampered && reported != .tampered
        isTampered = isOpen || isShutUntold
    }

    /// A cabinet is open, and nobody has been told: that is not for the clock to tell.
    var tellsTamper: Bool { isTampered && reported != .tampered }

    /// - Parameter error: gate time less the device's, in milliseconds.
    mutating func clock(_ error: Int64, at time: GateTime) {
        if error.magnitude >= worstClock.magnitude || time - worstClockAt > Self.calm {
            worstClock = error
            worstClockAt = time
        }
        if error.magnitude > UInt64(Self.clockLimit) {
            let seconds = Int64(error.magnitude / 1000)
            fault(error > 0 ? .clockBehind(seconds: seconds) : .clockAhead(seconds: seconds), at: time)
        }
    }

    /// The same of a time that stands inside a message of a device without an envelope. It may be of a moment long past,
    /// for cameras keep what they cannot send: a clock that is ahead is wrong at once, one that is behind only when for
    /// ``calm`` nothing newer has come.
    mutating func clock(inside error: Int64, at time: GateTime) {
        guard error > Self.clockLimit else {
            lag = nil
            clock(error, at: time)
            return
        }
        let present = (since: lag?.since ?? time, least: min(lag?.least ?? error, error))
        lag = present
        if time - present.since >= Self.calm { clock(present.least, at: time) }
    }

    /// The largest difference of clocks seen lately, without its sign. Milliseconds.
    var clockError: Int64 { Int64(min(worstClock.magnitude, UInt64(Int64.max))) }

    /// The condition now and its reason, where it differs from the last one given out.
    mutating func change(at now: GateTime, opened: GateTime, silentAfter: GateSpan) -> (DeviceCondition, DeviceReason?)?
    {
        let (condition, reason) = judge(at: now, opened, silentAfter)
        // Who is faulty for another reason already has its changes held back all the same, and that has to be known.
        let isChatter = if case .chatters? = reason { true } else { false }
        guard condition != reported || isChatter != reportsChatter else { return nil }
        reported = condition
        reportsChatter = isChatter
        if condition == .tampered, isShutUntold { (isTampered, isShutUntold) = (false, false) }
        return (condition, reason)
    }

    private mutating func judge(
        at now: GateTime, _ opened: GateTime, _ silentAfter: GateSpan
    ) -> (DeviceCondition, DeviceReason?) {
        if isTampered { return (.tampered, .cabinetOpen) }
        if isGone { return (.silent, .disconnected) }
        guard let lastSeen else {
            guard silentAfter > .zero, now - opened > silentAfter else { return (.unseen, nil) }
            return (.silent, .neverHeard)
        }
        notice(at: now, silentAfter)
        if let silentSince {
            guard let heardSince else { return (.silent, .silent(seconds: (now - silentSince).seconds)) }
            if let lastReturn, silentSince - lastReturn < Self.chatter, now - heardSince < Self.calm {
                return (.silent, .comesAndGoes)
            }
            self.silentSince = nil
            self.heardSince = nil
            lastReturn = max(lastSeen, heardSince)
        }
        if isChattering(at: now) { return (.faulty, .chatters(perMinute: chatterRate)) }
        if faultySince != nil {
            guard isGoodSinceFault, now - lastFaultAt >= Self.calm else { return (.faulty, faultReason) }
            faultySince = nil
            errors.removeAll()
        }
        return (.working, nil)
    }
}

internal import GateModel

/// How much of a kind of device is believable within a minute. Beyond it the device is faulty: ``DeviceReason/chatters``.
enum ChatterLimit: Hashable, Sendable {
    /// Changes of what it says, for devices whose changes are events. Equal states that follow each other are none.
    case changes(Int64)
    /// Messages, for the others.
    case messages(Int64)
    /// Those that people or offices feed: a day's manifests may come at once.
    case none

    init(_ kind: DeviceKind) {
        switch kind {
        // A vehicle makes two changes of a loop and four of an arm, and takes at least some 15 s: a whole minute of
        // vehicles, bumper to bumper, stays below a third of this.
        case .loopIn, .loopOut, .barrierIn, .barrierOut: self = .changes(60)
        case .manifestFeed, .neighbourFeed, .terminal: self = .none
        // A hundred a second: a camera of 25 frames that reads four plates in each, a scale in continuous mode at 50
        // frames, a portal at 5 lines stay below it.
        default: self = .messages(6_000)
        }
    }
}

/// Keeps the changes of a device that chatters back, so that they fill no journal, and lets its newest state through once
/// it is calm again. It goes by the times of the messages alone: played again, they give the same.
struct ChatterGuard: Sendable {
    private var changes = MinuteRate()
    /// What the device said last, whether or not it was let through.
    private var newest: DeviceSignal?
    private var isHolding = false

    /// Counts what a message says, and takes out of its receipt what is held back.
    ///
    /// - Parameter rate: messages of the device in the minute before `now`.
    /// - Returns: changes held back.
    mutating func watch(
        _ receipt: inout Receipt, _ limit: ChatterLimit, rate: Int64, _ judge: inout ConditionJudge,
        at now: GateTime
    ) -> Int64 {
        switch limit {
        case .none: return 0
        case .messages(let most):
            judge.beat(rate, limit: most, at: now)
            return 0
        case .changes(let most):
            var held: Int64 = 0
            var passed: [DeviceSignal] = []
            for signal in receipt.signals { held += watch(signal, most, &passed, &judge, at: now) }
            receipt.signals = passed
            return held
        }
    }

    private mutating func watch(
        _ signal: DeviceSignal, _ limit: Int64, _ passed: inout [DeviceSignal], _ judge: inout ConditionJudge,
        at now: GateTime
    ) -> Int64 {
        guard let state = Self.state(signal) else {
            passed.append(signal)
            return 0
        }
        let isChange = state != newest
        if isChange {
            newest = state
            changes.note(at: now)
            judge.beat(changes.count(at: now), limit: limit, at: now)
        }
        guard judge.isChattering(at: now) else {
            isHolding = false
            passed.append(signal)
            return 0
        }
        if case .barrier(var report) = signal {
            // Where an arm is that chatters nobody knows, so that the other one stays shut; what it answers to an order is
            // heard all the same.
            report.position = isHolding ? nil : .unknown
            if report.position != nil || report.order > 0 { passed.append(.barrier(report)) }
        }
        isHolding = true
        return isChange ? 1 : 0
    }

    /// The newest state, once: when the device has become calm and has not said it since.
    mutating func release(_ judge: ConditionJudge, at now: GateTime) -> DeviceSignal? {
        guard isHolding, !judge.isChattering(at: now) else { return nil }
        isHolding = false
        return newest
    }

    /// What a signal says of how something is now; nil where it says nothing of the kind.
    private static func state(_ signal: DeviceSignal) -> DeviceSignal? {
        switch signal {
        case .loop: signal
        case .barrier(let report): report.position.map { .barrier(.at($0)) }
        default: nil
        }
    }
}

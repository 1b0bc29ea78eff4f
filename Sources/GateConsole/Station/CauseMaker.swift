import GateDevices
import GateModel

/// Gives every message of a feed a cause of its own, the same whenever the same feed is played again.
///
/// A message's own numbers are unique while its source counts and says when it begins anew. One that does not count is
/// counted here; one that began anew without a new boot number is told from its earlier life by the bits above.
///
/// Over links there is more to it, for a device may begin anew while the gate is down: then its numbers stand in the
/// journal already, for other messages, and nobody saw it begin. Nor are they for other messages always: one that was
/// recorded and whose acknowledgement was lost comes again after the gate's start, and must add nothing.
///
/// What tells the two apart is what the message says. The events that come of it do not: they hold the time of receipt,
/// and depend on the state, so that a true repeat may lead to others than the first time, and a loop's "occupied" of today
/// to the same as last week's. So a cause holds a fingerprint of the message: the same number with other words is another
/// cause. The same number with the same words and a time of the device's own is the same message, for that is what
/// CloudEvents say of it. Without such a time, as loops and barriers speak, the same words may still be new: then it counts
/// when they were recorded. A message that is not acknowledged is sent again within seconds, so the journal's end, where
/// the gate went down, is at most a little later than a message whose acknowledgement was lost. What was recorded
/// long before that end has been acknowledged, and what bears its number is another message, of another life.
struct CauseMaker {
    private struct Life {
        var boot: UInt32
        /// Restarts the desk has seen, in all and since this boot number was new.
        var restarts: Int64
        var unsaid: UInt64 = 0
    }

    /// Where the number of unsaid restarts stands, or the fingerprint: no device sends so many messages in one life.
    private static let upperBit: UInt64 = 40
    /// Where the number of unsaid restarts stands above a fingerprint.
    private static let lifeBit: UInt64 = 56
    /// Lives of one boot number that can be told apart beside a fingerprint.
    static let lives: UInt64 = 128
    /// Bytes of a message's beginning, and of its end, that its fingerprint is made of.
    private static let printedBytes = 1_024
    /// How long before the journal's end a message may have been recorded whose acknowledgement was lost: a device that
    /// its broker had lost as well has so long to come back.
    static let memory = GateSpan.minutes(10)

    /// Whether the causes of messages hold a fingerprint: where messages are acknowledged, and so sent again until they are.
    let printsMessages: Bool
    /// The end of what the journal held when this run began.
    private let openedAt: GateTime
    private var uncounted: [String: UInt64] = [:]
    private var recent: [String: Life] = [:]

    init(printsMessages: Bool = false, openedAt: GateTime = .epoch) {
        self.printsMessages = printsMessages
        self.openedAt = openedAt
    }

    /// - Parameters:
    ///   - restarts: of the message's device, as the desk counts them, this message included.
    ///   - known: when the first event of a cause was recorded, of those causes that could be this message's.
    /// - Returns: nil where the journal has this very message.
    mutating func cause(of message: DeviceMessage, restarts: Int64, known: [Cause: GateTime] = [:]) -> Cause? {
        if message.sequence == 0 {
            let number = uncounted[message.source, default: 0] + 1
            uncounted[message.source] = number
            return Cause(source: message.source, boot: message.boot, number: 1 << 63 | number)
        }
        var life = recent[message.source] ?? Life(boot: message.boot, restarts: restarts)
        if restarts > life.restarts {
            if message.boot == life.boot { life.unsaid += 1 } else { life.unsaid = 0 }
            life.boot = message.boot
            life.restarts = restarts
        }
        recent[message.source] = life
        let unsaid = message.boot == life.boot ? life.unsaid : 0
        guard let print = print(message) else {
            guard unsaid > 0 else { return message.cause }
            return Cause(
                source: message.source, boot: message.boot, number: unsaid << Self.upperBit | message.sequence)
        }
        var free: Cause?
        for number in 0..<Self.lives {
            let cause = Self.cause(message, print, life: number)
            if let recordedAt = known[cause] {
                if message.deviceTime != nil || recordedAt >= openedAt - Self.memory { return nil }
            } else if number >= unsaid {
                free = cause
                break
            }
        }
        // Beyond the last life the journal will deny it: counted, and shown.
        return free ?? Self.cause(message, print, life: Self.lives - 1)
    }

    /// The cause that a message has in a life of its boot number; nil where its numbers alone are its cause.
    func candidate(_ message: DeviceMessage, life: UInt64) -> Cause? {
        print(message).map { Self.cause(message, $0, life: life) }
    }

    /// Whether a recorded cause is this message's, in whatever life. A capture that is played goes by numbers alone, and
    /// may have to go on with the journal of the links it was taken from.
    static func names(_ cause: Cause, _ message: DeviceMessage) -> Bool {
        plain(cause) == message.cause && cause.number >> upperBit & 0xFFFF == fingerprint(message)
    }

    /// What the device itself calls the message of a cause.
    static func plain(_ cause: Cause) -> Cause {
        guard cause.number >> 63 == 0 else { return cause }
        return Cause(source: cause.source, boot: cause.boot, number: cause.number & (1 << upperBit - 1))
    }

    private static func cause(_ message: DeviceMessage, _ print: UInt64, life: UInt64) -> Cause {
        Cause(
            source: message.source, boot: message.boot,
            number: life << lifeBit | print << upperBit | message.sequence)
    }

    private func print(_ message: DeviceMessage) -> UInt64? {
        // An absurd number leaves no room for it.
        guard printsMessages, message.sequence > 0, message.sequence >> Self.upperBit == 0 else { return nil }
        return Self.fingerprint(message)
    }

    /// 16 bits of type, device's time and data (FNV-1a), never 0: of messages with the same number, one in 65,535 pairs
    /// with other words has the same.
    private static func fingerprint(_ message: DeviceMessage) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        func take(number: Int64) {
            for shift in stride(from: 0, to: 64, by: 8) { take(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        for byte in message.type.utf8 { take(byte) }
        take(number: message.deviceTime?.milliseconds ?? .min)
        take(number: Int64(message.data.count))
        for byte in message.data.prefix(printedBytes) { take(byte) }
        for byte in message.data.dropFirst(printedBytes).suffix(printedBytes) { take(byte) }
        let folded = (hash ^ hash >> 16 ^ hash >> 32 ^ hash >> 48) & 0xFFFF
        return max(1, folded)
    }
}

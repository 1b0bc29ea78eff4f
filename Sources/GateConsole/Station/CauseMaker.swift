import GateDevices
import GateModel

/// Gives every message of a feed a cause of its own, the same whenever the same feed is played again.
///
/// A message's own numbers are unique while its source counts and says when it begins anew. One that does not count is
/// counted here; one that began anew without a new boot number is told from its earlier life by the bits above.
struct CauseMaker {
    private struct Life {
        var boot: UInt32
        /// Restarts the desk has seen, in all and since this boot number was new.
        var restarts: Int64
        var unsaid: UInt64 = 0
    }

    /// Where the number of unsaid restarts stands; no device sends so many messages in one life.
    private static let lifeBit: UInt64 = 40

    private var uncounted: [String: UInt64] = [:]
    private var lives: [String: Life] = [:]

    /// - Parameter restarts: of the message's device, as the desk counts them, this message included.
    mutating func cause(of message: DeviceMessage, restarts: Int64) -> Cause {
        if message.sequence == 0 {
            let number = uncounted[message.source, default: 0] + 1
            uncounted[message.source] = number
            return Cause(source: message.source, boot: message.boot, number: 1 << 63 | number)
        }
        var life = lives[message.source] ?? Life(boot: message.boot, restarts: restarts)
        if restarts > life.restarts {
            if message.boot == life.boot { life.unsaid += 1 } else { life.unsaid = 0 }
            life.boot = message.boot
            life.restarts = restarts
        }
        lives[message.source] = life
        guard life.unsaid > 0, message.boot == life.boot else { return message.cause }
        return Cause(
            source: message.source, boot: message.boot, number: life.unsaid << Self.lifeBit | message.sequence)
    }
}

import GateDevices
import GateLinks
import GateModel
import GateScreens
import Synchronization

/// Plays a feed into the station's mailbox at a chosen pace.
///
/// Messages up to `from` come as fast as possible, so that a console started at noon shows the morning at once.
final class FeedPlayer: Sendable {
    private struct Anchor {
        var gate: GateTime
        var wall: ContinuousClock.Instant
    }

    private let pace: Pace
    private let from: GateTime
    private let anchor = Mutex<Anchor?>(nil)

    init(pace: Pace, from: GateTime) {
        self.pace = pace
        self.from = from
    }

    /// The gate's clock between messages; nil while the feed sets it alone.
    func clock() -> GateTime? {
        guard case .hundredths(let speed) = pace, let anchor = anchor.withLock({ $0 }) else { return nil }
        let gone = (ContinuousClock.now - anchor.wall).components
        let milliseconds = gone.seconds * 1000 + gone.attoseconds / 1_000_000_000_000_000
        return anchor.gate + .milliseconds(milliseconds * Int64(speed) / 100)
    }

    func play(_ feed: consuming any Feed, into mailbox: Mailbox<StationInput>) async {
        var feed = feed
        var problem: FeedTrouble?
        while !Task.isCancelled, let item = feed.next() {
            switch item {
            case .message(let message):
                guard await wait(until: message.receivedTime, mailbox) else { break }
                if await !mailbox.send(.message(message)) { return }
            case .rejected(let line):
                if await !mailbox.send(.rejected(line)) { return }
            case .failed(let trouble): problem = trouble
            }
        }
        await mailbox.send(.feedEnded(problem))
    }

    /// Waits until the gate's clock has come to `time`, letting the station's clock tick meanwhile. False when
    /// cancelled.
    private func wait(until time: GateTime, _ mailbox: Mailbox<StationInput>) async -> Bool {
        guard case .hundredths(let speed) = pace, speed > 0, time > from else { return !Task.isCancelled }
        let start = anchor.withLock { anchor -> Anchor in
            let value = anchor ?? Anchor(gate: max(from, time), wall: .now)
            anchor = value
            return value
        }
        let offset = (time - start.gate).milliseconds * 100 / Int64(speed)
        guard offset > 0 else { return true }
        do {
            try await Task.sleep(until: start.wall + .milliseconds(offset), clock: .continuous)
            return true
        } catch {
            return false
        }
    }
}

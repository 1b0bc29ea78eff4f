import GateDevices
import GateLinks
import GateModel
import GateScreens
import Synchronization

/// Plays a feed into the station's mailbox at a chosen pace.
///
/// Messages up to `from` come as fast as possible, so that a console started at noon shows the morning at once.
final class FeedPlayer: Sendable {
    private let pacer: Mutex<Pacer>

    init(pace: Pace, from: GateTime) { pacer = Mutex(Pacer(pace: pace, from: from)) }

    /// The gate's clock between messages; nil while the feed sets it alone.
    func clock() -> GateTime? { pacer.withLock { $0.time(at: .now) } }

    func play(_ feed: consuming any Feed, into mailbox: Mailbox<StationInput>) async {
        var feed = feed
        var problem: FeedTrouble?
        while !Task.isCancelled, let item = feed.next() {
            switch item {
            case .message(let message):
                guard await wait(until: message.receivedTime) else { break }
                if await !mailbox.send(.message(message)) { return }
            case .rejected(let line):
                if await !mailbox.send(.rejected(line)) { return }
            case .failed(let trouble): problem = trouble
            }
        }
        await mailbox.send(.feedEnded(problem))
    }

    /// Waits until a message received at `time` is due. False when cancelled.
    private func wait(until time: GateTime) async -> Bool {
        guard let due = pacer.withLock({ $0.due(time, now: .now) }) else { return !Task.isCancelled }
        do {
            try await Task.sleep(until: due, clock: .continuous)
            return true
        } catch {
            return false
        }
    }
}

import GateModel
import GateScreens
import GateTerminal
import Synchronization

/// What the station last showed: handed to the console as a value, newest wins.
final class Glass: Sendable {
    struct Pane: Sendable {
        var state: GateState
        var status = StationStatus()
        /// Time of the last message; what the clock shows when no pace is set.
        var lastMessage = GateTime.epoch
        /// Frames published so far, so that the console knows a new one.
        var generation: UInt64 = 0
        var isFeedOver = false
        /// By device number − 1; only while somebody looks at the devices.
        var devices: [DeviceFigures] = []
    }

    private struct Shared {
        var pane: Pane
        var news: [StationNews] = []
    }

    /// News kept for the console; older ones are in the journal.
    private static let newsLimit = 64

    private let shared: Mutex<Shared>
    /// Rung when something new is here.
    let wakeup: Wakeup
    /// The raw lines of the device that a person looks at.
    let tap = RawTap()

    init(state: GateState, wakeup: Wakeup) {
        shared = Mutex(Shared(pane: Pane(state: state)))
        self.wakeup = wakeup
    }

    func publish(_ change: @Sendable (inout Pane) -> Void) {
        shared.withLock {
            change(&$0.pane)
            $0.pane.generation += 1
        }
        wakeup.signal()
    }

    func tell(_ news: StationNews) {
        shared.withLock {
            if $0.news.count < Self.newsLimit { $0.news.append(news) }
        }
        wakeup.signal()
    }

    var pane: Pane { shared.withLock { $0.pane } }

    func takeNews() -> [StationNews] {
        shared.withLock { shared in
            defer { shared.news = [] }
            return shared.news
        }
    }
}

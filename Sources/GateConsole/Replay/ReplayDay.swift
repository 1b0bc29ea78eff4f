import GateJournal
public import GateModel
import GateScreens

/// A recorded day in memory, in which any moment can be looked up.
///
/// Snapshots are values that share everything that did not change, so keeping one every few thousand events costs
/// little; a seek copies the nearest one before and folds the rest.
public struct ReplayDay: Sendable {
    /// Events between two snapshots: the longest fold of a seek. What changes after a snapshot is copied once, so fewer
    /// of them make a day open faster; 5,000 events fold in about a millisecond.
    public static let snapshotInterval = 5_000

    public let events: [Recorded]
    private let snapshots: [GateState]
    /// Indexes of alarms being raised.
    let alarmIndexes: [Int]

    public init(events: [Recorded]) {
        self.events = events
        var snapshots: [GateState] = []
        snapshots.reserveCapacity(events.count / Self.snapshotInterval + 1)
        var alarms: [Int] = []
        var state = GateState()
        for (index, event) in events.enumerated() {
            if index % Self.snapshotInterval == 0 { snapshots.append(state) }
            state.apply(event)
            if case .alarmRaised = event.event { alarms.append(index) }
        }
        if snapshots.isEmpty { snapshots.append(state) }
        self.snapshots = snapshots
        alarmIndexes = alarms
    }

    /// The state after the first `count` events; identical to folding them from the start.
    public func state(after count: Int) -> GateState {
        let count = min(max(0, count), events.count)
        let slot = min(count / Self.snapshotInterval, snapshots.count - 1)
        var state = snapshots[slot]
        for event in events[(slot * Self.snapshotInterval)..<count] { state.apply(event) }
        return state
    }

    /// How many events were recorded up to and including `time`.
    public func count(upTo time: GateTime) -> Int {
        let limit = time.milliseconds * 1000 + 999
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].recordedAtMicroseconds <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// When the n-th event (from 0) was recorded.
    func time(of index: Int) -> GateTime {
        guard events.indices.contains(index) else { return end }
        return GateTime(milliseconds: events[index].recordedAtMicroseconds / 1000)
    }

    public var start: GateTime {
        events.first.map { GateTime(milliseconds: $0.recordedAtMicroseconds / 1000) } ?? .epoch
    }
    public var end: GateTime { events.last.map { GateTime(milliseconds: $0.recordedAtMicroseconds / 1000) } ?? .epoch }

    /// Alarms raised in each of `slices` equal parts of the day.
    func alarmStrip(slices: Int) -> [Int32] {
        var strip = [Int32](repeating: 0, count: slices)
        let whole = max(1, (end - start).milliseconds)
        for index in alarmIndexes {
            let slice = Int((time(of: index) - start).milliseconds * Int64(slices) / (whole + 1))
            strip[min(slices - 1, max(0, slice))] += 1
        }
        return strip
    }
}

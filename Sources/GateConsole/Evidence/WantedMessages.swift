import GateDevices
import GateJournal
import GateModel

/// Which messages of a capture some events came of.
struct WantedMessages {
    /// How long before its end an occupancy of a portal may have begun: its lines are one measurement.
    private static let occupancy = GateSpan.minutes(2)

    private var causes: Set<Cause> = []
    /// Of devices that do not count: told by when they came.
    private var uncounted: Set<Moment> = []
    /// Of portals: what was said from one moment to another.
    private var stretches: [String: [ClosedRange<GateTime>]] = [:]

    private struct Moment: Hashable {
        var source: String
        var milliseconds: Int64
    }

    init(_ events: [ChainedEvent]) {
        for event in events {
            guard let cause = Cause(event.cause), cause.source.hasPrefix("/") else { continue }
            let recordedAt = GateTime(milliseconds: event.recordedAtMicroseconds / 1_000)
            causes.insert(CauseMaker.plain(cause))
            if cause.number >> 63 == 1 {
                uncounted.insert(Moment(source: cause.source, milliseconds: recordedAt.milliseconds))
            }
            if event.kind == EventKind.portalPassed.name {
                let began = max(
                    min(GateTime(milliseconds: event.occurredAtMilliseconds), recordedAt) - .seconds(10),
                    recordedAt - Self.occupancy)
                stretches[cause.source, default: []].append(began...recordedAt)
            }
        }
    }

    var isEmpty: Bool { causes.isEmpty }

    func contains(_ message: DeviceMessage) -> Bool {
        if message.sequence > 0, causes.contains(message.cause) { return true }
        let moment = Moment(source: message.source, milliseconds: message.receivedTime.milliseconds)
        if message.sequence == 0, uncounted.contains(moment) { return true }
        return stretches[message.source]?.contains { $0.contains(message.receivedTime) } == true
    }
}

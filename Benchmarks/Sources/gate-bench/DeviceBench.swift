import Foundation
import GateDevices
import GateModel
import GateSimulation

/// Messages of a simulated day through the desk, as the station hears them.
enum DeviceBench {
    static func run() {
        let midnight = CivilTime(year: 2026, month: 11, day: 23).time(offsetMinutes: 420)
        let plan = SampleGate.plan()
        var day = GateDay(plan: plan, parameters: DayParameters(seed: 1, date: midnight, vehicles: 2000))
        var plates: [DeviceMessage] = []
        var portal: [DeviceMessage] = []
        var all: [DeviceMessage] = []
        while let message = day.next() {
            all.append(message)
            if message.type == MessageType.plateResults || message.type == MessageType.plateGroup {
                plates.append(message)
            }
            if message.type == MessageType.portal { portal.append(message) }
        }
        let lines = portal.reduce(0) { $0 + $1.data.reduce(0) { $0 + ($1 == 10 ? 1 : 0) } }
        Stopwatch.report("plates_per_s", Double(plates.count) / hear(plates, plan))
        Stopwatch.report("plates_peer_per_s", Double(plates.count) / parse(plates))
        Stopwatch.report("plate_bytes", plates.reduce(0) { $0 + $1.data.count } / max(1, plates.count))
        Stopwatch.report("portal_lines_per_s", Double(lines) / hear(portal, plan))
        Stopwatch.report("all_per_s", Double(all.count) / hear(all, plan))
    }

    private static func hear(_ messages: [DeviceMessage], _ plan: GatePlan) -> Double {
        var desk = DeviceDesk(plan: plan)
        var signals = 0
        let seconds = Stopwatch.seconds { for message in messages { signals += desk.receive(message).signals.count } }
        if signals == 0 { Stopwatch.report("silent", messages.count) }
        return seconds
    }

    /// The peer: Foundation's parser alone, with nothing made of the tree.
    private static func parse(_ messages: [DeviceMessage]) -> Double {
        let data = messages.map { Data($0.data) }
        return Stopwatch.seconds {
            for message in data { _ = try? JSONSerialization.jsonObject(with: message) }
        }
    }
}

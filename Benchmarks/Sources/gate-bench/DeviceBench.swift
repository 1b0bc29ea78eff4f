import Foundation
import GateDevices
import GateModel
import GateSimulation

/// Messages of a simulated day through the decoders alone, and through the desk, as the station hears them.
///
/// Times are of the processor, not of the wall: all of it is one thread's work in memory, and others may use the machine.
/// A gate runs for weeks, so what is timed comes after a first time that nobody counts: it would be the loader's and the
/// allocator's as much as the decoder's.
enum DeviceBench {
    private static let passes = 5

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
        Stopwatch.report("plate_bytes", plates.reduce(0) { $0 + $1.data.count } / max(1, plates.count))
        Stopwatch.report("plates_decoded_per_s", Double(plates.count) / decode(plates: plates.map(\.data)))
        Stopwatch.report("plates_per_s", Double(plates.count) / hear(plates, plan))
        Stopwatch.report("plates_peer_per_s", Double(plates.count) / parse(plates.map(\.data)))
        Stopwatch.report("portal_lines_decoded_per_s", Double(lines) / decode(portal: portal))
        Stopwatch.report("portal_lines_per_s", Double(lines) / hear(portal, plan))
        Stopwatch.report("all_per_s", Double(all.count) / hear(all, plan))
    }

    private static func hear(_ messages: [DeviceMessage], _ plan: GatePlan) -> Double {
        var desk = DeviceDesk(plan: plan)
        var signals = 0
        let seconds = Stopwatch.processorSeconds {
            for message in messages { signals += desk.receive(message).signals.count }
        }
        if signals == 0 { Stopwatch.report("silent", messages.count) }
        return seconds
    }

    private static func decode(plates messages: [[UInt8]]) -> Double {
        var reads = 0
        let seconds = perPass {
            for message in messages {
                if case .sightings(let sightings)? = try? OpenALPRDecoder.decode(message) { reads += sightings.count }
            }
        }
        if reads == 0 { Stopwatch.report("silent", messages.count) }
        return seconds
    }

    private static func perPass(_ work: () -> Void) -> Double {
        work()
        return Stopwatch.processorSeconds { for _ in 0..<passes { work() } } / Double(passes)
    }

    /// Each portal has a decoder of its own, as at the desk.
    private static func decode(portal messages: [DeviceMessage]) -> Double {
        let sources = Dictionary(grouping: messages, by: \.source).values
        var events = 0
        let seconds = perPass {
            for messages in sources {
                var decoder = PortalDecoder()
                for message in messages { events += decoder.receive(message.data, at: message.receivedTime).count }
            }
        }
        if events == 0 { Stopwatch.report("silent", messages.count) }
        return seconds
    }

    /// The peer: Foundation's parser alone, with nothing made of the tree.
    private static func parse(_ messages: [[UInt8]]) -> Double {
        let data = messages.map { Data($0) }
        return perPass {
            for message in data { _ = try? JSONSerialization.jsonObject(with: message) }
        }
    }
}

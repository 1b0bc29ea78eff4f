import ConsoleSupport
import GateDevices
import GateJournal
import GateModel
import GateScreens
import Testing

@testable import GateConsole

@Suite("A loop gone mad") struct ChatterStationTests {
    /// Five minutes in which a loop changes ten times a second for one, and then falls silent.
    private static var day: [DeviceMessage] {
        let start = SampleCapture.time(9)
        let changes = (1...600).map { number in
            DeviceMessage.make(
                "lane/3/loop-in", MessageType.loop, #"{"occupied":\#(number % 2 == 1)}"#, number: UInt64(number),
                at: start + .milliseconds(Int64(number) * 100))
        }
        // Another device keeps the gate's clock going.
        let beats = (1...60).map { number in
            DeviceMessage.make(
                "lane/4/front", MessageType.plateHeartbeat, #"{"data_type":"heartbeat"}"#, number: UInt64(number),
                at: start + .seconds(Int64(number) * 5))
        }
        return (changes + beats).enumerated().sorted {
            ($0.element.receivedTime, $0.offset) < ($1.element.receivedTime, $1.offset)
        }.map(\.element)
    }

    @Test("It fills no journal: an alarm says what to do, the rest is counted, and its last word is told once")
    func fillsNoJournal() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        await bench.play(Self.day)
        let events = try await journal.readAll()
        let loops = events.compactMap { record -> Bool? in
            if case .loopChanged(let changed) = record.event { changed.occupied } else { nil }
        }
        // Sixty were believed; the last of them and the last of all say the same.
        #expect(loops.count == 60 && loops.last == false)
        let device = try #require(bench.plan.devices.first { $0.source.hasSuffix("lane/3/loop-in") })
        #expect(await bench.station.desk.health(device.id)?.withheld == 540)
        let told = events.compactMap { record -> String? in
            guard case .deviceChanged(let changed) = record.event, changed.device == device.id else { return nil }
            return "\(changed.report.condition.name) \(changed.report.detail)"
        }
        #expect(told == ["working ", "faulty chatters 61", "working "], "\(told)")
        let alarms = events.compactMap { record -> AlarmRaised? in
            if case .alarmRaised(let raised) = record.event, raised.device == device.id { raised } else { nil }
        }
        try #require(alarms.map(\.kind) == [.deviceFault])
        // "What to do" stands in the alarm's own words and in its reason.
        #expect(alarms[0].detail == "chatters 61")
        #expect(events.contains { $0.event == .alarmReturned(AlarmChanged(alarms[0].alarm)) })
        #expect(
            try MetricsTests.parse(await bench.station.metrics(links: [], now: nil).text).contains {
                $0.key.hasPrefix("gate_device_withheld_total") && $0.key.contains("lane/3/loop-in") && $0.value == 540
            })
        #expect(bench.glass.shows(\.status.received) == Self.day.count)
    }

    @Test("Played again, or stopped on the way, it gives the same events", arguments: [30, 61, 200, 650])
    func isDeterministic(cut: Int) async throws {
        let whole = try await Self.ended(cut: nil)
        let again = try await Self.ended(cut: cut)
        #expect(whole == again)
    }

    /// The chain and the state after the day, stopped and begun again at a message.
    private static func ended(cut: Int?) async throws -> [String] {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        if let cut { await (try Bench(journal)).play(day[..<cut]) }
        let bench = try await Bench(journal)
        await bench.play(day)
        let chain = try await journal.position().hash
        let state = await bench.hash
        return ["\(chain)", "\(state)"]
    }
}

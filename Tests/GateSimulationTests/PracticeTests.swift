import GateDevices
import GateModel
import GateSimulation
import TestSupport
import Testing

/// A gate that is tried over links: the day obeys its orders and does nothing else.
@Suite("A practice") struct PracticeTests {
    private static let begin = SimulatedDay.parameters(vehicles: 0).date + .hours(20)

    private static func day(vehicles: Int = 960) -> GateDay {
        var parameters = SimulatedDay.parameters(vehicles: vehicles)
        // In the evening, when the sample gate is shut.
        parameters.date = begin
        parameters.isPractice = true
        return GateDay(plan: SampleGate.plan(), parameters: parameters)
    }

    /// Plays so many minutes, a tenth of a second at a time.
    ///
    /// - Parameter gate: sees every message and gives the sources of the barriers it opens.
    private static func play(
        _ day: inout GateDay, minutes: Int64, from start: GateTime = begin, gate: (DeviceMessage) -> [String]
    ) -> [DeviceMessage] {
        var heard: [DeviceMessage] = []
        var orders: [String] = []
        for tenth in 0..<(minutes * 600) {
            let now = start + .milliseconds(tenth * 100)
            for source in orders { day.heed(opened: source, at: now) }
            orders = []
            while let message = day.next(upTo: now) {
                heard.append(message)
                orders += gate(message)
            }
        }
        return heard
    }

    private static func isOccupied(_ message: DeviceMessage, _ loop: String) -> Bool {
        message.type == MessageType.loop && message.source.hasSuffix(loop)
            && message.data == [UInt8](#"{"occupied":true}"#.utf8)
    }

    @Test("Without orders vehicles wait before barrier 1, no more than the gate has room for, and no arm moves")
    func waits() {
        var day = Self.day(vehicles: 9_600)
        let heard = Self.play(&day, minutes: 30) { _ in [] }
        #expect(day.tally.arrived == 10 && day.tally.crossed == 0)
        let arms = heard.filter { $0.type == MessageType.barrier }
        #expect(!arms.isEmpty && arms.allSatisfy { $0.data == [UInt8](#"{"position":"closed"}"#.utf8) })
        #expect(heard.contains { Self.isOccupied($0, "loop-in") })
        #expect(!heard.contains { $0.type == MessageType.portal && $0.data.starts(with: Array("GS".utf8)) })
        #expect(!heard.contains { $0.type == MessageType.act }, "nobody of the simulation decides")
        // The first is there within a minute, and what devices tell of the time is true.
        #expect(
            heard.first { Self.isOccupied($0, "loop-in") }.map { $0.receivedTime < Self.begin + .minutes(1) } == true)
        for message in heard {
            guard let told = message.deviceTime else { continue }
            #expect(abs((message.receivedTime - told).milliseconds) < 20_000)
        }
    }

    @Test("Let in and let out, vehicles drive through, and the arms come down behind them") func flows() {
        var day = Self.day()
        var booths: [String: GateTime] = [:]
        var now = Self.begin
        let heard = Self.play(&day, minutes: 60) { message in
            now = message.receivedTime
            var orders: [String] = []
            if Self.isOccupied(message, "loop-in") {
                let lane = message.source.dropLast("loop-in".count)
                booths[String(lane)] = now + .seconds(45)
                orders.append(lane + "barrier-in")
            }
            for (lane, ready) in booths where ready <= now {
                booths[lane] = nil
                orders.append(lane + "barrier-out")
            }
            return orders
        }
        #expect(day.tally.crossed > 30, "\(day.tally)")
        #expect(day.tally.inside <= 10)
        // Each that came in passed the portal, was read rightly, and left over loop 2.
        #expect(heard.count { Self.isOccupied($0, "loop-out") } >= day.tally.crossed)
        let shut = heard.filter {
            $0.source.hasSuffix("barrier-out") && String(decoding: $0.data, as: UTF8.self).contains("closed")
        }
        #expect(shut.count >= day.tally.crossed)
    }

    @Test("Who is let through at once takes its papers along: they are not the next one's") func quick() {
        var day = Self.day()
        var hasLeft = false
        let heard = Self.play(&day, minutes: 3) { message in
            guard message.source.hasPrefix("/gate/huu-nghi/lane/1/") else { return [] }
            if Self.isOccupied(message, "loop-in"), !hasLeft { return ["/gate/huu-nghi/lane/1/barrier-in"] }
            // The portal's last line: it has just driven over the arch.
            if message.type == MessageType.portal, message.data.starts(with: Array("GX".utf8)), !hasLeft {
                hasLeft = true
                return ["/gate/huu-nghi/lane/1/barrier-out"]
            }
            return []
        }
        #expect(hasLeft && day.tally.crossed == 1)
        #expect(!heard.contains { $0.source == "/gate/huu-nghi/lane/1/document" })
    }

    @Test("A barrier opened for nobody comes down again, and a stranger's is nothing to it") func forNobody() {
        var day = Self.day(vehicles: 0)
        _ = Self.play(&day, minutes: 1) { _ in [] }
        let source = "/gate/huu-nghi/lane/3/barrier-out"
        day.heed(opened: source, at: Self.begin + .minutes(1))
        day.heed(opened: "/gate/other/lane/3/barrier-out", at: Self.begin + .minutes(1))
        let heard = Self.play(&day, minutes: 1, from: Self.begin + .minutes(1)) { _ in [] }
        let told = heard.filter { $0.type == MessageType.barrier }.map { String(decoding: $0.data, as: UTF8.self) }
        #expect(told == [#"{"position":"closing"}"#, #"{"position":"closed"}"#])
    }
}

import GateModel
import Testing

@testable import GateDevices

/// Over a raw link there is no envelope, so that a camera's clock is known by the times inside its messages alone.
@Suite("Clocks of plate cameras") struct PlateClockTests {
    /// A message of each make that tells a moment, in seconds after `GateTime.at(0)`.
    enum Make: String, CaseIterable {
        case openALPR, heartbeat, plateRecognizer, axis, hikvision, frigate

        var type: String {
            switch self {
            case .openALPR: MessageType.plateResults
            case .heartbeat: MessageType.plateHeartbeat
            case .plateRecognizer: MessageType.plateRecognizer
            case .axis: MessageType.axisPlate
            case .hikvision: MessageType.hikvisionPlate
            case .frigate: MessageType.frigatePlate
            }
        }

        func data(_ moment: Int) -> [UInt8] {
            let time = GateTime.at(Double(moment))
            let civil = CivilTime(time, offsetMinutes: 0)
            let text: String
            switch self {
            case .openALPR:
                text =
                    #"{"data_type":"alpr_results","epoch_time":\#(time.milliseconds),"results":[{"plate":"12C12345","confidence":91}]}"#
            case .heartbeat: text = #"{"data_type":"heartbeat","timestamp":\#(time.milliseconds)}"#
            case .plateRecognizer:
                text = PlateFamilyTests.webhook.replacing(
                    "2026-11-23T00:05:13.606935Z", with: "\(civil.dateText)T\(civil.clockSecondsText)Z")
            case .axis:
                text = PlateFamilyTests.axis.replacing("1795392005250", with: "\(time.milliseconds)")
                    .replacing("lost", with: "update")
            case .hikvision:
                text = HikvisionTests.alert().replacing(
                    "2026-11-23T07:00:05+07:00", with: "\(civil.dateText)T\(civil.clockSecondsText)Z")
            case .frigate:
                text = PlateFamilyTests.frigate.replacing(
                    "1795392005.748393", with: "\(time.milliseconds / 1000).000")
            }
            return [UInt8](text.utf8)
        }
    }

    private static let front = DeviceID(number: 1)

    /// A desk with one camera that has said something.
    private struct Ear {
        var desk = DeviceDesk(plan: DeskTests.plan())
        var sequence: UInt64 = 0

        /// What the desk says of the camera after a message that came at `second`: its condition, or why it is not well.
        mutating func hear(
            _ data: [UInt8], _ type: String, at second: Double, envelope: Double? = nil
        ) -> String {
            sequence += 1
            let receipt = desk.receive(
                message(data, type: type, sequence: sequence, device: envelope, received: second))
            #expect(receipt.faults.isEmpty, "\(receipt.faults)")
            let report =
                desk.condition(at: .at(second)).first { $0.0 == PlateClockTests.front }?.1 ?? receipt.report
            if let report { last = report.detail.isEmpty ? report.condition.name : report.detail }
            return last
        }

        private var last = ""
    }

    @Test("A clock ahead is noticed at once, whatever the make", arguments: Make.allCases) func ahead(make: Make) {
        var ear = Ear()
        #expect(ear.hear(make.data(100 + 59), make.type, at: 100) == "working")
        #expect(ear.hear(make.data(101 + 61), make.type, at: 101) == "clockAhead 61")
    }

    @Test("A clock behind is noticed when nothing newer has come for a minute", arguments: Make.allCases)
    func behind(make: Make) {
        var ear = Ear()
        for second in stride(from: 0, through: 50, by: 10) {
            #expect(ear.hear(make.data(second - 600), make.type, at: Double(second)) == "working")
        }
        #expect(ear.hear(make.data(61 - 601), make.type, at: 61) == "clockBehind 600")
        // Set right, it is well after a minute without a fault.
        _ = ear.hear(make.data(70), make.type, at: 70)
        #expect(ear.hear(make.data(122), make.type, at: 122) == "working")
    }

    @Test("What a camera kept while its line was down, and sends later, is no wrong clock", arguments: Make.allCases)
    func backlog(make: Make) {
        var ear = Ear()
        for number in 0..<50 {
            let second = 3_600 + Double(number)
            #expect(ear.hear(make.data(number * 60), make.type, at: second) == "working")
        }
        for second in 3_650..<3_800 {
            #expect(ear.hear(make.data(second - 5), make.type, at: Double(second)) == "working")
        }
        #expect(ear.desk.health(Self.front ?? Device().id)?.clockErrorMilliseconds == 5_000)
    }

    @Test("Summaries are about a moment past: they are not judged") func summaries() {
        let group =
            #"{"data_type":"alpr_group","best_plate_number":"12C12345","best_confidence":89,"best_uuid":"u","uuids":["u"],"epoch_end":1}"#
        for (type, text) in [(MessageType.plateGroup, group), (MessageType.axisPlate, PlateFamilyTests.axis)] {
            var ear = Ear()
            for second in stride(from: 3_600, to: 3_900, by: 20) {
                #expect(ear.hear([UInt8](text.utf8), type, at: Double(second)) == "working")
            }
        }
    }

    @Test("Where an envelope tells the time, the one inside is not judged") func envelope() {
        var ear = Ear()
        for second in stride(from: 0, to: 300, by: 20) {
            let data = Make.openALPR.data(second + 3_600)
            #expect(ear.hear(data, MessageType.plateResults, at: Double(second), envelope: Double(second)) == "working")
        }
        #expect(
            ear.hear(Make.openALPR.data(400), MessageType.plateResults, at: 400, envelope: 500) == "clockAhead 100")
    }

    @Test("No time is too absurd", arguments: ["9223372036854775807", "-9223372036854775807", "0"])
    func absurd(number: String) {
        let data = [UInt8](#"{"data_type":"heartbeat","timestamp":\#(number)}"#.utf8)
        var ear = Ear()
        _ = ear.hear(data, MessageType.plateHeartbeat, at: 0)
        #expect(ear.hear(data, MessageType.plateHeartbeat, at: 70).hasPrefix("clock"))
    }

    @Test("A file without envelopes is as old as it says: its devices are well", arguments: Make.allCases)
    func wrapped(make: Make) throws {
        // A week of it, a plate every hour.
        let file = (0..<168).flatMap { hour -> [UInt8] in make.data(hour * 3_600 - 40_000_000) + [0x0A] }
        var reader = CaptureReader(bytes: file, options: CaptureOptions(source: DeskTests.front))
        var desk = DeviceDesk(plan: DeskTests.plan())
        var count = 0
        while let item = try reader.next() {
            guard case .message(let message) = item else {
                Issue.record("\(item)")
                return
            }
            count += 1
            #expect(desk.receive(message).faults.isEmpty)
            #expect(!desk.condition(at: message.receivedTime).contains { $0.1.condition == .faulty })
        }
        #expect(count == 168)
    }
}

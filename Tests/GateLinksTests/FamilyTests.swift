import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import GateSimulation
import TestTraits
import Testing

@testable import GateLinks

/// What a device of each kind sends, over a real socket, up to what the desk makes of it.
@Suite("Every family of formats over loopback", .timeLimit(.minutes(10)), .calm)
struct FamilyTests {
    struct Family: Sendable, CustomTestStringConvertible {
        var type: String
        var kind: DeviceKind
        var transport: LinkPlan.Transport
        /// Bytes of one message each where the transport tells them apart, of one stream otherwise.
        var sent: [[UInt8]]
        var expected: [String]
        var testDescription: String { "\(type) over \(transport.rawValue)" }
    }

    private static let frame = Array("\u{2}+012450019\u{3}".utf8)
    private static let plate =
        #"{"data_type":"alpr_results","epoch_time":1,"results":[{"plate":"12C12345","confidence":91}]}"#
    private static let alert =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<EventNotificationAlert version=\"2.0\">"
        + "<dateTime>2026-11-23T07:00:05+07:00</dateTime><eventType>ANPR</eventType><ANPR>"
        + "<licensePlate>12C12345</licensePlate><confidenceLevel>97</confidenceLevel></ANPR></EventNotificationAlert>"
    private static let spectrum = """
        <?xml version="1.0" encoding="UTF-8"?>
        <RadInstrumentData xmlns="http://physics.nist.gov/N42/2011/N42">
        <RadDetectorInformation id="G"><RadDetectorCategoryCode>Gamma</RadDetectorCategoryCode></RadDetectorInformation>
        <RadMeasurement id="M"><MeasurementClassCode>Foreground</MeasurementClassCode>
        <StartDateTime>2026-11-23T07:00:10Z</StartDateTime><RealTimeDuration>PT0.5S</RealTimeDuration>
        <GrossCounts id="g" radDetectorInformationReference="G"><CountData>120</CountData></GrossCounts>
        <OccupancyIndicator>true</OccupancyIndicator></RadMeasurement></RadInstrumentData>
        """

    /// An alert among pictures of 300 kB, as a camera posts it.
    private static var multipart: [UInt8] {
        var body = Array("--gate\r\nContent-Type: application/xml\r\n\r\n\(alert)\r\n".utf8)
        for _ in 0..<3 {
            body += Array("--gate\r\nContent-Type: image/jpeg\r\n\r\n".utf8) + [0xFF, 0xD8]
            body += [UInt8](repeating: 0x5A, count: 300_000) + [0xFF, 0xD9, 13, 10]
        }
        return body + Array("--gate--\r\n".utf8)
    }

    static let families: [Family] = [
        Family(
            type: MessageType.plateResults, kind: .frontCamera, transport: .tcpServer,
            sent: [Array((plate + "\r\n" + plate + "\n").utf8)], expected: ["plate 12C12345", "plate 12C12345"]),
        Family(
            type: MessageType.plateResults, kind: .frontCamera, transport: .http, sent: [Array(plate.utf8)],
            expected: ["plate 12C12345"]),
        Family(
            type: MessageType.hikvisionPlate, kind: .frontCamera, transport: .http,
            sent: [multipart, Array(alert.utf8)], expected: ["plate 12C12345", "plate 12C12345"]),
        Family(
            type: MessageType.scaleLine, kind: .weighbridge, transport: .tcpClient,
            sent: [Array("ST,GS,+0012450kg\r\nUS,GS,+0012450kg\r\n".utf8)],
            expected: ["weight 12450 true", "weight 12450 false"]),
        Family(
            type: MessageType.scaleFrame, kind: .weighbridge, transport: .tcpServer,
            sent: [Array([[UInt8]](repeating: frame, count: 3).joined())], expected: ["weight 12450 false"]),
        Family(
            type: MessageType.spectra, kind: .portal, transport: .http, sent: [Array(spectrum.utf8)],
            expected: ["occupancy"]),
        Family(
            type: MessageType.containerCode, kind: .containerCamera, transport: .tcpServer,
            sent: [Array("{\"code\":\"CSQU3054383\",\"confidence\":0.97}\n".utf8)], expected: ["container CSQU3054383"]),
        Family(
            type: MessageType.identityCard, kind: .documentReader, transport: .tcpClient,
            sent: [Array("001090012345||Nguyễn Văn An|02091990|Nam|Hà Nội|15052021\r\n".utf8)],
            expected: ["driver 001090012345"]),
        Family(
            type: MessageType.machineReadableZone, kind: .documentReader, transport: .tcpServer,
            sent: [
                Array(
                    #"{"lines":["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","#.utf8),
                Array("\"L898902C36UTO7408122F1204159ZE184226B<<<<<10\"]}\n".utf8),
            ], expected: ["driver L898902C3"]),
        Family(
            type: MessageType.seal, kind: .frontCamera, transport: .tcpServer,
            sent: [Array("{\"seal\":\"VN0012345\",\"confidence\":1}\n".utf8)], expected: ["code"]),
        Family(
            type: MessageType.barrier, kind: .barrierIn, transport: .tcpServer,
            sent: [Array("{\"position\":\"opening\"}\n{\"position\":\"open\"}\n".utf8)],
            expected: ["barrier", "barrier"]),
    ]

    private static func name(_ signal: DeviceSignal) -> String {
        switch signal {
        case .plate(let sighting): "plate \(sighting.text)"
        case .weight(let weight): "weight \(weight.kilograms) \(weight.isStable)"
        case .container(let read): "container \(read.text)"
        case .driver(let read): "driver \(read.number)"
        case .occupancy: "occupancy"
        case .code: "code"
        case .barrier: "barrier"
        default: "\(signal)"
        }
    }

    @Test("A device says it, the desk hears it", arguments: families)
    func heard(family: Family) async throws {
        let signals = try await signals(family)
        if family.type == MessageType.scaleFrame {
            // Frames that are not steady yet may be told once or several times, always with the same weight.
            #expect(!signals.isEmpty && Set(signals) == Set(family.expected))
        } else {
            #expect(signals == family.expected)
        }
    }

    /// Sends a family's bytes over its transport, and gives what the desk makes of what was received.
    private func signals(_ family: Family) async throws -> [String] {
        let source = "/gate/test/lane/1/device"
        let listener = try await TCPLink.listener("127.0.0.1", 0)
        guard case .ip4(_, let free) = try listener.socket.sockname() else { return [] }
        let isClient = family.transport == .tcpClient
        if !isClient { try listener.close() }
        let member = LinkPlan.Member(source: source, type: family.type, path: "/device")
        let bench = LinkBench([
            LinkPlan(
                name: "device", transport: family.transport, host: "127.0.0.1", port: isClient ? free : 0,
                members: [member])
        ])
        bench.start()
        switch family.transport {
        case .tcpServer:
            let socket = try await call(await bench.port())
            for bytes in family.sent { try await socket.write(Data(bytes)) }
            #expect(await eventually { bench.hub.statuses[0].messages > 0 })
            try socket.close()
            #expect(await eventually { bench.hub.statuses[0].phase == .listening(peers: 0) })
        case .tcpClient:
            let socket = try await listener.accept()
            for bytes in family.sent { try await socket.write(Data(bytes)) }
            // Nobody answers the next call, so that the end of this one is told until the test has seen it.
            try listener.close()
            try socket.close()
            #expect(await eventually { bench.hub.statuses[0].problem != nil })
        case .http, .mqtt:
            let port = await bench.port()
            for bytes in family.sent {
                let socket = try await call(port)
                let head = "POST /device HTTP/1.1\r\nHost: gate\r\nContent-Length: \(bytes.count)\r\n\r\n"
                try await socket.write(Data(head.utf8) + Data(bytes))
                #expect(try await socket.read(bytes: 12) == Array("HTTP/1.1 204".utf8))
                try socket.close()
            }
        }
        #expect(await eventually { Int64(bench.messages.count) == bench.hub.statuses[0].messages })
        await bench.stop()
        #expect(bench.hub.statuses[0].refused == 0)
        var plan = GatePlan()
        plan.gate = "test"
        let id = try #require(DeviceID(number: 1))
        plan.devices = [Device(id: id, source: source, kind: family.kind, lane: nil, silentAfterSeconds: 0)]
        var desk = DeviceDesk(plan: plan)
        var found: [String] = []
        for message in bench.messages {
            let receipt = desk.receive(message)
            #expect(receipt.faults == [])
            found += receipt.signals.map { Self.name($0) }
        }
        return found
    }

    @Test(
        "A portal's and a scale's day over TCP says what it says at the desk",
        arguments: [
            ("portal", MessageType.portal), ("scale", MessageType.scaleContinuous),
        ])
    func streams(device: String, type: String) async throws {
        let plan = SampleGate.plan()
        let source = "/gate/huu-nghi/lane/1/\(device)"
        var day = GateDay(plan: plan, parameters: DayParameters(seed: 5, date: .epoch, vehicles: 60))
        var sent: [DeviceMessage] = []
        while let message = day.next() {
            if message.source == source { sent.append(message) }
        }
        #expect(sent.count > 100)
        var direct = DeviceDesk(plan: plan)
        let told = sent.flatMap { message in
            // All at one time, as over the wire.
            var message = message
            message.receivedTime = GateTime(milliseconds: 5_000)
            return direct.receive(message).signals
        }.map { Self.name($0) }.filter { !$0.hasPrefix("portalBackground") }
        let bench = LinkBench([
            LinkPlan(
                name: device, transport: .tcpServer, host: "127.0.0.1", port: 0,
                members: [LinkPlan.Member(source: source, type: type)])
        ])
        bench.start()
        let socket = try await call(await bench.port())
        for message in sent { try await socket.write(Data(message.data)) }
        let count = sent.reduce(0) { $0 + $1.data.count }
        #expect(await eventually(seconds: 30) { bench.bytes.count == count })
        try socket.close()
        await bench.stop()
        var wired = DeviceDesk(plan: plan)
        let heard = bench.messages.flatMap { wired.receive($0).signals }.map { Self.name($0) }
            .filter { !$0.hasPrefix("portalBackground") }
        #expect(!told.isEmpty)
        #expect(heard == told)
    }
}

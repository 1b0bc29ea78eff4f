import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import LinkSupport
import TestTraits
import Testing

@testable import GateLinks

@Suite("The farm of devices", .timeLimit(.minutes(10)), .calm)
struct FarmTests {
    @Test("Every order has its answer: barriers do what is new, lights and boards show what they are told")
    func orders() {
        var desk = OrderDesk()
        func answer(_ line: [UInt8]) -> String? { desk.answer(line).map { String(decoding: $0.data, as: UTF8.self) } }
        #expect(
            answer(DeviceCommand.barrier(epoch: 3, order: 7, .open).line)
                == #"{"order":7,"outcome":"done","position":"open"}"#)
        #expect(
            answer(DeviceCommand.barrier(epoch: 3, order: 8, .close).line)
                == #"{"order":8,"outcome":"done","position":"closed"}"#
        )
        #expect(
            answer(DeviceCommand.barrier(epoch: 3, order: 7, .open).line)
                == #"{"order":7,"outcome":"refused","detail":"order 8 was heard"}"#, "an old order moves nothing")
        _ = answer(DeviceCommand.barrier(epoch: 3, order: 9, .open).line)
        _ = answer(DeviceCommand.barrier(epoch: 3, order: 9, .open).line)
        #expect(desk.openings == 2, "an order that is said again opens nothing anew")
        #expect(answer(DeviceCommand.light(.green).line) == #"{"colour":"green"}"#)
        var instruction = DriverInstruction()
        (instruction.phrase, instruction.language, instruction.text) = (.openDoors, .chinese, "请打开货箱门。")
        #expect(answer(DeviceCommand.tell(instruction).line) == #"{"phrase":"openDoors"}"#)
        for line in ["", "{}", #"{"command":"dance"}"#, "open", #"{"order":1}"#] {
            #expect(answer(Array(line.utf8)) == nil, "\(line)")
        }
    }

    @Test("Orders come to devices over TCP and MQTT, and their answers come back as readings")
    func obeys() async throws {
        let broker = try Broker(isSecure: true)
        try broker.makeCertificate("barrier", name: "lane/1/barrier-out")
        let listener = try await TCPLink.listener("127.0.0.1", 0)
        guard case .ip4(_, let port) = try listener.socket.sockname() else { return }
        try listener.close()
        let entry = LinkPlan.Member(source: "/gate/G1/lane/1/barrier-in", type: MessageType.barrier)
        var exit = LinkPlan.Member(source: "/gate/G1/lane/1/barrier-out", type: LinkFormat.envelope)
        exit.topic = "gate/G1/lane/1/barrier-out"
        exit.stateTopic = exit.topic + "/state"
        exit.overflow = .dropOldest
        let plans = [
            LinkPlan(name: "in", transport: .tcpServer, host: "127.0.0.1", port: port, members: [entry]),
            broker.plan([exit]),
        ]
        let pause: LinkHub.Pause = { _ in try await Task.sleep(for: .milliseconds(20)) }
        let bench = LinkBench(plans, pause: pause)
        bench.start()
        let certificates = broker.certificates("barrier")
        let farm = DeviceFarm(plans, clock: { .epoch }, certificates: { _ in certificates }, pause: pause)
        let work = Task { await farm.run() }
        #expect(await eventually { farm.counts.allSatisfy { $0.connections == 1 } }, "\(farm.counts)")
        #expect(await eventually { bench.messages.count { $0.type == MessageType.state } == 1 })
        for (number, source) in [(UInt32(1), entry.source), (2, exit.source)] {
            let line = DeviceCommand.barrier(epoch: 3, order: number, .open).line
            #expect(await eventually { bench.hub.send(line, to: source) })
        }
        #expect(await eventually { bench.messages.count { $0.type == MessageType.barrier } == 2 })
        for message in bench.messages where message.type == MessageType.barrier {
            let report = try EquipmentDecoder.barrier(message.data)
            #expect(report.outcome == .done && report.position == .open)
            #expect(report.order == (message.source == entry.source ? 1 : 2))
        }
        #expect(farm.counts.map(\.orders) == [1, 1])
        work.cancel()
        await work.value
        await bench.stop()
    }

    @Test("A device that counts for itself counts its answers too") func answersAreCounted() async throws {
        let member = LinkPlan.Member(source: "/gate/G1/lane/1/barrier-in", type: LinkFormat.envelope)
        let device = FarmDevice(
            LinkPlan(name: "in", transport: .mqtt, host: "127.0.0.1", port: 1, members: [member]), member,
            clock: { .epoch })
        func say(_ sequence: UInt64) async {
            _ = await device.say(
                DeviceMessage(
                    source: member.source, type: MessageType.barrier, boot: 5, sequence: sequence, deviceTime: nil,
                    receivedTime: .epoch, data: Array(#"{"position":"closed"}"#.utf8)))
        }
        func order(_ number: UInt32) { device.obey(DeviceCommand.barrier(epoch: 3, order: number, .open).line) }
        await say(1)
        order(1)
        await say(2)
        await say(3)
        order(2)
        await say(4)
        var reader = EnvelopeReader()
        let numbers = try device.outbox.takeWaiting(limit: 10).map { item -> UInt64 in
            let bytes: [UInt8]
            switch item {
            case .message(let message): bytes = try #require(device.payload(message))
            case .reply(let line): bytes = line
            }
            let message = try reader.message(bytes, receivedTime: .epoch)
            #expect(message.boot == 5)
            return message.sequence
        }
        #expect(numbers == [1, 2, 3, 4, 5, 6])
    }

    @Test("A device is given nothing its link does not speak, and none that has no link")
    func formats() async {
        let member = LinkPlan.Member(source: "/gate/test/lane/1/scale", type: MessageType.scaleLine)
        let farm = DeviceFarm(
            [LinkPlan(name: "scale", transport: .tcpClient, host: "127.0.0.1", port: 1, members: [member])],
            clock: { .epoch })
        var message = DeviceMessage(
            source: member.source, type: MessageType.scaleContinuous, boot: 1, sequence: 1, deviceTime: nil,
            receivedTime: .epoch, data: [1])
        #expect(await farm.say(message) == false)
        #expect(farm.counts[0].failed == 1)
        #expect(farm.counts[0].problem == "the day has 'com.mt.continuous', its link 'com.and.line'")
        message.source = "/gate/test/lane/2/scale"
        #expect(await farm.say(message) == false)
        #expect(farm.isIdle)
    }
}

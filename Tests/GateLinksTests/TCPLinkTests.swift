import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import Synchronization
import TestTraits
import Testing

@testable import GateLinks

private let portal = LinkPlan.Member(source: "/gate/test/lane/1/portal", type: MessageType.portal)

@Suite("Links over TCP", .timeLimit(.minutes(10)), .calm)
struct TCPLinkTests {
    private func portalPlan() -> LinkPlan {
        LinkPlan(name: "portal", transport: .tcpServer, host: "127.0.0.1", port: 0, members: [portal])
    }

    @Test("A device calls: its bytes arrive whole, in order, numbered and timed by the gate")
    func listens() async throws {
        let bench = LinkBench([portalPlan()])
        bench.start()
        let socket = try await call(await bench.port())
        let sent = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await socket.write(Data(sent))
        #expect(await eventually { bench.bytes.count == sent.count })
        #expect(bench.bytes == sent)
        let messages = bench.messages
        #expect(messages.map(\.sequence) == Array(1...UInt64(messages.count)))
        #expect(messages.allSatisfy { $0.source == portal.source && $0.type == portal.type && $0.boot == 7 })
        #expect(messages.allSatisfy { $0.receivedTime.milliseconds == 5_000 && $0.deviceTime == nil })
        #expect(messages.allSatisfy { $0.data.count <= TCPLink.readBytes })
        let status = bench.hub.statuses[0]
        #expect(status.phase == .listening(peers: 1))
        #expect(status.bytes == 40_000 && status.connections == 1)
        try socket.close()
        #expect(await eventually { bench.hub.statuses[0].phase == .listening(peers: 0) })
        await bench.stop()
        #expect(bench.hub.statuses[0].phase == .stopped)
    }

    @Test("A device that calls again takes the place of its old connection")
    func callsAgain() async throws {
        let bench = LinkBench([portalPlan()])
        bench.start()
        let port = await bench.port()
        let first = try await call(port)
        try await first.write(Data([1]))
        #expect(await eventually { bench.bytes == [1] })
        let second = try await call(port)
        try await second.write(Data([2]))
        #expect(await eventually { bench.bytes == [1, 2] })
        // The gate has hung up on the first.
        await #expect(throws: (any Error).self) { _ = try await first.read() }
        try await second.write(Data([3]))
        #expect(await eventually { bench.bytes == [1, 2, 3] })
        #expect(bench.hub.statuses[0].phase == .listening(peers: 1))
        #expect(bench.hub.statuses[0].connections == 2)
        await bench.stop()
    }

    @Test("The gate calls a device, and calls again when it hangs up or is not there, more and more patiently")
    func client() async throws {
        let listener = try Socket(domain: AF_INET)
        try listener.setValue(true, for: .localAddressReuse)
        try listener.bind(to: try sockaddr_in.inet(ip4: "127.0.0.1", port: 0))
        try listener.listen()
        guard case .ip4(_, let port) = try listener.sockname() else { return }
        let door = try await AsyncSocket(socket: listener, pool: .client)
        let waits = Waits()
        let bench = LinkBench(
            [LinkPlan(name: "scale", transport: .tcpClient, host: "127.0.0.1", port: port, members: [portal])],
            pause: { try await waits.wait($0) })
        bench.start()
        let first = try await door.accept()
        try await first.write(Data([1, 2]))
        #expect(await eventually { bench.bytes == [1, 2] })
        #expect(bench.hub.statuses[0].phase == .connected)
        try first.close()
        #expect(await eventually { waits.seconds == [1] })
        #expect(bench.hub.statuses[0].problem?.description == "the device closed the connection")
        waits.go()
        let second = try await door.accept()
        try await second.write(Data([3]))
        #expect(await eventually { bench.bytes == [1, 2, 3] })
        // Gone for good: nobody answers any more.
        try door.close()
        try second.close()
        for count in 2...8 {
            #expect(await eventually { waits.seconds.count == count })
            waits.go()
        }
        #expect(waits.seconds.prefix(8) == [1, 1, 2, 4, 8, 16, 30, 30])
        #expect(bench.hub.statuses[0].problem == LinkReason(.nobodyListens))
        await bench.stop()
    }

    @Test("An address that is none is said, and costs the other links nothing")
    func badAddress() async throws {
        let waits = Waits()
        let bad = LinkPlan(name: "bad", transport: .tcpClient, host: "scale.local", port: 1, members: [portal])
        let bench = LinkBench([bad, portalPlan()], pause: { try await waits.wait($0) })
        bench.start()
        let socket = try await call(await bench.port(1))
        try await socket.write(Data([9]))
        #expect(await eventually { bench.bytes == [9] })
        #expect(await eventually { bench.hub.statuses[0].problem?.description == "'scale.local' is no IP address" })
        await bench.stop()
    }

    @Test("Orders go out on the present connection, to the device that has it, and nowhere without one")
    func orders() async throws {
        let bench = LinkBench([portalPlan()])
        bench.start()
        let order = Array(#"{"command":"open"}"#.utf8) + [10]
        let port = await bench.port()
        #expect(bench.hub.send(order, to: portal.source) == false, "nobody has called yet")
        let first = try await call(port)
        #expect(await eventually { bench.hub.statuses[0].phase == .listening(peers: 1) })
        #expect(bench.hub.send(order, to: portal.source))
        #expect(try await first.read(bytes: order.count) == order)
        let second = try await call(port)
        #expect(await eventually { bench.hub.statuses[0].connections == 2 })
        #expect(bench.hub.send(order, to: portal.source))
        #expect(try await second.read(bytes: order.count) == order)
        #expect(bench.hub.send(order, to: "/gate/test/lane/9/portal") == false)
        #expect(bench.hub.send([], to: portal.source) == false)
        let long = [UInt8](repeating: 32, count: LinkHub.orderLimit + 1)
        #expect(bench.hub.send(long, to: portal.source) == false)
        try second.close()
        #expect(await eventually { bench.hub.statuses[0].phase == .listening(peers: 0) })
        #expect(bench.hub.send(order, to: portal.source) == false)
        await bench.stop()
    }

    @Test("A peer that does not read holds nobody up: once the system has no room, an order is not sent")
    func deafPeer() async throws {
        let bench = LinkBench([portalPlan()])
        bench.start()
        let deaf = try await call(await bench.port())
        #expect(await eventually { bench.hub.statuses[0].connections == 1 })
        let order = [UInt8](repeating: 65, count: LinkHub.orderLimit)
        var sent = 0
        while sent < 100_000, bench.hub.send(order, to: portal.source) { sent += 1 }
        #expect(sent > 0 && sent < 100_000)
        try deaf.close()
        await bench.stop()
    }

    @Test("Where a message is a line, lines are put together, however they were cut, and long ones refused")
    func lines() async throws {
        var camera = LinkPlan.Member(source: "/gate/test/lane/1/front", type: MessageType.plateResults)
        camera.limit = 300
        let bench = LinkBench([
            LinkPlan(name: "front", transport: .tcpServer, host: "127.0.0.1", port: 0, members: [camera])
        ])
        bench.start()
        let socket = try await call(await bench.port())
        let long = [UInt8](repeating: 66, count: 9_000)
        let bytes = Array("{\"a\":1}\r\n\n{\"b\":2}\n".utf8) + long + Array("\n{\"c\":3}".utf8)
        for start in stride(from: 0, to: bytes.count, by: 7) {
            try await socket.write(Data(bytes[start..<min(bytes.count, start + 7)]))
        }
        try socket.close()
        #expect(await eventually { bench.messages.count == 3 })
        #expect(
            bench.messages.map { String(decoding: $0.data, as: UTF8.self) } == [#"{"a":1}"#, #"{"b":2}"#, #"{"c":3}"#])
        #expect(bench.hub.statuses[0].members[0].refused == 1)
        #expect(bench.hub.statuses[0].members[0].problem?.description == "a line of more than 300 bytes")
        #expect(bench.refused.map(\.data) == [Array(long.prefix(DeviceInbox.refusedBytes))])
        await bench.stop()
    }

    @Test(
        "When the connection of a stream ends, its decoder is told: before the next one's bytes, and where there were any"
    )
    func breakingOff() async throws {
        let bench = LinkBench([portalPlan()])
        bench.start()
        let port = await bench.port()
        let first = try await call(port)
        try await first.write(Data("GS,0002".utf8))
        #expect(await eventually { bench.bytes.count == 7 })
        // A second call takes the place of one that did not say goodbye.
        let second = try await call(port)
        try await second.write(Data("NB,1".utf8))
        #expect(await eventually { bench.bytes.count == 11 })
        #expect(bench.order == [MessageType.portal, MessageType.cut, MessageType.portal])
        try second.close()
        #expect(await eventually { bench.order.count == 4 && bench.order.last == MessageType.cut })
        let silent = try await call(port)
        try silent.close()
        let third = try await call(port)
        try await third.write(Data("GB".utf8))
        #expect(await eventually { bench.bytes.count == 13 })
        await bench.stop()
        #expect(bench.order.count == 5, "who said nothing, and the gate's own end, cut nothing: \(bench.order)")
        try first.close()
        try third.close()
    }
}

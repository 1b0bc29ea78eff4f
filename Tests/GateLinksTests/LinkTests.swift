import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import Synchronization
import Testing

@testable import GateLinks

/// A hub at work on loopback, and what it has delivered.
private final class Bench: Sendable {
    let hub: LinkHub
    private let delivered = Mutex<[DeviceMessage]>([])
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ plans: [LinkPlan], pause: @escaping LinkHub.Pause = { _ in await Task.yield() }) {
        hub = LinkHub(plans, boot: 7, clock: { GateTime(milliseconds: 5_000) }, pause: pause)
    }

    var messages: [DeviceMessage] { delivered.withLock(\.self) }
    var bytes: [UInt8] { messages.flatMap(\.data) }

    func start(deliver: (@Sendable (DeviceMessage) async -> Bool)? = nil) {
        task.withLock { task in
            task = Task { [hub, self] in
                await hub.run { message in
                    if let deliver, await !deliver(message) { return false }
                    self.delivered.withLock { $0.append(message) }
                    return true
                }
            }
        }
    }

    func stop() async {
        let running = task.withLock(\.self)
        running?.cancel()
        await running?.value
    }

    func port(_ index: Int = 0) async -> UInt16 {
        _ = await eventually { self.hub.port(of: index) != nil }
        return hub.port(of: index) ?? 0
    }
}

/// Looks again and again until `condition` holds; false after ten seconds.
private func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return condition()
}

private func call(_ port: UInt16) async throws -> AsyncSocket {
    try await AsyncSocket.connected(to: try sockaddr_in.inet(ip4: "127.0.0.1", port: port))
}

private let portal = LinkPlan.Member(source: "/gate/test/lane/1/portal", type: MessageType.portal)

@Suite("Links over TCP", .timeLimit(.minutes(2)))
struct TCPLinkTests {
    private func portalPlan() -> LinkPlan {
        LinkPlan(name: "portal", transport: .tcpServer, host: "127.0.0.1", port: 0, members: [portal])
    }

    @Test("A device calls: its bytes arrive whole, in order, numbered and timed by the gate")
    func listens() async throws {
        let bench = Bench([portalPlan()])
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
        let bench = Bench([portalPlan()])
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
        let bench = Bench(
            [LinkPlan(name: "scale", transport: .tcpClient, host: "127.0.0.1", port: port, members: [portal])],
            pause: { try await waits.wait($0) })
        bench.start()
        let first = try await door.accept()
        try await first.write(Data([1, 2]))
        #expect(await eventually { bench.bytes == [1, 2] })
        #expect(bench.hub.statuses[0].phase == .connected)
        try first.close()
        #expect(await eventually { waits.seconds == [1] })
        #expect(bench.hub.statuses[0].problem == "the device closed the connection")
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
        #expect(bench.hub.statuses[0].problem.isEmpty == false)
        await bench.stop()
    }

    @Test("An address that is none is said, and costs the other links nothing")
    func badAddress() async throws {
        let waits = Waits()
        let bad = LinkPlan(name: "bad", transport: .tcpClient, host: "scale.local", port: 1, members: [portal])
        let bench = Bench([bad, portalPlan()], pause: { try await waits.wait($0) })
        bench.start()
        let socket = try await call(await bench.port(1))
        try await socket.write(Data([9]))
        #expect(await eventually { bench.bytes == [9] })
        #expect(await eventually { bench.hub.statuses[0].problem == "'scale.local' is no IP address" })
        await bench.stop()
    }

    @Test("A device gone mad waits its turn; the others are heard all the same")
    func flood() async throws {
        let other = LinkPlan.Member(source: "/gate/test/lane/2/portal", type: MessageType.portal)
        var mad = portalPlan()
        mad.members[0].overflow = .dropOldest
        mad.members[0].capacity = 8
        var calm = portalPlan()
        calm.members = [other]
        let bench = Bench([mad, calm])
        let room = AsyncStream<Void>.makeStream()
        bench.start(deliver: { _ in
            // A slow station: one message for each token.
            for await _ in room.stream { return true }
            return false
        })
        let flood = try await call(await bench.port(0))
        let quiet = try await call(await bench.port(1))
        try await quiet.write(Data([42]))
        for _ in 0..<200 { try await flood.write(Data([UInt8](repeating: 1, count: 4_096))) }
        #expect(await eventually { bench.hub.statuses[0].dropped > 100 && bench.hub.statuses[1].messages == 1 })
        for _ in 0..<4 { room.continuation.yield() }
        #expect(await eventually { bench.messages.contains { $0.source == other.source } })
        #expect(bench.hub.statuses[1].dropped == 0)
        room.continuation.finish()
        await bench.stop()
    }
}

/// Pauses that a test ends.
private final class Waits: Sendable {
    private let asked = Mutex<[Int]>([])
    private let tokens = AsyncStream<Void>.makeStream()

    var seconds: [Int] { asked.withLock(\.self) }

    func wait(_ seconds: Int) async throws {
        asked.withLock { $0.append(seconds) }
        for await _ in tokens.stream { return }
        throw CancellationError()
    }

    func go() { tokens.continuation.yield() }
}

@Suite("Links over HTTP", .timeLimit(.minutes(2)))
struct HTTPLinkTests {
    private let front = LinkPlan.Member(
        source: "/gate/test/lane/1/front", type: MessageType.plateResults, path: "/lane/1/front")
    private let rear = LinkPlan.Member(
        source: "/gate/test/lane/1/rear", type: MessageType.plateResults, path: "/lane/1/rear")

    private func plan() -> LinkPlan {
        var members = [front, rear]
        members[0].limit = 10_000
        return LinkPlan(name: "cameras", transport: .http, host: "127.0.0.1", port: 0, members: members)
    }

    /// Sends raw bytes and answers the status line's number.
    private func ask(_ port: UInt16, _ head: String, _ body: [UInt8] = []) async throws -> Int {
        let socket = try await call(port)
        defer { try? socket.close() }
        try await socket.write(Data(head.utf8) + Data(body))
        var answer: [UInt8] = []
        while !answer.contains(0x0A) {
            let part = try await socket.read(atMost: 256)
            if part.isEmpty { break }
            answer += part
        }
        let words = String(decoding: answer, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    private func post(_ port: UInt16, _ path: String, _ body: [UInt8], method: String = "POST") async throws -> Int {
        let head = "\(method) \(path) HTTP/1.1\r\nHost: gate\r\nContent-Length: \(body.count)\r\n\r\n"
        return try await ask(port, head, body)
    }

    @Test("Each camera posts to its own path and is told that its message waits")
    func posts() async throws {
        let bench = Bench([plan()])
        bench.start()
        let port = await bench.port()
        #expect(try await post(port, "/lane/1/front", Array(#"{"a":1}"#.utf8)) == 204)
        #expect(try await post(port, "/lane/1/rear", [0, 0xFF, 13, 10]) == 204)
        #expect(try await post(port, "/lane/1/front", Array("x".utf8), method: "PUT") == 204)
        #expect(await eventually { bench.messages.count == 3 })
        let byDevice = Dictionary(grouping: bench.messages, by: \.source)
        #expect(byDevice[front.source]?.map(\.sequence) == [1, 2])
        #expect(byDevice[rear.source]?.first?.data == [0, 0xFF, 13, 10])
        await bench.stop()
    }

    @Test("What no camera should send is refused with its reason, counted, and reaches nobody")
    func refused() async throws {
        let bench = Bench([plan()])
        bench.start()
        let port = await bench.port()
        #expect(try await post(port, "/lane/9/front", [1]) == 404)
        #expect(try await post(port, "/lane/1/front", [1], method: "GET") == 405)
        #expect(try await post(port, "/lane/1/front", []) == 400)
        #expect(try await post(port, "/lane/1/front", [UInt8](repeating: 1, count: 10_001)) == 413)
        // A length that is only claimed is refused before anything of it is read.
        let claim = "POST /lane/1/front HTTP/1.1\r\nHost: gate\r\nContent-Length: 99999999999\r\n\r\n"
        #expect(try await ask(port, claim) == 413)
        // Chunks name no length at all.
        var chunks: [UInt8] = []
        for _ in 0..<20 { chunks += Array("400\r\n".utf8) + [UInt8](repeating: 7, count: 1_024) + [13, 10] }
        let chunked = "POST /lane/1/front HTTP/1.1\r\nHost: gate\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try await ask(port, chunked, chunks + Array("0\r\n\r\n".utf8)) == 413)
        #expect(bench.hub.statuses[0].refused == 6)
        #expect(try await post(port, "/lane/1/front", [5]) == 204, "and the next one is heard")
        #expect(await eventually { bench.bytes == [5] })
        await bench.stop()
    }
}

import FlyingSocks
import Foundation
import FoundationNetworking
import GateDevices
import GateLayout
import GateModel
import LinkSupport
import Synchronization
import TestSupport
import TestTraits
import Testing

@testable import GateLinks

@Suite("Links replaced at work", .timeLimit(.minutes(10)), .calm)
struct ReloadTests {
    private func member(_ name: String, _ type: String = MessageType.loop) -> LinkPlan.Member {
        LinkPlan.Member(source: "/gate/test/\(name)", type: type)
    }

    private func server(_ name: String, port: UInt16 = 0, capacity: Int = 16) -> LinkPlan {
        var member = member(name)
        member.capacity = capacity
        return LinkPlan(name: name, transport: .tcpServer, host: "127.0.0.1", port: port, members: [member])
    }

    private func web(_ names: [String], port: UInt16 = 0, limit: Int = 4_096) -> LinkPlan {
        let members = names.map { name in
            var member = member(name)
            member.path = "/\(name)"
            member.limit = limit
            return member
        }
        return LinkPlan(name: "http", transport: .http, host: "127.0.0.1", port: port, members: members)
    }

    private func post(_ port: UInt16, _ path: String, _ body: String) async throws -> Int {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        return (response as? HTTPURLResponse)?.statusCode ?? 0
    }

    @Test("The decoder of a stream whose link is taken away is told that its connection has ended") func endOfAStream()
        async throws
    {
        var plan = server("portal")
        plan.members[0].type = MessageType.portal
        let bench = LinkBench([plan])
        bench.start()
        let socket = try await call(await bench.port())
        try await socket.write(Data("GS,0002".utf8))
        #expect(await eventually { bench.bytes.count == 7 })
        #expect(await bench.hub.replace([]) { true })
        #expect(bench.order == [MessageType.portal, MessageType.cut])
        try socket.close()
        await bench.stop()
    }

    @Test("What stays goes on: a connection stands, and not one line is lost, doubled or out of order")
    func steadyLink() async throws {
        let bench = LinkBench([server("steady")])
        // Slower than the device, so that something waits, and somebody for room, whenever a link is replaced.
        bench.start(deliver: { _ in
            for _ in 0..<40 { await Task.yield() }
            return true
        })
        let port = await bench.port()
        let socket = try await call(port)
        let count = 3_000
        let writer = Task {
            for number in 0..<count { try await socket.write(Data("{\"n\":\(number)}\n".utf8)) }
        }
        let isWriting = Mutex(true)
        let end = Task {
            _ = try? await writer.value
            isWriting.withLock { $0 = false }
        }
        var rounds = 0
        while isWriting.withLock(\.self) || rounds < 20 {
            rounds += 1
            // Other limits, a neighbour that comes and goes, and the same once more.
            var steady = server("steady", capacity: 1 + rounds % 7)
            steady.members[0].overflow = .block
            let others = rounds % 3 == 0 ? [server("neighbour\(rounds % 2)")] : []
            let isTaken = await bench.hub.replace(rounds % 2 == 0 ? others + [steady] : [steady] + others) {
                rounds % 5 != 0
            }
            #expect(isTaken == (rounds % 5 != 0))
        }
        await end.value
        #expect(await eventually { bench.messages.count >= count }, "\(bench.messages.count)")
        let heard = bench.messages.map { String(decoding: $0.data, as: UTF8.self) }
        #expect(heard == (0..<count).map { "{\"n\":\($0)}" }, "in \(rounds) rounds")
        let numbers = bench.messages.map(\.sequence)
        #expect(numbers == Array(1...UInt64(count)))
        #expect(bench.messages.allSatisfy { $0.boot == 7 && $0.source == "/gate/test/steady" })
        let status = try #require(bench.hub.statuses.first { $0.name == "steady" })
        #expect(status.connections == 1 && status.phase == .listening(peers: 1))
        #expect(status.messages == Int64(count) && status.dropped == 0, "figures go on")
        await bench.stop()
        #expect(bench.hub.statuses.allSatisfy { $0.phase == .stopped })
    }

    @Test("What goes is emptied first, and only then is the gate asked to go on without it")
    func goingLink() async throws {
        let room = AsyncStream<Void>.makeStream()
        let bench = LinkBench([server("going", capacity: 100), server("other")])
        bench.start(deliver: { _ in
            for await _ in room.stream { return true }
            return false
        })
        let socket = try await call(await bench.port(0))
        for number in 0..<60 { try await socket.write(Data("{\"n\":\(number)}\n".utf8)) }
        #expect(await eventually { bench.hub.statuses[0].messages == 60 })
        let seen = Mutex<Int?>(nil)
        let reload = Task {
            await bench.hub.replace([server("other")]) {
                seen.withLock { $0 = bench.messages.count }
                return true
            }
        }
        // Its line is closed while what it said still waits.
        var rest = [UInt8]()
        rest = (try? await socket.read(atMost: 1).map { $0 }) ?? []
        #expect(rest.isEmpty && seen.withLock(\.self) == nil)
        for _ in 0..<60 { room.continuation.yield() }
        #expect(await reload.value)
        #expect(seen.withLock(\.self) == 60 && bench.messages.count == 60)
        #expect(bench.hub.statuses.map(\.name) == ["other"])
        #expect(bench.hub.send([10], to: "/gate/test/going") == false)
        await bench.stop()
    }

    @Test("Where the gate does not go along, the links of before are there again, and their numbers go on")
    func refused() async throws {
        let bench = LinkBench([server("a"), web(["b", "c"])])
        bench.start()
        let ports = (await bench.port(0), await bench.port(1))
        var socket = try await call(ports.0)
        try await socket.write(Data("{\"n\":1}\n".utf8))
        #expect(try await post(ports.1, "/b", "{}") == 204)
        #expect(await eventually { bench.messages.count == 2 })
        let isTaken = await bench.hub.replace([web(["d"])]) {
            #expect((try? await post(ports.1, "/b", "{}")) == 404, "its device is on its way out")
            return false
        }
        #expect(!isTaken)
        #expect(bench.hub.statuses.map(\.name) == ["a", "http"])
        #expect(try await post(ports.1, "/c", "{}") == 204)
        #expect(try await post(ports.1, "/b", "{}") == 204)
        #expect(try await post(ports.1, "/d", "{}") == 404)
        socket = try await call(await bench.port(0))
        try await socket.write(Data("{\"n\":2}\n".utf8))
        #expect(await eventually { bench.messages.count == 5 })
        for name in ["a", "b"] {
            #expect(bench.messages.filter { $0.source == "/gate/test/\(name)" }.map(\.sequence) == [1, 2])
        }
        await bench.stop()
    }

    @Test("A server stays while its devices come and go")
    func sharedServer() async throws {
        let bench = LinkBench([web(["a", "b"])])
        bench.start()
        let port = await bench.port()
        let link = try #require(bench.hub.links.first)
        #expect(await bench.hub.replace([web(["b", "c"], limit: 256)]) { true })
        #expect(bench.hub.links.first === link)
        #expect(try await post(port, "/a", "{}") == 404)
        #expect(try await post(port, "/b", "{}") == 204)
        #expect(try await post(port, "/c", "{}") == 204)
        #expect(try await post(port, "/b", String(repeating: " ", count: 300)) == 413, "the new limit holds")
        #expect(await eventually { bench.messages.count == 2 })
        #expect(bench.hub.statuses[0].members.map(\.source) == ["/gate/test/b", "/gate/test/c"])
        await bench.stop()
    }

    @Test("A broker keeps what comes while its connection is made anew: nothing that counts for itself is lost")
    func overMQTT() async throws {
        let broker = try Broker(isSecure: false)
        func device(_ name: String) -> LinkPlan.Member {
            var member = LinkPlan.Member(source: "/gate/G1/\(name)", type: LinkFormat.envelope)
            member.topic = "gate/G1/\(name)"
            member.stateTopic = "gate/G1/\(name)/state"
            member.overflow = .dropOldest
            member.capacity = 5_000
            return member
        }
        let (steady, other) = (device("lane/3/loop-in"), device("lane/4/loop-in"))
        let bench = LinkBench([broker.plan([steady])])
        bench.start()
        #expect(await eventually { bench.hub.statuses[0].phase == .connected })
        let client = try await broker.client("loop")
        let count = 400
        let speaker = Task {
            for number in 1...count {
                let text =
                    #"{"specversion":"1.0","id":"x","source":"/gate/G1/lane/3/loop-in","type":"vn.smartgate.loop","#
                    + #""sequence":"\#(number)","boot":1,"data":{"occupied":true}}"#
                while !client.say(text, to: steady.topic) { try await Task.sleep(for: .milliseconds(1)) }
                if number % 40 == 0 { try await Task.sleep(for: .milliseconds(10)) }
            }
        }
        for round in 1...6 {
            var changed = steady
            changed.capacity = 5_000 + round
            let members = round % 2 == 0 ? [changed] : [changed, other]
            #expect(await bench.hub.replace([broker.plan(members)]) { true })
            #expect(await eventually { bench.hub.statuses[0].phase == .connected })
        }
        try await speaker.value
        #expect(
            await eventually { Set(bench.messages.map(\.sequence)).isSuperset(of: 1...UInt64(count)) },
            "\(Set(1...UInt64(count)).subtracting(bench.messages.map(\.sequence)).sorted())")
        await client.end()
        await bench.stop()
    }

    @Test("What may go on as what")
    func kinship() {
        var other = server("a", capacity: 3)
        #expect(server("a").mayBecome(other))
        other.members[0].limit = 300
        #expect(!server("a").mayBecome(other), "lines are cut by the limit")
        #expect(!server("a").mayBecome(server("b")))
        #expect(!server("a").mayBecome(server("a", port: 9)))
        var scale = server("a")
        scale.members[0].type = MessageType.scaleLine
        #expect(!server("a").mayBecome(scale), "bytes are not lines")
        var wider = scale
        wider.members[0].limit = 300
        #expect(scale.mayBecome(wider))
        #expect(web(["a"]).mayBecome(web(["b"])) && !web(["a"]).mayBecome(web(["a"], port: 9)))
        var broker = LinkPlan(name: "m", transport: .mqtt, host: "::1", port: 1, members: [member("a")])
        #expect(broker.mayBecome(broker))
        let before = broker
        broker.members[0].capacity = 9
        #expect(!before.mayBecome(broker), "what is subscribed belongs to the connection")
    }
}

import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import TestTraits
import Testing

@testable import GateLinks

/// What an HTTP address does with those who ask too much of it.
@Suite("Limits of an HTTP address", .timeLimit(.minutes(10)), .calm)
struct HTTPLimitTests {
    private let front = LinkPlan.Member(
        source: "/gate/test/lane/1/front", type: MessageType.plateResults, path: "/front")

    private func plan() -> LinkPlan {
        var member = front
        member.limit = 10_000
        return LinkPlan(name: "cameras", transport: .http, host: "127.0.0.1", port: 0, members: [member])
    }

    private static func request(_ body: String, _ fields: String = "") -> Data {
        Data("POST /front HTTP/1.1\r\nHost: gate\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }

    /// Everything the gate says until it ends the connection.
    private func rest(_ socket: AsyncSocket) async throws -> String {
        var answer: [UInt8] = []
        while let part = try? await socket.read(atMost: 4_096), !part.isEmpty { answer += part }
        return String(decoding: answer, as: UTF8.self)
    }

    /// The head of one answer.
    private func answer(_ socket: AsyncSocket) async throws -> String {
        var answer: [UInt8] = []
        while !answer.suffix(4).elementsEqual([13, 10, 13, 10]) { answer += try await socket.read(bytes: 1) }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test(
        "Who sends a message far over the limit to its end before reading learns that it was too long",
        arguments: [true, false])
    func lingers(tellsLength: Bool) async throws {
        let bench = LinkBench([plan()])
        bench.start()
        let port = await bench.port()
        let socket = try await call(port)
        defer { try? socket.close() }
        // More than the buffers of both sides hold: without anybody who reads it could not be sent.
        let size = 24 << 20
        let framing = tellsLength ? "Content-Length: \(size)" : "Transfer-Encoding: chunked"
        try await socket.write(Data("POST /front HTTP/1.1\r\nHost: gate\r\n\(framing)\r\n\r\n".utf8))
        let piece = Data(repeating: 7, count: 1 << 16)
        for _ in 0..<(size / piece.count) {
            if !tellsLength { try await socket.write(Data("10000\r\n".utf8)) }
            try await socket.write(piece)
            if !tellsLength { try await socket.write(Data("\r\n".utf8)) }
        }
        if !tellsLength { try await socket.write(Data("0\r\n\r\n".utf8)) }
        let answer = try await rest(socket)
        #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("Connection: close"), "\(answer)")
        #expect(bench.hub.statuses[0].refused == 1)
        #expect(bench.messages.isEmpty)
        await bench.stop()
    }

    @Test("No more is read of a refused message than the limit allows") func drainIsBounded() async throws {
        var limits = HTTPLimits()
        limits.drainedBytes = 1 << 20
        let bench = LinkBench([plan()], http: limits)
        bench.start()
        let socket = try await call(await bench.port())
        defer { try? socket.close() }
        try await socket.write(Data("POST /front HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n".utf8))
        #expect(try await answer(socket).hasPrefix("HTTP/1.1 413 "))
        // It ends, although the peer never does.
        await #expect(throws: SocketError.self) {
            while true { try await socket.write(Data(repeating: 7, count: 1 << 16)) }
        }
        await bench.stop()
    }

    @Test("A device that asks first whether it may send is told so, or why not") func asksFirst() async throws {
        let bench = LinkBench([plan()])
        bench.start()
        let port = await bench.port()
        let socket = try await call(port)
        defer { try? socket.close() }
        try await socket.write(
            Data("POST /front HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n".utf8))
        #expect(try await answer(socket).hasPrefix("HTTP/1.1 100 "))
        try await socket.write(Data("abc".utf8))
        #expect(try await answer(socket).hasPrefix("HTTP/1.1 204 "))
        try await socket.write(
            Data("POST /front HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 30000\r\n\r\n".utf8))
        #expect(try await rest(socket).hasPrefix("HTTP/1.1 413 "))
        #expect(await eventually { bench.bytes == Array("abc".utf8) })
        await bench.stop()
    }

    @Test("One connection too many is answered 503 and counted; one that ends makes room") func tooMany() async throws {
        var limits = HTTPLimits()
        limits.connections = 3
        let bench = LinkBench([plan()], http: limits)
        bench.start()
        let port = await bench.port()
        var held: [AsyncSocket] = []
        defer { held.forEach { try? $0.close() } }
        for _ in 0..<3 {
            let socket = try await call(port)
            try await socket.write(Self.request("x"))
            #expect(try await answer(socket).hasPrefix("HTTP/1.1 204 "))
            held.append(socket)
        }
        #expect(bench.hub.statuses[0].phase == .listening(peers: 3))
        let fourth = try await call(port)
        #expect(try await rest(fourth).hasPrefix("HTTP/1.1 503 "))
        try fourth.close()
        let status = bench.hub.statuses[0]
        #expect(
            status.strangers == 1 && status.refused == 1 && status.strangerProblem == LinkReason(.tooManyConnections, 3)
        )
        try held.removeLast().close()
        #expect(await eventually { bench.hub.statuses[0].phase == .listening(peers: 2) })
        let fifth = try await call(port)
        held.append(fifth)
        try await fifth.write(Self.request("y"))
        #expect(try await answer(fifth).hasPrefix("HTTP/1.1 204 "))
        await bench.stop()
    }

    @Test("Where all places are taken, the longest idle connection makes room") func makesRoom() async throws {
        var limits = HTTPLimits()
        limits.connections = 2
        limits.idle = .zero
        let bench = LinkBench([plan()], http: limits)
        bench.start()
        let port = await bench.port()
        var held: [AsyncSocket] = []
        defer { held.forEach { try? $0.close() } }
        for _ in 0..<3 {
            let socket = try await call(port)
            try await socket.write(Self.request("x"))
            #expect(try await answer(socket).hasPrefix("HTTP/1.1 204 "))
            held.append(socket)
        }
        #expect(try await rest(held[0]).isEmpty, "its place was given away")
        try await held[1].write(Self.request("x"))
        #expect(try await answer(held[1]).hasPrefix("HTTP/1.1 204 "))
        #expect(bench.hub.statuses[0].strangers == 0)
        await bench.stop()
    }

    @Test("Who trickles a head loses its place, while others are heard") func tricklesHead() async throws {
        var limits = HTTPLimits()
        limits.head = .seconds(3)
        limits.look = .milliseconds(10)
        let bench = LinkBench([plan()], http: limits)
        bench.start()
        let port = await bench.port()
        let slow = try await call(port)
        defer { try? slow.close() }
        let quick = try await call(port)
        defer { try? quick.close() }
        // A byte with each message of the other: no pause is long, and yet it never comes to an end.
        while bench.hub.statuses[0].strangers == 0 {
            try? await slow.write(Data("a".utf8))
            try await quick.write(Self.request("x"))
            #expect(try await answer(quick).hasPrefix("HTTP/1.1 204 "))
        }
        #expect(bench.hub.statuses[0].strangerProblem?.code == .slowRequest)
        #expect(await eventually { bench.hub.statuses[0].phase == .listening(peers: 1) })
        await bench.stop()
    }

    @Test("Who stops in the middle of a body is told so; who says nothing is told nothing") func stops() async throws {
        var limits = HTTPLimits()
        limits.head = .milliseconds(300)
        limits.body = .milliseconds(100)
        limits.look = .milliseconds(10)
        let bench = LinkBench([plan()], http: limits)
        bench.start()
        let port = await bench.port()
        let body = try await call(port)
        defer { try? body.close() }
        try await body.write(Data("POST /front HTTP/1.1\r\nContent-Length: 500\r\n\r\nabc".utf8))
        #expect(try await rest(body).hasPrefix("HTTP/1.1 408 "))
        #expect(bench.hub.statuses[0].members[0].problem?.code == .tooSlow)
        let mute = try await call(port)
        defer { try? mute.close() }
        #expect(try await rest(mute).isEmpty)
        #expect(await eventually { bench.hub.statuses[0].phase == .listening(peers: 0) })
        #expect(bench.hub.statuses[0].strangers == 0 && bench.hub.statuses[0].refused == 1)
        await bench.stop()
    }

    @Test("A head that never ends is refused once it is too long") func endlessHead() async throws {
        let bench = LinkBench([plan()])
        bench.start()
        let socket = try await call(await bench.port())
        defer { try? socket.close() }
        try await socket.write(Data("POST /front HTTP/1.1\r\nX-A: ".utf8) + Data(repeating: 0x61, count: 1 << 20))
        #expect(try await rest(socket).hasPrefix("HTTP/1.1 431 "))
        #expect(bench.hub.statuses[0].strangers == 1)
        await bench.stop()
    }

    @Test("Requests that follow each other on one connection are answered in order") func pipelined() async throws {
        let bench = LinkBench([plan()])
        bench.start()
        let socket = try await call(await bench.port())
        defer { try? socket.close() }
        let chunked = Data(
            "\r\nPUT /fr%6Fnt?x=1 HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n2;n=1\r\nde\r\n1\r\nf\r\n0\r\nT: 1\r\n\r\n"
                .utf8)
        let last = Data("POST http://gate:80/front HTTP/1.0\r\nContent-Length: 1\r\n\r\ng".utf8)
        try await socket.write(Self.request("abc") + chunked + last)
        let answers = try await rest(socket)
        #expect(answers.split(separator: "\r\n").filter { $0.hasPrefix("HTTP") }.count == 3, "\(answers)")
        #expect(await eventually { bench.messages.map(\.data) == [Array("abc".utf8), Array("def".utf8), [0x67]] })
        await bench.stop()
    }

    /// The reader takes 4,096 bytes at a time: every byte of a chunk's ends comes last in one read, or first in the next.
    @Test("Chunks are whole wherever they were cut", arguments: 0..<12) func cutChunks(shift: Int) async throws {
        let bench = LinkBench([plan()])
        bench.start()
        let socket = try await call(await bench.port())
        defer { try? socket.close() }
        let head = "POST /front HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-A: "
        let chunks = "\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        let padding = String(repeating: "a", count: 4_096 - head.utf8.count - 4 - shift)
        try await socket.write(Data((head + padding + chunks + "\r\n").utf8))
        try await socket.write(Self.request("f"))
        #expect(await eventually { bench.messages.map(\.data) == [Array("abcde".utf8), Array("f".utf8)] })
        #expect(bench.hub.statuses[0].strangers == 0, "an empty line after a body is no request")
        await bench.stop()
    }

    @Test(
        "A head that is no head is refused with the reason",
        arguments: [
            (["POST /front"], 400), (["POST /front HTTP/1.1 x"], 400), ([" /front HTTP/1.1"], 400),
            (["POST /front HTTP/2.0"], 505), (["POST /front FTP/1.1"], 400), (["POST / HTTP/1.1", "no field"], 400),
            (["POST / HTTP/1.1", "Content-Length: -1"], 400), (["POST / HTTP/1.1", "Content-Length: 1x"], 400),
            (["POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 2"], 400),
            (["POST / HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked"], 400),
            (["POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked"], 501),
            (["POST / HTTP/1.1", "Expect: tea"], 417), (["POST / HTTP/1.1", " folded: x"], 400), ([], 400),
        ] as [([String], Int)])
    func badHead(lines: [String], status: Int) {
        #expect { try HTTPHead(lines) } throws: { ($0 as? HTTPStatus)?.rawValue == status }
    }

    @Test("A good head says where, how long, and whether anything follows") func goodHead() throws {
        let plain = try HTTPHead(["POST /a?b HTTP/1.1", "content-LENGTH: 5", "Content-Length: 5"])
        #expect(plain.path == "/a" && plain.framing == .length(5) && !plain.isLast && plain.hasBody)
        #expect(try HTTPHead(["GET http://h HTTP/1.0"]).path == "/")
        #expect(try HTTPHead(["GET / HTTP/1.0"]).isLast)
        #expect(try HTTPHead(["GET / HTTP/1.0", "Connection: Keep-Alive"]).isLast == false)
        #expect(try HTTPHead(["GET / HTTP/1.1", "Connection: x, close"]).isLast)
        #expect(try HTTPHead(["POST / HTTP/1.1", "Content-Length: 99999999999999999999"]).framing == .length(.max))
    }
}

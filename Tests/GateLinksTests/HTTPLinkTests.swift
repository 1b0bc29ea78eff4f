import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import Synchronization
import TestTraits
import Testing

@testable import GateLinks

@Suite("Links over HTTP", .timeLimit(.minutes(10)), .calm)
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
        let bench = LinkBench([plan()])
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

    @Test("Who is refused is told why, in words") func reasons() async throws {
        let loop = LinkPlan.Member(source: "/gate/test/lane/1/loop-in", type: LinkFormat.envelope, path: "/loop")
        var small = front
        small.limit = 10
        let bench = LinkBench([
            LinkPlan(name: "all", transport: .http, host: "127.0.0.1", port: 0, members: [small, loop])
        ])
        bench.start()
        let port = await bench.port()
        func answer(_ path: String, _ body: String) async throws -> String {
            let socket = try await call(port)
            defer { try? socket.close() }
            let head = "POST \(path) HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
            try await socket.write(Data((head + body).utf8))
            var answer: [UInt8] = []
            while let part = try? await socket.read(atMost: 4_096), !part.isEmpty { answer += part }
            return String(decoding: answer, as: UTF8.self)
        }
        for (path, body, status, words) in [
            ("/loop", "{", 400, "no CloudEvents object, byte 1: "), ("/loop", "", 400, "an empty message"),
            ("/lane/1/front", "12345678901", 413, "a message of 11 bytes, where 10 is the most"),
            ("/rear", "1", 404, "a request to /rear: no device posts there"),
        ] {
            let text = try await answer(path, body)
            #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text)")
            #expect(text.contains("\r\n\r\n" + words) && text.hasSuffix("\n"), "\(text)")
        }
        await bench.stop()
    }

    @Test("What no camera should send is refused with its reason, counted, and reaches nobody")
    func refused() async throws {
        let bench = LinkBench([plan()])
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

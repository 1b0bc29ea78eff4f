import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import TestSupport
import TestTraits
import Testing

@testable import GateLinks

@Suite("Turns, queues and lines", .timeLimit(.minutes(10)), .calm)
struct TurnsTests {
    private func inbox(_ name: String, capacity: Int = 256) -> DeviceInbox {
        var member = LinkPlan.Member(source: "/gate/test/\(name)", type: MessageType.portal)
        member.capacity = capacity
        member.overflow = .dropOldest
        return DeviceInbox(member, boot: 1, clock: { GateTime(milliseconds: 0) })
    }

    @Test("However much one device has to say, each other one waits for one message of it, and no more")
    func fairTurns() async throws {
        let (mad, calm, calmer) = (inbox("mad", capacity: 5_000), inbox("calm"), inbox("calmer"))
        let turns = Turns()
        turns.add([mad, calm, calmer])
        for number in 0..<5_000 { mad.offer([UInt8(truncatingIfNeeded: number)]) }
        for number in 0..<50 { calm.offer([UInt8(number)]) }
        for number in 0..<20 { calmer.offer([UInt8(number)]) }
        turns.close()
        var order: [Substring] = []
        await turns.run { message in
            order.append(message.source.dropFirst("/gate/test/".count))
            return true
        }
        #expect(order.count == 5_070)
        #expect(order[..<60] == ArraySlice(repeatElement(["mad", "calm", "calmer"], count: 20).joined()))
        #expect(order[60..<120] == ArraySlice(repeatElement(["mad", "calm"], count: 30).joined()))
        #expect(order[120...].allSatisfy { $0 == "mad" })
        #expect(mad.counts.dropped == 0)
    }

    @Test("A device gone mad on its link costs only itself: its drops are counted under its name")
    func floodOverLoopback() async throws {
        func plan(_ name: String, capacity: Int) -> LinkPlan {
            var member = LinkPlan.Member(source: "/gate/test/\(name)", type: MessageType.portal)
            member.overflow = .dropOldest
            member.capacity = capacity
            return LinkPlan(name: name, transport: .tcpServer, host: "127.0.0.1", port: 0, members: [member])
        }
        let bench = LinkBench([plan("mad", capacity: 8), plan("calm", capacity: 8)])
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
        // One message may be on its way to the station; the quiet one's is the next or the one after.
        for _ in 0..<3 { room.continuation.yield() }
        #expect(await eventually { bench.messages.contains { $0.source == "/gate/test/calm" } })
        #expect(bench.messages.count <= 3)
        let members = bench.hub.statuses.flatMap(\.members)
        #expect(members.map(\.source) == ["/gate/test/mad", "/gate/test/calm"])
        #expect(members[0].dropped > 100 && members[0].waiting <= 8)
        #expect(members[1].dropped == 0)
        room.continuation.finish()
        await bench.stop()
    }

    @Test("Nobody waits for a station that takes nothing any more: the hub can be stopped")
    func stops() async throws {
        var member = LinkPlan.Member(source: "/gate/test/mad", type: MessageType.portal)
        member.capacity = 1
        let bench = LinkBench([
            LinkPlan(name: "mad", transport: .tcpServer, host: "127.0.0.1", port: 0, members: [member])
        ])
        bench.start(deliver: { _ in false })
        let flood = try await call(await bench.port())
        for _ in 0..<50 { try? await flood.write(Data([UInt8](repeating: 1, count: 4_096))) }
        await bench.stop()
        #expect(bench.hub.statuses[0].phase == .stopped)
    }

    @Test("A mailbox is bounded by number and by weight, and one element alone may weigh more")
    func weights() async throws {
        let box = Mailbox<[UInt8]>(capacity: 10, policy: .dropOldest, weightLimit: 100, weigh: \.count)
        for size in [40, 40, 40, 500] { box.offer([UInt8](repeating: 0, count: size)) }
        #expect(box.dropped == 3)
        #expect(box.takeWaiting(limit: 10).map(\.count) == [500])
        for _ in 0..<12 { box.offer([1]) }
        #expect(box.count == 10 && box.dropped == 5)
        let patient = Mailbox<[UInt8]>(capacity: 10, policy: .block, weightLimit: 100, weigh: \.count)
        #expect(patient.offer([UInt8](repeating: 0, count: 60)) == .taken)
        #expect(patient.offer([UInt8](repeating: 0, count: 60)) == .full)
        #expect(patient.takeWaiting(limit: 1).count == 1)
        #expect(patient.offer([UInt8](repeating: 0, count: 60)) == .taken)
        patient.close()
        #expect(patient.offer([1]) == .closed)
    }

    @Test("A queue gives out what went in, in its order", arguments: [1, 2, 3] as [UInt64])
    func fifo(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var queue = Fifo<Int>()
        var model: [Int] = []
        for number in 0..<20_000 {
            if Int.random(in: 0..<100, using: &random) < 52 {
                queue.append(number)
                model.append(number)
            } else {
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(queue.count == model.count)
        }
    }

    @Test("Lines do not depend on where the wire cut them", arguments: [11, 12, 13] as [UInt64])
    func cuts(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<4_000).map { _ in [10, 13, 65, 66, 67, 68, 69].randomElement(using: &random) ?? 65 as UInt8 }
        var whole = LineSplitter(limit: 12, beginning: 5)
        let expected = whole.split(bytes) + (whole.finish().map { [$0] } ?? [])
        var parts = LineSplitter(limit: 12, beginning: 5)
        var found: [LineSplitter.Piece] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...9, using: &random)
            found += parts.split(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        if let last = parts.finish() { found.append(last) }
        #expect(found == expected)
        // Of a long line its beginning is kept, as far as it came.
        var long = 0
        for case .tooLong(let beginning) in expected {
            long += 1
            #expect(beginning.count == 5)
        }
        #expect(long > 0)
        for case .line(let line) in expected { #expect(line.count <= 12 && !line.isEmpty && !line.contains(10)) }
    }

    @Test("A feed at real time keeps the gaps between receipts, and doubles or halves them as asked")
    func pace() {
        let start = ContinuousClock.now
        func due(_ pace: Pace, _ times: [Int64], from: Int64 = 0) -> [Duration] {
            var pacer = Pacer(pace: pace, from: GateTime(milliseconds: from))
            return times.map { time in
                (pacer.due(GateTime(milliseconds: time), now: start) ?? start) - start
            }
        }
        let times: [Int64] = [10_000, 10_250, 10_250, 13_000, 73_000]
        let gaps: [Duration] = [.zero, .milliseconds(250), .milliseconds(250), .seconds(3), .seconds(63)]
        #expect(due(.hundredths(100), times) == gaps)
        #expect(due(.hundredths(200), times) == gaps.map { $0 / 2 })
        #expect(due(.hundredths(50), times) == gaps.map { $0 * 2 })
        #expect(due(.unlimited, times).allSatisfy { $0 == .zero })
        // What came before the beginning is told at once; the clock starts with the beginning.
        #expect(due(.hundredths(100), times, from: 12_000) == [.zero, .zero, .zero, .zero, .seconds(60)])
        var pacer = Pacer(pace: .hundredths(6_000), from: .epoch)
        #expect(pacer.time(at: start) == nil)
        _ = pacer.due(GateTime(milliseconds: 1_000), now: start)
        #expect(pacer.time(at: start + .seconds(1)) == GateTime(milliseconds: 61_000))
    }
}

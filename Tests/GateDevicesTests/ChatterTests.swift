import GateModel
import Testing

@testable import GateDevices

@Suite("A device that chatters") struct ChatterTests {
    private static let barrier = "/gate/huu-nghi/lane/3/barrier-in"

    /// The desk's plan, with a barrier.
    private static func plan() -> GatePlan {
        var plan = DeskTests.plan()
        if let id = DeviceID(number: 5) {
            plan.devices.append(
                Device(id: id, source: barrier, kind: .barrierIn, lane: LaneID(number: 3), silentAfterSeconds: 0))
        }
        return plan
    }

    private struct Line {
        var desk = DeviceDesk(plan: ChatterTests.plan())
        var number: UInt64 = 0

        mutating func loop(_ isOccupied: Bool, at time: Double) -> Receipt {
            number += 1
            return desk.receive(
                message(
                    [UInt8](#"{"occupied":\#(isOccupied)}"#), type: MessageType.loop, source: DeskTests.loop,
                    sequence: number, received: time))
        }

        mutating func barrier(_ text: String, at time: Double) -> Receipt {
            number += 1
            return desk.receive(
                message(
                    [UInt8](text), type: MessageType.barrier, source: ChatterTests.barrier, sequence: number,
                    received: time))
        }

        func health(_ number: Int64) -> DeviceHealth? { DeviceID(number: number).flatMap { desk.health($0) } }

        mutating func condition(_ number: Int64, at time: Double) -> DeviceReport? {
            desk.condition(at: .at(time)).first { $0.0 == DeviceID(number: number) }?.1
        }
    }

    @Test("A loop is believed 60 changes a minute; then its changes are held back, and it is told of at once")
    func loop() throws {
        var line = Line()
        for change in 0..<60 {
            let receipt = line.loop(change.isMultiple(of: 2), at: Double(change) / 10)
            #expect(receipt.signals == [.loop(change.isMultiple(of: 2))])
            #expect(receipt.report?.condition == (change == 0 ? .working : nil))
        }
        // The same again is no change, however often.
        for _ in 0..<500 { #expect(line.loop(false, at: 6).signals == [.loop(false)]) }
        let first = line.loop(true, at: 6.1)
        #expect(first.signals.isEmpty)
        #expect(first.report?.condition == .faulty)
        #expect(first.report?.detail == DeviceReason.chatters(perMinute: 61).text)
        for change in 0..<5_000 {
            let receipt = line.loop(change.isMultiple(of: 2), at: 6.2 + Double(change) / 100)
            #expect(receipt.signals.isEmpty && receipt.report == nil)
        }
        // The first of them said what had been said already.
        #expect(line.health(4)?.withheld == 5_000)
        #expect(line.condition(4, at: 57) == nil, "it was told of already")
        // The last change was at 56.19 s; within the limit again for a minute, it is told once.
        #expect(line.desk.expire(at: .at(116)).isEmpty)
        let calm = line.desk.expire(at: .at(117))
        #expect(calm.map(\.signals) == [[.loop(false)]] && calm.first?.device == DeviceID(number: 4))
        #expect(line.condition(4, at: 117)?.condition == .working)
        #expect(line.desk.expire(at: .at(118)).isEmpty)
        #expect(line.loop(true, at: 119).signals == [.loop(true)])
        #expect(line.health(4)?.withheld == 5_000)
    }

    @Test("What it says itself once it is calm is not told a second time") func speaksAgain() {
        var line = Line()
        for change in 0..<100 { _ = line.loop(change.isMultiple(of: 2), at: Double(change) / 100) }
        #expect(line.loop(true, at: 62).signals == [.loop(true)])
        #expect(line.desk.expire(at: .at(63)).isEmpty)
        #expect(line.condition(4, at: 63)?.condition == .working)
    }

    @Test("Where the arm of a barrier that chatters is nobody knows; what it answers is heard") func barrier() {
        var line = Line()
        for change in 0..<60 {
            let position = change.isMultiple(of: 2) ? "open" : "closed"
            #expect(!line.barrier(#"{"position":"\#(position)"}"#, at: Double(change) / 10).signals.isEmpty)
        }
        let first = line.barrier(#"{"position":"open"}"#, at: 7)
        #expect(first.signals == [.barrier(.at(.unknown))])
        #expect(first.report?.condition == .faulty)
        #expect(line.barrier(#"{"position":"closed"}"#, at: 7.1).signals.isEmpty)
        var answer = BarrierReport()
        answer.order = 7
        answer.outcome = .done
        #expect(
            line.barrier(#"{"position":"open","order":7,"outcome":"done"}"#, at: 7.2).signals == [.barrier(answer)])
        #expect(line.health(5)?.withheld == 3)
        #expect(line.desk.expire(at: .at(68)).map(\.signals) == [[.barrier(.at(.open))]])
    }

    @Test("Faulty for another reason, it is told of all the same when it begins to chatter, and when it ends")
    func besideAnotherFault() {
        var line = Line()
        for _ in 0..<3 { _ = line.barrier("no barrier", at: 1) }
        #expect(line.condition(5, at: 2)?.detail == "unreadable wrongType")
        var told: [DeviceReport] = []
        for change in 0..<80 {
            let position = change.isMultiple(of: 2) ? "open" : "closed"
            if let report = line.barrier(#"{"position":"\#(position)"}"#, at: 3 + Double(change) / 10).report {
                told.append(report)
            }
        }
        #expect(told.map(\.detail) == ["chatters 61"])
        for _ in 0..<3 { _ = line.barrier("no barrier", at: 65) }
        #expect(line.condition(5, at: 72)?.detail == "unreadable wrongType")
    }

    @Test("Cameras are judged by their messages, and nothing they say is held back; manifests are not judged")
    func others() {
        var desk = DeviceDesk(plan: Self.plan())
        var report: DeviceReport?
        for number in 1...6_001 as ClosedRange<UInt64> {
            let receipt = desk.receive(
                message(
                    DeskTests.beat, type: MessageType.plateHeartbeat, source: DeskTests.front, sequence: number,
                    received: Double(number) / 1_000))
            #expect(receipt.signals == [.heartbeat])
            report = receipt.report ?? report
        }
        #expect(report?.detail == DeviceReason.chatters(perMinute: 6_001).text)
        #expect(DeviceID(number: 1).flatMap { desk.health($0)?.withheld } == 0)
        #expect(ChatterLimit(.manifestFeed) == .none && ChatterLimit(.terminal) == .none)
        for kind in DeviceKind.allCases where [.loopIn, .loopOut, .barrierIn, .barrierOut].contains(kind) {
            #expect(ChatterLimit(kind) == .changes(60))
        }
    }
}

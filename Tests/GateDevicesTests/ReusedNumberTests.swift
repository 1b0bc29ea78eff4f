import GateModel
import Testing

@testable import GateDevices

/// A number that has come before stands for a repeat only while it stands for the same words.
@Suite("Numbers used twice") struct ReusedNumberTests {
    private struct Line {
        var desk = DeviceDesk(plan: DeskTests.plan())

        mutating func loop(_ isOccupied: Bool, _ sequence: UInt64, boot: UInt32 = 0, sent: Double? = nil) -> Receipt {
            desk.receive(
                message(
                    [UInt8](#"{"occupied":\#(isOccupied)}"#.utf8), type: MessageType.loop, source: DeskTests.loop,
                    boot: boot, sequence: sequence, device: sent))
        }

        var health: DeviceHealth? { DeviceID(number: 4).flatMap { desk.health($0) } }
    }

    @Test("The same number with the same words is a repeat, with others a fault whose bytes are kept")
    func reused() throws {
        var line = Line()
        for number in 1...10 as ClosedRange<UInt64> { _ = line.loop(number.isMultiple(of: 2), number) }
        let again = line.loop(true, 10)
        #expect(again.isDuplicate && again.faults.isEmpty)
        let other = line.loop(false, 10)
        #expect(other.isDuplicate && other.signals.isEmpty)
        #expect(other.faults.map(\.code) == [.reusedNumber])
        #expect(other.faults.first?.raw == [UInt8](#"{"occupied":false}"#.utf8))
        // The first words stand: those are a repeat still.
        #expect(line.loop(true, 10).faults.isEmpty)
        let health = try #require(line.health)
        #expect(health.duplicates == 2 && health.decodeErrors == 1 && health.restarts == 0)
    }

    @Test("The same words sent at another time are another message") func sentAgain() {
        var line = Line()
        _ = line.loop(true, 5, sent: 1)
        #expect(line.loop(true, 5, sent: 1).faults.isEmpty)
        #expect(line.loop(true, 5, sent: 2).faults.map(\.code) == [.reusedNumber])
    }

    @Test("A counter that is at 1 again with other words has begun anew, and nothing after it is lost")
    func restart() throws {
        var line = Line()
        for number in 1...20 as ClosedRange<UInt64> { _ = line.loop(number.isMultiple(of: 2), number) }
        let first = line.loop(true, 1)
        #expect(first.signals == [.loop(true)] && !first.isDuplicate && first.faults.isEmpty)
        for number in 2...20 as ClosedRange<UInt64> {
            let isOccupied = !number.isMultiple(of: 2)
            #expect(line.loop(isOccupied, number).signals == [.loop(isOccupied)], "\(number)")
        }
        let health = try #require(line.health)
        #expect(health.restarts == 1 && health.duplicates == 0 && health.decodeErrors == 0)
    }

    @Test("An older life does not begin anew, whatever its words") func olderLife() {
        var line = Line()
        _ = line.loop(false, 1, boot: 1)
        _ = line.loop(false, 2, boot: 2)
        let old = line.loop(true, 1, boot: 1)
        #expect(old.signals.isEmpty && old.faults.map(\.code) == [.reusedNumber])
        #expect(line.health?.restarts == 1)
        #expect(line.loop(true, 3, boot: 2).signals == [.loop(true)])
    }

    @Test("Types are told apart by length and last letters") func typesDiffer() {
        let marks = MessageType.wire.map { "\($0.utf8.count) \($0.suffix(8))" }
        #expect(Set(marks).count == marks.count)
    }

    @Test("The same bytes of another type are another message") func types() {
        var desk = DeviceDesk(plan: DeskTests.plan())
        let data = [UInt8](#"{"text":"AB1234","confidence":900}"#.utf8)
        _ = desk.receive(message(data, type: MessageType.hazardPlate, source: DeskTests.front, sequence: 7))
        let other = desk.receive(message(data, type: MessageType.seal, source: DeskTests.front, sequence: 7))
        #expect(other.faults.map(\.code) == [.reusedNumber])
    }

    @Test("Every byte counts, wherever it stands, and so does the length") func prints() {
        for length in 1...40 {
            for place in 0..<length {
                var prints = MessagePrints()
                var bytes = [UInt8](repeating: 0, count: length)
                prints.note(message(bytes, type: MessageType.loop, source: DeskTests.loop, sequence: 9))
                #expect(!prints.differ(message(bytes, type: MessageType.loop, source: DeskTests.loop, sequence: 9)))
                bytes[place] = 1
                #expect(prints.differ(message(bytes, type: MessageType.loop, source: DeskTests.loop, sequence: 9)))
                bytes[place] = 0
                bytes.append(0)
                #expect(prints.differ(message(bytes, type: MessageType.loop, source: DeskTests.loop, sequence: 9)))
            }
        }
    }
}

import ConsoleSupport
import GateDevices
import GateModel
import GateScreens
import Testing

@testable import GateConsole

@Suite("Raw lines") struct RawTapTests {
    private static let portal = "/gate/huu-nghi/lane/1/portal"

    private func message(_ text: String, _ number: UInt64, from source: String = portal) -> DeviceMessage {
        DeviceMessage(
            source: source, type: MessageType.portal, boot: 1, sequence: number, deviceTime: nil,
            receivedTime: SampleCapture.time(9), data: Array(text.utf8))
    }

    private func texts(_ tap: RawTap) -> [String] { tap.picture.lines.map { RawLine.text($0.bytes) } }

    @Test("Only the watched device is noted, line by line") func lines() {
        let tap = RawTap()
        tap.note(message("unseen\n", 1), Receipt())
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: false))
        tap.note(message("GB,1\r\nNB,2\r\n", 2), Receipt())
        tap.note(message("other", 1, from: "/gate/huu-nghi/lane/2/portal"), Receipt())
        tap.note(message("", 3), Receipt())
        #expect(texts(tap) == ["GB,1", "NB,2", ""])
        tap.look(at: DeviceWatch(source: "/gate/huu-nghi/lane/2/portal", isHeld: false))
        #expect(texts(tap).isEmpty)
        tap.look(at: nil)
        #expect(!tap.isWatched)
    }

    @Test("A document is one line, however its maker laid it out") func documents() {
        let tap = RawTap()
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: false))
        var posted = message("\n{\r\n  \"a\": 1,\n\t\"b c\":  2\n}\n", 1)
        posted.type = MessageType.plateRecognizer
        tap.note(posted, Receipt())
        #expect(texts(tap) == [#"{ "a": 1, "b c":  2 }"#])
        #expect(tap.picture.lines[0].size == posted.data.count)
        posted.data = Array(String(repeating: "<a>\n", count: 5_000).utf8)
        tap.note(posted, Receipt())
        #expect(tap.picture.lines.count == 2 && tap.picture.lines[1].bytes.count == RawLine.limit)
    }

    @Test("What the device said before anybody looked comes first, once") func before() {
        let tap = RawTap()
        let recent = (UInt64(1)...4).map { message("\($0)\n", $0) }
        var asked = 0
        func begin() {
            tap.begin { source in
                asked += 1
                return source == Self.portal ? recent : []
            }
        }
        begin()
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: false))
        tap.note(recent[3], Receipt())
        begin()
        begin()
        #expect(texts(tap) == ["1", "2", "3", "4"] && asked == 1)
        tap.look(at: DeviceWatch(source: "/gate/huu-nghi/lane/2/portal", isHeld: false))
        begin()
        #expect(texts(tap).isEmpty && asked == 2)
    }

    @Test("A held picture stands still and counts what comes") func held() {
        let tap = RawTap()
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: false))
        tap.note(message("one", 1), Receipt())
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: true))
        for number in UInt64(2)...6 { tap.note(message("two\nthree\n", number), Receipt()) }
        #expect(texts(tap) == ["one"])
        #expect(tap.picture.missed == 10)
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: false))
        tap.note(message("four", 7), Receipt())
        #expect(texts(tap) == ["one", "four"])
        #expect(tap.picture.missed == 0)
    }

    @Test("What is kept is bounded: lines, their length, and lines of one message") func bounds() {
        let tap = RawTap()
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: false))
        tap.note(message(String(repeating: "x", count: 100_000), 1), Receipt())
        #expect(tap.picture.lines.map(\.bytes.count) == [RawLine.limit])
        #expect(tap.picture.lines.map(\.size) == [100_000])
        tap.note(message(String(repeating: "GB,1\n", count: 1_000), 2), Receipt())
        #expect(tap.picture.lines.count == 65)
        for number in 3...2_000 { tap.note(message("GB,\(number)", UInt64(number)), Receipt()) }
        #expect(tap.picture.lines.count == RawTap.lineLimit)
        #expect(texts(tap).last == "GB,2000")
    }

    @Test("The verdict stands on the last line of its message") func verdicts() {
        let tap = RawTap()
        tap.look(at: DeviceWatch(source: Self.portal, isHeld: false))
        var receipt = Receipt()
        receipt.isDuplicate = true
        tap.note(message("GB,1\nGB,2", 1), receipt)
        receipt = Receipt()
        receipt.isLate = true
        tap.note(message("GB,3", 2), receipt)
        receipt.faults = [DeviceFault(.malformed, "no number", place: .init(byte: 3, field: "GB"), raw: [])]
        tap.note(message("GB,x", 3), receipt)
        #expect(
            tap.picture.lines.map(\.verdict) == [.good, .duplicate, .late, .fault(code: "malformed", field: "GB")])
    }
}

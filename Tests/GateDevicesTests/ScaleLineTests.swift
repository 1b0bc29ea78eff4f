import GateModel
import TestSupport
import Testing

@testable import GateDevices

/// What the tests of every scale format ask.
enum ScaleEvents {
    static func weights(_ events: [ScaleEvent]) -> [WeightReading] {
        events.compactMap { if case .weight(let one) = $0 { one } else { nil } }
    }

    static func faults(_ events: [ScaleEvent]) -> [DeviceFault] {
        events.compactMap { if case .rejected(let fault) = $0 { fault } else { nil } }
    }

    /// Reads `bytes` in pieces of random length.
    static func cut(
        _ bytes: [UInt8], _ random: inout SeededRandom, _ receive: ([UInt8]) -> [ScaleEvent]
    ) -> [ScaleEvent] {
        var events: [ScaleEvent] = []
        var start = 0
        while start < bytes.count {
            let stop = min(bytes.count, start + 1 + random.below(30))
            events += receive(Array(bytes[start..<stop]))
            start = stop
        }
        return events
    }

    /// The lines of the sample file with frames from manuals that contain `word`, as bytes between the colon and the
    /// remark; control bytes are written `<CR>`.
    static func manualFrames(_ word: String) throws -> String {
        let text = try Samples.bytes("weigh/manual-frames.txt").text
        let line = try #require(text.split(separator: "\n").first { $0.contains(word) })
        let remark = line.split(separator: " -> ").first ?? line
        let frames = remark.split(separator: ":", maxSplits: 1).last ?? remark
        return String(frames).replacing("<CR>", with: "\r").replacing("<LF>", with: "\n")
            .replacing("<STX>", with: "\u{2}").replacing("<ETX>", with: "\u{3}")
    }
}

@Suite("Scale lines")
struct ScaleLineTests {
    private func read(_ text: String) -> [ScaleEvent] {
        var decoder = ScaleLineDecoder()
        return decoder.receive([UInt8](text), at: .at(1))
    }

    @Test(
        "what a line says",
        arguments: [
            ("ST,GS,+0012450kg", Int32(12_450), true, false), ("US,GS,+0012450kg", 12_450, false, false),
            ("ST,GS,+0012.45 t", 12_450, true, false), ("ST,GS,+  0.860kg", 1, true, false),
            ("US,GS,+  0.499kg", 0, false, false), ("ST,GS,-0000020kg", -20, true, false),
            ("ST,GS,+0010000lb", 4_536, true, false), ("ST,GS,+001.234 t", 1_234, true, false),
            ("OL,GS,+0099999kg", 99_999, false, true),
            ("OL,GS,+       kg", 0, false, true), ("LO,GS,        kg", 0, false, true),
            ("ST,GS,00012450kg", 12_450, true, false), ("ST,GS,   12450kg", 12_450, true, false),
            // CAS with a device number and lamps.
            ("ST,GS,1A, 0012450 kg", 12_450, true, false), ("US,GS,1A,000012.5  t", 12_500, false, false),
        ])
    func meaning(line: String, kilograms: Int32, stable: Bool, overload: Bool) {
        for end in ["\r\n", "\n", "\r"] {
            #expect(
                ScaleEvents.weights(read(line + end)) == [
                    WeightReading(kilograms: kilograms, isStable: stable, isOverload: overload, at: .at(1))
                ], "\(line)")
        }
        #expect(read(line).isEmpty, "a line without its end is not yet a line")
    }

    @Test(
        "typed faults with their byte and field",
        arguments: [
            ("XX,GS,+0012450kg", DeviceFault.Code.unknownName, 0, "state"),
            ("ST;GS,+0012450kg", .malformed, 2, "header"), ("ST,GS", .malformed, 2, "header"),
            ("ST", .malformed, 2, "header"),
            ("ST,XX,+0012450kg", .unknownName, 3, "kind"), ("ST,NT,+0012450kg", .unsupportedDialect, 3, "kind"),
            ("ST,GS,+001245kg", .truncated, 6, "weight"), ("ST,GS,+00012450kg", .malformed, 6, "weight"),
            ("ST,GS,+0012450mg", .unknownName, 14, "unit"), ("ST,GS,+00x2450kg", .malformed, 9, "weight"),
            ("ST,GS,+00-2450kg", .malformed, 9, "weight"), ("ST,GS,+00 2450kg", .malformed, 9, "weight"),
            ("ST,GS,+0.2.450kg", .malformed, 10, "weight"), ("ST,GS,+.012450kg", .malformed, 7, "weight"),
            ("ST,GS,+       kg", .malformed, 6, "weight"), ("ST,GS,1A;+0012450 kg", .malformed, 8, "weight"),
            ("ST,GS,99999999 t", .outOfRange, 6, "weight"),
        ])
    func faults(line: String, code: DeviceFault.Code, byte: Int, field: String) throws {
        let good = "ST,GS,+0012450kg\r\n"
        let events = read(line + "\r\n" + line + "\r\n" + good)
        // The first line of all may have lost its head and is forgiven.
        let found = ScaleEvents.faults(read("\r\n" + good + line + "\r\n" + line + "\r\n" + line + "\r\n" + good))
        let last = try #require(found.last)
        let start = 2 + good.utf8.count + 2 * (line.utf8.count + 2)
        #expect(last.code == code && last.place.byte == start + byte && last.place.field == field, "\(line): \(last)")
        #expect(last.raw == [UInt8](line))
        #expect(ScaleEvents.weights(events).map(\.kilograms) == [12_450])
    }

    @Test func netAndTareBesideGrossAreNoFault() {
        let round = "ST,GS,+0012450kg\r\nST,NT,+0002450kg\r\nST,TR,+0010000kg\r\n"
        #expect(ScaleEvents.faults(read(round + round + round)).isEmpty)
        #expect(ScaleEvents.weights(read(round + round)).map(\.kilograms) == [12_450, 12_450])
        let net = String(repeating: "ST,NT,+0002450kg\r\n", count: 4)
        #expect(
            ScaleEvents.faults(read("ST,GS,+0012450kg\r\n" + net)).map(\.code) == [
                .unsupportedDialect, .unsupportedDialect,
            ])
    }

    @Test func aGiganticLineIsSkippedOnce() {
        var decoder = ScaleLineDecoder()
        let noise = [UInt8](repeating: UInt8(ascii: "7"), count: 100_000)
        #expect(ScaleEvents.faults(decoder.receive(noise, at: .at(0))).map(\.code) == [.tooLong])
        #expect(decoder.receive(noise, at: .at(0)).isEmpty)
        #expect(decoder.receive([UInt8]("ST,GS,+0012450kg\r\n"), at: .at(0)).isEmpty, "the end of the same line")
        #expect(ScaleEvents.weights(decoder.receive([UInt8]("ST,GS,+0012450kg\r\n"), at: .at(0))).count == 1)
    }

    @Test func theHalvesAroundAGapAreNotJoined() {
        var decoder = ScaleLineDecoder()
        #expect(decoder.receive([UInt8]("ST,GS,+0012450kg\r\nST,GS,+00"), at: .at(0)).count == 1)
        decoder.noteGap()
        let events = decoder.receive([UInt8]("12450kg\r\nUS,GS,+0000000kg\r\n"), at: .at(1))
        let weight = WeightReading(kilograms: 0, isStable: false, at: .at(1))
        #expect(events == [.unknown([UInt8]("12450kg")), .weight(weight)])
        #expect(decoder.rejectedLines == 1)
    }

    @Test func aFirstLineWithoutItsHeadIsCountedAndShown() throws {
        var desk = DeviceDesk(plan: DeskTests.plan())
        let receipt = desk.receive(
            message(
                [UInt8]("012450kg\r\nST,GS,+0012450kg\r\n"), type: MessageType.scaleLine, source: DeskTests.scale,
                sequence: 1, received: 1))
        #expect(receipt.faults == [] && receipt.signals.count == 1)
        let scale = try #require(DeskTests.plan().devices.first { $0.source == DeskTests.scale })
        let health = try #require(desk.health(scale.id))
        #expect(health.unknownLines == 1 && health.lastUnknownLine == [UInt8]("012450kg"))
    }

    @Test("A scale of another format is told of, whatever it says") func anotherFormat() {
        let lines = [UInt8](String(repeating: "ST,GS,+0012450kg\r\n", count: 30))
        var continuous = ScaleDecoder()
        var frames = ScaleFrameDecoder()
        for faults in [
            ScaleEvents.faults(continuous.receive(lines, at: .at(0))),
            ScaleEvents.faults(frames.receive(lines, at: .at(0))),
        ] {
            #expect(faults.map(\.code) == Array(repeating: .unsupportedDialect, count: faults.count))
            #expect((3...4).contains(faults.count), "\(lines.count) bytes, \(faults.count) faults")
        }
        // Half a frame, as at the beginning of every connection, is none.
        let good = ScaleTests.frame("012450")
        var fresh = ScaleDecoder()
        #expect(ScaleEvents.faults(fresh.receive(good.dropFirst(3) + good + good, at: .at(0))).isEmpty)
    }

    @Test("the cut of the bytes does not matter") func splits() {
        let seed = Fuzz.seed
        print("scale lines: seed \(seed)")
        var random = SeededRandom(seed: seed)
        var text = ""
        for index in 0..<40 {
            text +=
                "\(random.below(3) == 0 ? "US" : "ST"),GS,+00\(10_000 + index * 7)kg\(random.below(2) == 0 ? "\r\n" : "\n")"
            if random.below(8) == 0 { text += "ST,GS,+00\r\n" }
        }
        let bytes = [UInt8](text)
        var whole = ScaleLineDecoder()
        let expected = ScaleEvents.weights(whole.receive(bytes, at: .at(0)))
        #expect(expected.count == 40)
        var single = ScaleLineDecoder()
        #expect(ScaleEvents.weights(bytes.flatMap { single.receive([$0], at: .at(0)) }) == expected)
        for _ in 0..<200 {
            var decoder = ScaleLineDecoder()
            let events = ScaleEvents.cut(bytes, &random) { decoder.receive($0, at: .at(0)) }
            #expect(ScaleEvents.weights(events) == expected, "seed \(seed)")
        }
    }

    @Test("one damaged byte costs its own line only") func resynchronises() {
        let good = [UInt8]("ST,GS,+0012450kg\r\n")
        for place in good.indices {
            for byte in UInt8.min...UInt8.max where byte != good[place] {
                var bad = good
                bad[place] = byte
                var decoder = ScaleLineDecoder()
                let read = ScaleEvents.weights(decoder.receive(good + bad + good + good, at: .at(0)))
                #expect((3...4).contains(read.count), "byte \(place) as \(byte)")
            }
        }
        for length in 0..<good.count {
            let read = ScaleEvents.weights(self.read(good.text + Array(good.prefix(length)).text + "\n" + good.text))
            #expect(read.allSatisfy { $0.kilograms == 12_450 }, "cut after \(length)")
        }
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theManualsLines() throws {
        let frames = try ScaleEvents.manualFrames("A&D").split(whereSeparator: \.isNewline)
        let lines = frames.map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.joined(separator: "\r\n")
        let weights = ScaleEvents.weights(read(lines + "\r\n"))
        #expect(weights.map(\.kilograms) == [12_450, 1])
        #expect(weights.map(\.isStable) == [true, false])
    }
}

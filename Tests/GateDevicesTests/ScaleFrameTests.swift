import GateModel
import TestSupport
import Testing

@testable import GateDevices

@Suite("Scale frames")
struct ScaleFrameTests {
    static func frame(_ weight: String, decimals: Int = 0) -> [UInt8] {
        let body = [UInt8]("\(weight)\(decimals)")
        let sum = body.reduce(0, ^)
        let text = String(sum, radix: 16, uppercase: true)
        return [2] + body + [UInt8](sum < 16 ? "0" + text : text) + [3]
    }

    private func read(_ bytes: [UInt8], steady: Int = 10) -> [ScaleEvent] {
        var decoder = ScaleFrameDecoder(steadyFrames: steady)
        return decoder.receive(bytes, at: .at(1))
    }

    @Test func theChecksumIsTheManuals() {
        // +012450 with no decimals: 2B^30^31^32^34^35^30^30 = 19.
        #expect(Self.frame("+012450") == [2] + [UInt8]("+012450019") + [3])
        // Both halves of the sum take digits and letters.
        var halves: Set<UInt8> = []
        for value in 0..<2_000 {
            let frame = Self.frame("-" + String(100_000 + value * 449).suffix(6), decimals: value % 5)
            halves.formUnion(frame[9...10])
            #expect(ScaleEvents.weights(read(frame)).count == 1)
        }
        #expect(halves.contains(UInt8(ascii: "F")) && halves.contains(UInt8(ascii: "0")))
    }

    @Test(
        "what a frame says",
        arguments: [
            ("+012450", 0, Int32(12_450)), ("-000020", 0, -20), ("+124505", 1, 12_451), ("+124504", 1, 12_450),
            ("+012450", 3, 12), ("+999999", 0, 999_999), ("+005000", 4, 1), ("-005000", 4, -1), ("+000000", 0, 0),
        ])
    func meaning(weight: String, decimals: Int, kilograms: Int32) {
        #expect(
            read(Self.frame(weight, decimals: decimals)) == [
                .weight(WeightReading(kilograms: kilograms, isStable: false, at: .at(1)))
            ])
    }

    @Test func stableIsWhatStandsStill() {
        let still = Self.frame("+012450")
        let other = Self.frame("+012460")
        func stable(_ frames: [[UInt8]]) -> [Bool] {
            ScaleEvents.weights(read(frames.flatMap { $0 }, steady: 3)).map(\.isStable)
        }
        #expect(stable([still, still, still, still]) == [false, false, true, true])
        #expect(stable([still, still, other, still, still, still]) == [false, false, false, false, false, true])
        // A broken frame between may have said anything.
        var bad = still
        bad[9] ^= 1
        #expect(stable([still, still, bad, still, still, still]) == [false, false, false, false, true])
        var decoder = ScaleFrameDecoder(steadyFrames: 2)
        _ = decoder.receive(still, at: .at(0))
        decoder.noteGap()
        #expect(ScaleEvents.weights(decoder.receive(still, at: .at(1))).map(\.isStable) == [false])
        #expect(ScaleFrameDecoder(steadyFrames: -4).steadyFrames == 2)
    }

    @Test func typedFaults() {
        let good = Self.frame("+012450")
        var sum = good
        sum[10] = UInt8(ascii: "8")
        #expect(
            ScaleEvents.faults(read(good + sum + good)) == [
                DeviceFault(
                    .checksum, "the checksum is 18, computed 19", place: .init(byte: 21, field: "checksum"), raw: sum)
            ])
        #expect(ScaleEvents.faults(read(good + good.prefix(7) + good)).map(\.code) == [.truncated])
        #expect(ScaleEvents.faults(read(good + good.dropLast() + [0x20] + good)).map(\.code) == [.malformed])
        #expect(ScaleEvents.faults(read(good + [0x41, 0x42, 0x43] + good)).map(\.code) == [.malformed])
        #expect(ScaleEvents.faults(read(good + [0x0D, 0x0A] + good)).isEmpty)
        // Begun in the middle: no fault yet.
        #expect(ScaleEvents.faults(read(Array(good.dropFirst(4)) + good)).isEmpty)
        // The other format of the family, digits backwards, never looks like a weight.
        let backwards = String(repeating: "=054210", count: 20)
        #expect(ScaleEvents.weights(read([UInt8](backwards))).isEmpty)
    }

    @Test("one damaged byte never makes another weight") func damage() {
        let good = Self.frame("+012450")
        for place in good.indices {
            for byte in UInt8.min...UInt8.max where byte != good[place] {
                var bad = good
                bad[place] = byte
                let weights = ScaleEvents.weights(read(good + bad + good + good))
                #expect(weights.count == 3, "byte \(place) as \(byte)")
                #expect(weights.allSatisfy { $0.kilograms == 12_450 })
            }
        }
        for length in 0..<good.count {
            #expect(ScaleEvents.weights(read(good + good.prefix(length) + good)).count == 2, "cut after \(length)")
        }
    }

    @Test("the cut of the bytes does not matter") func splits() {
        let seed = Fuzz.seed
        print("scale frames: seed \(seed)")
        var random = SeededRandom(seed: seed)
        var bytes: [UInt8] = []
        for index in 0..<50 {
            bytes += Self.frame("+0\(10_000 + index / 7)")
            if random.below(8) == 0 { bytes += [UInt8(random.below(256))] }
            if random.below(8) == 0 { bytes.removeLast(random.below(10)) }
        }
        var whole = ScaleFrameDecoder(steadyFrames: 3)
        let expected = ScaleEvents.weights(whole.receive(bytes, at: .at(0)))
        var single = ScaleFrameDecoder(steadyFrames: 3)
        #expect(ScaleEvents.weights(bytes.flatMap { single.receive([$0], at: .at(0)) }) == expected, "seed \(seed)")
        for _ in 0..<200 {
            var decoder = ScaleFrameDecoder(steadyFrames: 3)
            let events = ScaleEvents.cut(bytes, &random) { decoder.receive($0, at: .at(0)) }
            #expect(ScaleEvents.weights(events) == expected, "seed \(seed)")
        }
    }

    @Test func theDeskReadsEveryFormat() {
        var desk = DeviceDesk(plan: DeskTests.plan())
        let inputs: [(String, [UInt8])] = [
            (MessageType.scaleContinuous, ScaleTests.frame("012450")),
            (MessageType.scaleLine, [UInt8]("ST,GS,+0012450kg\r\n")),
            (MessageType.scaleFrame, Self.frame("+012450")),
        ]
        for (index, (type, data)) in inputs.enumerated() {
            let receipt = desk.receive(
                message(data, type: type, source: DeskTests.portal, sequence: UInt64(index + 1), received: 1))
            guard case .weight(let weight)? = receipt.signals.first else {
                Issue.record("no weight from \(type)")
                continue
            }
            #expect(weight.kilograms == 12_450 && receipt.faults.isEmpty)
        }
        // What comes late says nothing about now.
        let late = message(inputs[1].1, type: inputs[1].0, source: DeskTests.portal, sequence: 9, received: 2)
        _ = desk.receive(late)
        let old = message(inputs[1].1, type: inputs[1].0, source: DeskTests.portal, sequence: 7, received: 3)
        #expect(desk.receive(old).signals.isEmpty)
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theManualsFrame() throws {
        let template = try ScaleEvents.manualFrames("yaohua XK3190-A9")
        let head = try #require(template.split(separator: "<d>").first).drop { $0 != "\u{2}" }
        let frame = [UInt8](String(head)) + [UInt8]("019\u{3}")
        #expect(ScaleEvents.weights(read(frame)).map(\.kilograms) == [12_450])
    }

    /// Faults beyond those that one message reports are counted, and a stray byte is shown.
    @Test func refusalsAreCounted() {
        var decoder = ScaleFrameDecoder()
        let bad = Self.frame("+012450").map { $0 == UInt8(ascii: "9") ? UInt8(ascii: "8") : $0 }
        let events = decoder.receive(Array(repeating: bad, count: 20).flatMap { $0 }, at: .at(0))
        #expect(events.count == ScaleStream.reportLimit && decoder.rejections == 20)
        guard case .rejected(let fault)? = decoder.receive([0x51], at: .at(1)).first else {
            Issue.record("the stray byte vanished")
            return
        }
        #expect(fault.raw == [0x51] && decoder.rejections == 21)
    }
}

import GateModel
import TestSupport
import Testing

@testable import GateDevices

@Suite("Scales")
struct ScaleTests {
    /// One frame; `swa` and `swb` as in the manual, kilograms by default.
    static func frame(
        _ weight: String, tare: String = "000000", swa: UInt8 = 0x22, swb: UInt8 = 0x30, checksum: Bool = false
    ) -> [UInt8] {
        var bytes: [UInt8] = [2, swa, swb, 0x20] + [UInt8](weight) + [UInt8](tare) + [0x0D]
        if checksum { bytes.append((0 &- bytes.reduce(0) { $0 &+ $1 }) & 0x7F) }
        return bytes
    }

    private func read(_ bytes: [UInt8], _ settings: ScaleSettings = ScaleSettings()) -> [ScaleEvent] {
        var decoder = ScaleDecoder(settings: settings)
        return decoder.receive(bytes, at: .at(1))
    }

    private func weights(_ events: [ScaleEvent]) -> [WeightReading] {
        events.compactMap { if case .weight(let one) = $0 { one } else { nil } }
    }

    private func codes(_ events: [ScaleEvent]) -> [DeviceFault.Code] {
        events.compactMap { if case .rejected(let fault) = $0 { fault.code } else { nil } }
    }

    @Test(
        "what the status bytes mean",
        arguments: [
            ("012450", UInt8(0x22), UInt8(0x30), Int32(12_450), true, false),
            ("001245", 0x21, 0x30, 12_450, true, false), ("000124", 0x20, 0x30, 12_400, true, false),
            ("124505", 0x23, 0x30, 12_451, true, false), ("124504", 0x24, 0x30, 1_245, true, false),
            (" 12450", 0x22, 0x38, 12_450, false, false), ("000020", 0x22, 0x32, -20, true, false),
            ("099999", 0x22, 0x34, 99_999, true, true), ("012450", 0x22, 0x70, 12_450, false, false),
            ("010000", 0x22, 0x20, 4_536, true, false), ("000000", 0x22, 0x30, 0, true, false),
        ])
    func meaning(weight: String, swa: UInt8, swb: UInt8, kilograms: Int32, stable: Bool, overload: Bool) {
        #expect(
            weights(read(Self.frame(weight, swa: swa, swb: swb))) == [
                WeightReading(kilograms: kilograms, isStable: stable, isOverload: overload, at: .at(1))
            ])
    }

    @Test func grossIsNetAndTare() {
        #expect(weights(read(Self.frame("010000", tare: "002450", swb: 0x31))).map(\.kilograms) == [12_450])
        #expect(weights(read(Self.frame("010000", tare: "002450"))).map(\.kilograms) == [10_000])
    }

    @Test func parityIsIgnored() {
        let bytes = Self.frame("012450").map { $0.nonzeroBitCount % 2 == 1 ? $0 | 0x80 : $0 }
        #expect(weights(read(bytes)).map(\.kilograms) == [12_450])
    }

    @Test func checksumsAreFoundOutAndVerified() {
        let good = Self.frame("012450", checksum: true)
        var bad = Self.frame("099999", checksum: true)
        bad[17] ^= 1
        let events = read(good + good + bad + good)
        #expect(weights(events).map(\.kilograms) == [12_450, 12_450, 12_450])
        #expect(codes(events) == [.checksum])
        // Seventeen bytes without one.
        #expect(weights(read(Self.frame("000001") + Self.frame("000002") + Self.frame("000003"))).count == 3)
        let strict = read(bad + good, ScaleSettings(checksum: .present))
        #expect(weights(strict).map(\.kilograms) == [12_450])
        #expect(codes(strict) == [.checksum])
    }

    @Test func aScaleSetAnewIsFollowed() {
        var decoder = ScaleDecoder()
        let with = Self.frame("000010", checksum: true)
        let without = Self.frame("000020")
        #expect(weights(decoder.receive(with + with, at: .at(0))).count == 2)
        let lost = decoder.receive(without + without + without + without + without, at: .at(1))
        #expect(weights(lost).count >= 1)
        #expect(codes(lost).allSatisfy { $0 == .checksum })
        #expect(weights(decoder.receive(with + with + with + with, at: .at(2))).count == 4)
    }

    @Test func truncatedFramesAndGarbage() {
        let good = Self.frame("012450", checksum: true)
        let events = read(good + good.prefix(9) + good + [0x41, 0x42] + good + [0x0D, 0x0A, 0] + good)
        #expect(weights(events).count == 4)
        #expect(codes(events) == [.truncated, .malformed])
        #expect(weights(read([0x30, 0x31, 0x0D] + good)).count == 1)
        #expect(codes(read([0x30, 0x31, 0x0D] + good)).isEmpty)
        #expect(codes(read(Self.frame("      "))) == [.malformed])
        #expect(codes(read(Self.frame("12 450"))) == [.malformed])
    }

    @Test("the cut of the bytes does not matter") func splits() {
        let seed = Fuzz.seed
        var random = SeededRandom(seed: seed)
        for checksum in [false, true] {
            var bytes: [UInt8] = []
            for index in 0..<50 {
                bytes += Self.frame("0\(10_000 + index * 7)", checksum: checksum)
                if random.below(8) == 0 { bytes += [UInt8(random.below(128))] }
                if random.below(8) == 0 { bytes.removeLast(random.below(10)) }
            }
            let expected = bytes.map { byte in byte }
            var whole = ScaleDecoder()
            let all = weights(whole.receive(expected, at: .at(0)))
            for _ in 0..<200 {
                var decoder = ScaleDecoder()
                var found: [WeightReading] = []
                var start = 0
                while start < bytes.count {
                    let stop = min(bytes.count, start + 1 + random.below(40))
                    found += weights(decoder.receive(Array(bytes[start..<stop]), at: .at(0)))
                    start = stop
                }
                #expect(found == all, "seed \(seed)")
            }
        }
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theSample() throws {
        let bytes = try Samples.bytes("weigh/toledo-jaguar-200.bin")
        // 000200 with SWA bits 001: ×10 in the usual table, ×1 in the manual that prints the frame; in pounds.
        #expect(weights(read(bytes)).map(\.kilograms) == [907])
        var table = ScaleSettings.usualExponents
        table[1] = 0
        #expect(weights(read(bytes, ScaleSettings(decimalExponents: table))).map(\.kilograms) == [91])
        // The same with its checksum, as the scale sends it when set so: found out, and demanded.
        let summed = bytes + [(0 &- bytes.reduce(0) { $0 &+ ($1 & 0x7F) }) & 0x7F]
        for checksum in [ScaleSettings.Checksum.automatic, .present] {
            let events = read(summed + summed + bytes + summed, ScaleSettings(checksum: checksum))
            #expect(weights(events).map(\.kilograms) == [907, 907, 907])
            #expect(codes(events) == [.checksum])
        }
        let without = read(bytes + bytes + bytes)
        #expect(weights(without).count == 3 && codes(without).isEmpty)
    }

    @Test func settingsAreKeptWithinReason() {
        #expect(ScaleSettings(decimalExponents: [99, -99]).decimalExponents == [3, -6, 0, -1, -2, -3, -4, -5])
    }
}

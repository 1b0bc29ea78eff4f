import DeviceFuzz
import GateModel
import TestSupport
import TestTraits
import Testing

@testable import GateDevices

/// Whatever the bytes, a decoder answers: with what they say or with a typed fault. `make fuzz` asks for ten million
/// inputs each, this for a few. The seed of each run is printed; `SMARTGATE_SEED` repeats it, `SMARTGATE_FUZZ` sets the
/// number of inputs.
@Suite("Fuzz", .ownThread)
struct FuzzTests {
    @Test("each decoder", arguments: FuzzTargets.all.map(\.name)) func decoders(name: String) throws {
        let target = try #require(FuzzTargets.all.first { $0.name == name })
        print("fuzz \(name): seed \(Fuzz.seed)")
        let run = FuzzRun(target, count: Fuzz.count, seed: Fuzz.seed)
        if let failure = run.failure { Issue.record("\(failure)") }
        #expect(run.inputs == Fuzz.count)
        // Neither all good nor all bad, or half of the decoder is never tried.
        #expect(run.faults > Fuzz.count / 20)
    }

    @Test func memoryOfAStreamStaysBounded() {
        var decoder = PortalDecoder()
        let noise = [UInt8](repeating: UInt8(ascii: "G"), count: 10_000)
        for _ in 0..<1_000 { #expect(decoder.receive(noise, at: .at(0)).count <= 1) }
        var unknown = PortalDecoder()
        let many = [UInt8](String(repeating: "ZZ,1\n", count: 10_000))
        #expect(unknown.receive(many, at: .at(0)).count == PortalDecoder.reportLimit)
        #expect(unknown.counts.unknownLines == 10_000)
        var scale = ScaleDecoder()
        #expect(scale.receive([UInt8](repeating: 2, count: 1_000_000), at: .at(0)).count <= ScaleStream.reportLimit)
        #expect(scale.discardedBytes == 999_999)
    }
}

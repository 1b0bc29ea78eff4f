import Foundation
import GateModel
import Testing

@testable import GateJournal

/// The chain's bytes are a format: these values must never change.
@Suite("Chain and state hashes")
struct ChainTests {
    @Test("Links of known events, computed by another program", arguments: Engine.allCases)
    func knownLinks(engine: Engine) async throws {
        // Tests/GateJournalTests/chain-vectors.py computes them with Python's hashlib.
        let folder = try TestFolder()
        let journal = try await engine.open(in: folder, gate: "hữu nghị", epoch: 3)
        _ = await journal.add(try Make.decision(1), at: GateTime(milliseconds: 1_790_000_000_123))
        #expect(try await journal.position().hash.hex == Self.first)
        _ = await journal.add(try Make.weight(2), at: noon)
        #expect(try await journal.position().hash.hex == Self.second)
    }

    static let first = "11baeb881a112eb49fcec76c68ea4343aa3d92f698d1c6090de272e038f4d361"
    static let second = "4496b0a5618b63117200991811c9ccd0583396ad545ee4056a0d93142ffa7e7b"

    @Test("Another gate, epoch, order or moment gives another link")
    func everythingCounts() async throws {
        var hashes: Set<ChainHash> = []
        for (gate, epoch, swapped, offset) in [
            ("a", 1, false, 0), ("b", 1, false, 0), ("a", 2, false, 0), ("a", 1, true, 0), ("a", 1, false, 1),
        ] as [(String, UInt64, Bool, Int64)] {
            let folder = try TestFolder()
            let journal = try await Engine.simulated.open(in: folder, gate: gate, epoch: epoch)
            var events = [try Make.weight(1), try Make.weight(2)]
            if swapped { events.reverse() }
            _ = await journal.append(events, guards: [], recordedAt: noon + .milliseconds(offset))
            hashes.insert(try await journal.position().hash)
        }
        #expect(hashes.count == 5)
    }

    @Test("A hash is written and read as 64 digits")
    func hex() throws {
        let hash = ChainHash.digest(of: UnsafeRawBufferPointer(start: nil, count: 0))
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(hash.hex == text)
        #expect(ChainHash(hex: text) == hash)
        #expect(ChainHash(hex: text.uppercased()) == hash)
        #expect(ChainHash(hex: String(text.dropLast())) == nil)
        #expect(ChainHash(hex: text + "0") == nil)
        #expect(ChainHash(hex: String(text.dropLast()) + "g") == nil)
        #expect(ChainHash.genesis.hex == String(repeating: "0", count: 64))
    }

    @Test("Equal states have equal hashes; the bytes are the canonical ones")
    func stateHash() {
        var tally = Tally()
        tally.names = ["a", "ễ"].map(TallyName.init)
        #expect(StateHash.of(tally) == StateHash.of(tally))
        #expect(StateHash.of(tally) == StateHash.of(canonical: CanonicalWriter.bytes(tally)))
        var other = tally
        other.events += 1
        #expect(StateHash.of(tally) != StateHash.of(other))
        #expect(StateHash.of(canonical: []).hex.hasPrefix("e3b0c442"))
        #expect(StateHash.of(tally).withBytes { $0.count } == 32)
    }

    @Test("Names are found by their bytes, and only whole")
    func nameTable() {
        func check<Code: NamedCode>(_ type: Code.Type) {
            let table = NameTable<Code>()
            for code in Code.allCases {
                #expect(table[code.nameBytes] == code)
                let cut = UnsafeRawBufferPointer(rebasing: code.nameBytes.dropLast())
                #expect(table[cut] != code)
            }
            #expect(table[UnsafeRawBufferPointer(start: nil, count: 0)] == nil)
        }
        check(EventKind.self)
        check(Agency.self)
        check(Actor.Kind.self)
    }

    @Test("Interned names are the names, even when they share a place")
    func interner() {
        var names = TextInterner()
        var random = SplitMix64(seed: 4)
        for _ in 0..<20_000 {
            let text = "camera/lane-\(random.next() % 700)/front-nhìn-xuống"
            let made = Array(text.utf8).withUnsafeBytes { names[$0] }
            #expect(made == text)
        }
    }

    @Test("SplitMix64 is the published generator")
    func splitMix() {
        var random = SplitMix64(seed: 1_234_567)
        // Values of the reference C code for this seed, as Rosetta Code lists them.
        let published: [UInt64] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        #expect((0..<3).map { _ in random.next() } == published)
    }
}

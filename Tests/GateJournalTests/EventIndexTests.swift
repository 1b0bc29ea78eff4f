import Testing

@testable import GateJournal

@Suite("The index of event ids")
struct EventIndexTests {
    @Test("Everything put in is found under its hash, twins too, through every growth")
    func finds() {
        var index = EventIndex()
        // Few distinct hashes, all beginning in the same region: long runs and wrap-around at the table's end.
        func hash(_ sequence: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: sequence / 3 &* 0x8000_0001 &+ 1_020) }
        let events: UInt64 = 5_000
        for sequence in 1...events { index.insert(hash(sequence), at: sequence) }
        #expect(index.count == Int(events))
        for sequence in 1...events {
            var seen: [UInt64] = []
            let found: UInt64? = index.first(hash(sequence)) { place in
                seen.append(place)
                return place == sequence ? place : nil
            }
            #expect(found == sequence)
            #expect(seen.allSatisfy { hash($0) == hash(sequence) })
        }
        let none: UInt64? = index.first(7) { $0 }
        #expect(none == nil)
    }

    @Test("An index made for a number of events does not grow while they are put in, and holds the largest number")
    func reserves() {
        var index = EventIndex(reserving: 3_000)
        for sequence in 1...3_000 as ClosedRange<UInt64> {
            index.insert(UInt32(sequence) &* 2_654_435_761, at: sequence)
        }
        let last = UInt64(JournalLimits.events)
        index.insert(.max, at: last)
        let found: UInt64? = index.first(.max) { $0 }
        #expect(found == last)
    }

    @Test("Hashes of equal bytes are equal, of others nearly always not")
    func hashes() {
        func hash(_ text: String) -> UInt32 { Array(text.utf8).withUnsafeBytes(EventIndex.hash(of:)) }
        #expect(hash("lane/1 1 7 0") == hash("lane/1 1 7 0"))
        let many = Set((0..<2_000).map { hash("lane/1 1 \($0) 0") })
        #expect(many.count > 1_990)
    }
}

/// Where each event id stands in a journal, in memory: eight bytes a slot, at most three slots of four in use.
///
/// A slot holds 32 bits of the id's hash and the event's sequence number. Equal hashes do not prove equal ids: whoever
/// finds one reads the row and compares. The hash is Swift's own, seeded anew in every process, so that no device can
/// choose ids that collide.
struct EventIndex {
    /// Hash in the upper half, sequence number in the lower; 0 is free. As many as a power of two.
    private var slots: [UInt64]
    private(set) var count = 0

    init(reserving events: Int = 0) {
        var size = 1_024
        while size * 3 / 4 < events { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
    }

    static func hash(of id: UnsafeRawBufferPointer) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(bytes: id)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// Asks `check` about every sequence number filed under `hash`, until it answers something.
    func first<Answer>(_ hash: UInt32, _ check: (UInt64) throws -> Answer?) rethrows -> Answer? {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if UInt32(slots[slot] >> 32) == hash, let answer = try check(slots[slot] & 0xFFFF_FFFF) { return answer }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// - Parameter sequence: 1…`JournalLimits.events`.
    mutating func insert(_ hash: UInt32, at sequence: UInt64) {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        put(UInt64(hash) << 32 | sequence)
        count += 1
    }

    private mutating func put(_ entry: UInt64) {
        var slot = Int(entry >> 32) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 2)
        for entry in old where entry != 0 { put(entry) }
    }
}

/// Values numbered from 1 without gaps, in chunks that copies share.
///
/// A snapshot of the gate copies one pointer a chunk; only the chunk that is written to next is copied for real.
/// Closed visits never change, so a day of snapshots holds each of them once.
public struct SlotTable<Element: FieldCoded & Hashable>: FieldCoded, Hashable {
    private static var chunkSize: Int { 64 }

    private var chunks: [[Element]] = []
    public private(set) var count = 0

    public init() {}

    /// The element with the given number, or nil where there is none.
    @inline(__always)
    public subscript(number: UInt32) -> Element? {
        guard number >= 1, Int(number) <= count else { return nil }
        let index = Int(number) - 1
        return chunks[index / Self.chunkSize][index % Self.chunkSize]
    }

    /// Reads parts of an element without copying the whole; nil where there is none.
    @inline(__always)
    func look<Result>(at number: UInt32, _ body: (borrowing Element) -> Result) -> Result? {
        guard number >= 1, Int(number) <= count else { return nil }
        let index = Int(number) - 1
        return chunks[index / Self.chunkSize].withUnsafeBufferPointer { body($0[index % Self.chunkSize]) }
    }

    /// Looks at the newest elements, newest first, so many at most; until `isLast` says that it has seen enough.
    func lookBack(most: UInt32, _ isLast: (borrowing Element) -> Bool) {
        var next = UInt32(clamping: count)
        let end = next - min(next, most)
        while next > end, look(at: next, isLast) == false { next -= 1 }
    }

    /// Adds an element, whose number becomes ``count``.
    public mutating func append(_ element: Element) {
        if count % Self.chunkSize == 0 {
            chunks.append([])
            chunks[chunks.count - 1].reserveCapacity(Self.chunkSize)
        }
        chunks[chunks.count - 1].append(element)
        count += 1
    }

    /// Changes the element with the given number in place; false where there is none.
    @inline(__always)
    @discardableResult
    public mutating func update(_ number: UInt32, _ change: (inout Element) -> Void) -> Bool {
        guard number >= 1, Int(number) <= count else { return false }
        let index = Int(number) - 1
        change(&chunks[index / Self.chunkSize][index % Self.chunkSize])
        return true
    }

    /// Every element, in order.
    public func forEach(_ body: (Element) -> Void) {
        for chunk in chunks { chunk.forEach(body) }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        var all = chunks.flatMap { $0 }
        try coder.list("elements", &all)
        if all.count != count {
            self = SlotTable()
            for element in all { append(element) }
        }
    }
}

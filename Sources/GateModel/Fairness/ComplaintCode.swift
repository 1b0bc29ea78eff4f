/// What a driver is given to complain with: seven signs that name a visit, the last of which proves the others.
///
/// It is no secret and opens nothing: whoever has it can say that something was wrong, and no more. The codes of two vehicles
/// that follow each other look unlike, so that a slip of the pen does not name the next one. It belongs to one journal: the
/// next one of this gate, and another gate, begin with the same codes.
public struct ComplaintCode: Hashable, Sendable, CustomStringConvertible {
    /// Digits and letters of which none is taken for another one; 31 of them, a prime, so that the check finds every single
    /// wrong sign and every two that were exchanged.
    private static let alphabet = Array("123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let digits = 6
    private static let size: UInt64 = 887_503_681
    /// Of no common factor with ``size``; its inverse takes the step back.
    private static let factor: UInt64 = 548_386_577

    /// The visit that it names.
    public let visit: VisitID

    /// The code of a visit.
    public init(_ visit: VisitID) { self.visit = visit }

    /// Reads a code as a person types it: in any case, with blanks or hyphens. Nil where it is none.
    public init?(_ text: String) {
        let signs = text.uppercased().filter { $0 != " " && $0 != "-" }.map { Self.alphabet.firstIndex(of: $0) }
        guard signs.count == Self.digits + 1 else { return nil }
        let values = signs.compactMap(\.self)
        guard values.count == signs.count, Self.check(values.dropLast()) == values[Self.digits] else { return nil }
        let mixed = values.dropLast().reduce(UInt64(0)) { $0 * 31 + UInt64($1) }
        let number = mixed * Self.inverse % Self.size
        guard number > 0, number <= UInt64(UInt32.max) else { return nil }
        visit = VisitID(unchecked: UInt32(number))
    }

    /// `ABC-DEFG`
    public var description: String {
        var rest = UInt64(visit.number) * Self.factor % Self.size
        var values: [Int] = []
        for _ in 0..<Self.digits {
            values.insert(Int(rest % 31), at: 0)
            rest /= 31
        }
        let text = String((values + [Self.check(values[...])]).map { Self.alphabet[$0] })
        return text.prefix(3) + "-" + text.dropFirst(3)
    }

    private static func check(_ values: ArraySlice<Int>) -> Int {
        values.enumerated().reduce(0) { ($0 + ($1.offset + 2) * $1.element) % 31 }
    }

    /// The number that times ``factor`` leaves 1, by Euclid's algorithm.
    private static let inverse: UInt64 = {
        var (old, new) = (Int64(factor), Int64(size))
        var (oldTimes, newTimes): (Int64, Int64) = (1, 0)
        while new != 0 {
            let quotient = old / new
            (old, new) = (new, old - quotient * new)
            (oldTimes, newTimes) = (newTimes, oldTimes - quotient * newTimes)
        }
        return UInt64((oldTimes % Int64(size) + Int64(size)) % Int64(size))
    }()
}

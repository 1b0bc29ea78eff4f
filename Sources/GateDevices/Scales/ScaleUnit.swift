/// A unit in which scales state weights.
enum ScaleUnit: Sendable {
    case kilogram, tonne, pound

    /// As A&D and CAS write it, right-aligned in two characters.
    init?(_ text: ArraySlice<UInt8>) {
        switch Array(text) {
        case [UInt8(ascii: "k"), UInt8(ascii: "g")]: self = .kilogram
        case [0x20, UInt8(ascii: "t")], [UInt8(ascii: "t"), 0x20]: self = .tonne
        case [UInt8(ascii: "l"), UInt8(ascii: "b")]: self = .pound
        default: return nil
        }
    }

    /// Hundred-millionths of a kilogram. 1 lb = 0.45359237 kg exactly.
    private var weight: UInt64 {
        switch self {
        case .kilogram: 100_000_000
        case .tonne: 100_000_000_000
        case .pound: 45_359_237
        }
    }

    /// Whole kilograms, half a kilogram rounded away from zero; nil beyond `Int32`.
    ///
    /// - Parameters:
    ///   - units: of the last digit, at most eight digits.
    ///   - exponent: power of ten of the last digit, −7…3.
    func kilograms(_ units: Int64, exponent: Int) -> Int32? {
        var (scaled, overflow) = units.magnitude.multipliedReportingOverflow(by: weight)
        var divisor: UInt64 = 100_000_000
        for _ in 0..<abs(exponent) {
            if exponent < 0 {
                divisor *= 10
            } else {
                let (next, more) = scaled.multipliedReportingOverflow(by: 10)
                scaled = next
                overflow = overflow || more
            }
        }
        guard !overflow else { return nil }
        let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: divisor)
        let whole = Int64(quotient) + (rest >= divisor - rest ? 1 : 0)
        return Int32(exactly: units < 0 ? -whole : whole)
    }
}

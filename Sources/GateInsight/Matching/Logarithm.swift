/// What the standard library has not, the same on every machine: a journal must come out the same on all.
enum Logarithm {
    /// ln x for positive x, to about 1e-13: the standard library has none, and the C library's may differ by machine, while a
    /// journal must come out the same on all.
    ///
    /// x = m · 2ⁿ with m in √½…√2, and ln m = 2 artanh((m − 1) / (m + 1)) by its series (Abramowitz and Stegun 4.1.27).
    static func natural(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return -745 }
        var (mantissa, exponent) = (x.significand, Double(x.exponent))
        if mantissa > 1.414_213_562_373_095_1 {
            mantissa /= 2
            exponent += 1
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var (power, sum) = (ratio, 0.0)
        for term in 0..<12 {
            sum += power / Double(2 * term + 1)
            power *= square
        }
        return 2 * sum + exponent * 0.693_147_180_559_945_3
    }

    /// eˣ, with the same reason. x is split into n ln 2 + r with |r| ≤ ½ ln 2, and eʳ taken by Taylor's series.
    static func inverse(_ x: Double) -> Double {
        guard x > -700 else { return 0 }
        let halves = min(x, 700) / 0.693_147_180_559_945_3
        // Rounded by hand: `rounded()` would need the C library.
        let whole = Double(Int(halves + (halves < 0 ? -0.5 : 0.5)))
        let rest = min(x, 700) - whole * 0.693_147_180_559_945_3
        var (term, sum) = (1.0, 1.0)
        for index in 1...14 {
            term *= rest / Double(index)
            sum += term
        }
        return sum * Double(sign: .plus, exponent: Int(whole), significand: 1)
    }
}

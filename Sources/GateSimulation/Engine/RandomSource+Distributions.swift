internal import Glibc

extension RandomSource {
    /// Uniform in [0, 1), 53 bits.
    @inlinable @inline(__always)
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform between two bounds, the upper one excluded.
    public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

    /// A whole number in 0..<bound, by multiplication (Lemire 2019, without the rejection: the bias is below
    /// bound / 2⁶⁴).
    public mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(max(1, bound))).high)
    }

    /// A whole number within a closed range.
    public mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// True with the given probability.
    public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// Exponential with the given mean, by inversion.
    public mutating func exponential(mean: Double) -> Double { -mean * log(1.0 - uniform()) }

    /// Erlang-k with the given mean: the sum of `k` exponential stages.
    public mutating func erlang(_ stages: Int, mean: Double) -> Double {
        var product = 1.0
        for _ in 0..<max(1, stages) { product *= 1.0 - uniform() }
        return -mean / Double(max(1, stages)) * log(product)
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller, one of the pair).
    public mutating func normal() -> Double {
        let radius = sqrt(-2.0 * log(1.0 - uniform()))
        return radius * cos(2.0 * .pi * uniform())
    }

    /// Lognormal with the given mean (not median); `sigma` is the deviation of its logarithm.
    public mutating func lognormal(mean: Double, sigma: Double) -> Double {
        exp(log(mean) - sigma * sigma / 2 + sigma * normal())
    }

    /// Nearly normal, mean 0 and deviation 1, within ±3.46: the sum of four uniforms from one draw. For counts
    /// printed by the hundred thousand, where the tail does not matter.
    @inline(__always)
    mutating func nearlyNormal() -> Double {
        let bits = next()
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        // Four uniforms on 0…65,535 have the mean 131,070 and the deviation 65,536 / √3.
        return (Double(sum) - 131_070) * (1.732_050_807_568_877 / 65_536)
    }

    /// An index of `weights`, each with its share of their sum; 0 where the sum is not positive.
    public mutating func index(weights: [Double]) -> Int {
        var rest = uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return 0
    }

    /// One element, each as likely as the others; `fallback` where there are none.
    public mutating func pick<Element>(_ elements: [Element], or fallback: Element) -> Element {
        elements.isEmpty ? fallback : elements[below(elements.count)]
    }
}

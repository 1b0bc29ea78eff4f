/// How a weighbridge's output is to be read; manuals of one format differ.
public struct ScaleSettings: Hashable, Sendable {
    /// Whether a checksum byte follows CR.
    public enum Checksum: String, CaseIterable, Sendable {
        /// Found out from the bytes: after the first frame whose following byte says so.
        case automatic
        /// 18 bytes: a frame whose checksum is wrong or missing is dropped.
        case present
        /// 17 bytes.
        case absent
    }

    /// Power of ten of the last digit for each value of SWA bits 0–2.
    public var decimalExponents: [Int]
    public var checksum: Checksum
    /// Equal frames in a row that make a weight stable where the format itself does not say so (Yaohua).
    public var steadyFrames: Int

    /// - Parameters:
    ///   - decimalExponents: eight powers from −6 to 3; the usual table is ×100, ×10, ×1, 0.1, 0.01 ….
    ///     Missing ones count as the table's.
    ///   - steadyFrames: 2…1000; ten are about a second.
    public init(
        decimalExponents: [Int] = ScaleSettings.usualExponents, checksum: Checksum = .automatic, steadyFrames: Int = 10
    ) {
        self.decimalExponents = (0..<8).map { index in
            let wanted = decimalExponents.indices.contains(index) ? decimalExponents[index] : Self.usualExponents[index]
            return min(max(wanted, -6), 3)
        }
        self.checksum = checksum
        self.steadyFrames = min(max(steadyFrames, 2), 1_000)
    }

    /// Mettler-Toledo's usual table.
    public static let usualExponents = [2, 1, 0, -1, -2, -3, -4, -5]
}

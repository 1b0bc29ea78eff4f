/// What is assumed before a read is looked at, and how far the search goes. Figures measured for both: docs/matching.md.
public struct MatchPolicy: Hashable, Sendable {
    /// Share of the vehicles seen that are on no list, 0…1.
    public var unlistedShare: Double
    /// The dearest read that is still looked at, in thousandths of a nat.
    public var limit: Int32
    /// Candidates that cost so much more than the best are left out.
    public var margin: Int32
    /// A candidate is worth showing while the risk that it is wrong is at most this, 0…1.
    public var shownRisk: Double
    /// A match may be taken without a person while the risk is at most this, 0…1.
    public var automaticRisk: Double

    public init(unlistedShare: Double, limit: Int32, margin: Int32, shownRisk: Double, automaticRisk: Double) {
        self.unlistedShare = unlistedShare
        self.limit = limit
        self.margin = margin
        self.shownRisk = shownRisk
        self.automaticRisk = automaticRisk
    }

    /// The day's declared vehicles: one vehicle in twenty is not among them (assumed), one wrong match in 200 may happen
    /// without a person.
    public static let declared = MatchPolicy(
        unlistedShare: 0.05, limit: 22_000, margin: 8_000, shownRisk: 0.9, automaticRisk: 0.005)

    /// A watch list: one vehicle in a thousand is on it (assumed), so that only a read with hardly another explanation is
    /// told; and nothing follows from it without a person.
    public static let tight = MatchPolicy(
        unlistedShare: 0.999, limit: 12_000, margin: 7_000, shownRisk: 0.9, automaticRisk: 0)
}

public import GateModel

/// The identifiers that vehicles declared, searched by weak reads: ranked candidates, each with its risk and its reason.
///
/// Identifiers come and go one by one. What ``rank(_:confidences:policy:favoured:)`` answers depends on the set of
/// identifiers alone, never on the order in which they came, so that a station that begins again answers the same.
public struct DeclaredMatcher: Sendable {
    /// A declared identifier that a read may have meant.
    public struct Candidate: Hashable, Sendable {
        public var identifier: String
        /// Thousandths of a nat, see ``ReadErrorModel``.
        public var cost: Int32
        /// How probably the read is not of this identifier, 0…1: one less the share of this candidate among all candidates
        /// found and the class of vehicles that declared nothing, each weighted by its prior and by what the read costs it.
        public var risk: Double
        /// In the order of the text; empty for the identifier itself.
        public var edits: [ReadEdit]

        /// The risk in thousandths, never less than it is.
        public var riskPermille: Int32 { Int32(min(1000, max(0, risk * 1000 + 0.999))) }
    }

    /// Identifiers that one vehicle of a few has, which is expected at just this place: they share most of the prior.
    public struct Favoured: Sendable {
        /// Share of the declared vehicles seen here that are among them, 0…1.
        public var share: Double
        public var identifiers: Set<String>

        public init(share: Double, identifiers: Set<String>) {
            self.share = share
            self.identifiers = identifiers
        }
    }

    /// New identifiers before the index is made anew. A few are kept apart, in a small index of their own.
    static let youngLimit = 128
    /// Candidates of one search; more than ``MatchProposal/limit``, for a prior may put a dearer one first.
    static let searchKeep = 8

    private struct Entry {
        /// How many vehicles declared it.
        var count = 1
        /// Place in the sorted order of ``old``; -1 while it is among the young.
        var place: Int32 = -1
    }

    public let model: ReadErrorModel
    private var undeclared: UndeclaredModel
    private var entries: [String: Entry] = [:]
    private var old = IdentifierTrie([])
    private var oldTexts: [String] = []
    private var isGone: [Bool] = []
    private var gone = 0
    private var young: [String] = []
    private var youngIndex = IdentifierTrie([])
    private var isYoungCurrent = true

    public init(_ identifiers: some Sequence<String> = [], model: ReadErrorModel = ReadErrorModel()) {
        self.model = model
        undeclared = UndeclaredModel(model)
        for identifier in identifiers { note(identifier) }
        rebuild()
    }

    /// Distinct identifiers.
    public var count: Int { entries.count }

    public func contains(_ identifier: String) -> Bool { entries[identifier] != nil }

    // MARK: Coming and going

    /// A vehicle declared this. Empty identifiers, those of more than 24 characters, and those with a character that no plate
    /// of the four countries has are left out.
    public mutating func add(_ identifier: String) {
        note(identifier)
        if young.count > Self.youngLimit { rebuild() }
    }

    private mutating func note(_ identifier: String) {
        guard let symbols = Symbols.of(identifier), !symbols.isEmpty, !symbols.contains(Symbols.other) else { return }
        if entries[identifier] != nil {
            entries[identifier]?.count += 1
            return
        }
        undeclared.add(symbols)
        entries[identifier] = Entry()
        young.append(identifier)
        isYoungCurrent = false
    }

    /// A vehicle that declared this has gone.
    public mutating func remove(_ identifier: String) {
        guard var entry = entries[identifier], let symbols = Symbols.of(identifier) else { return }
        entry.count -= 1
        guard entry.count == 0 else {
            entries[identifier] = entry
            return
        }
        undeclared.remove(symbols)
        entries[identifier] = nil
        if entry.place >= 0 {
            isGone[Int(entry.place)] = true
            gone += 1
            if gone > 256, gone > entries.count { rebuild() }
        } else {
            young.removeAll { $0 == identifier }
            isYoungCurrent = false
        }
    }

    /// Brings the index of the newest identifiers up to date. Until then every search does so for itself.
    public mutating func settle() {
        guard !isYoungCurrent else { return }
        youngIndex = IdentifierTrie(young)
        isYoungCurrent = true
    }

    private mutating func rebuild() {
        // In the order of the texts, for a dictionary has none.
        let texts = entries.keys.sorted()
        old = IdentifierTrie(texts)
        oldTexts = old.origins.map { texts[Int($0)] }
        isGone = [Bool](repeating: false, count: old.count)
        gone = 0
        for (place, text) in oldTexts.enumerated() { entries[text]?.place = Int32(place) }
        young = []
        isYoungCurrent = false
        settle()
    }

    // MARK: Ranking

    /// The declared identifiers that a read may have meant, most probable first, at most ``MatchProposal/limit``.
    ///
    /// - Parameters:
    ///   - read: normalised.
    ///   - confidences: the camera's own, a character each, in thousandths; may be empty.
    ///   - favoured: identifiers expected at this place.
    public func rank(
        _ read: String, confidences: [Int32] = [], policy: MatchPolicy = .declared, favoured: Favoured? = nil
    ) -> [Candidate] {
        guard let symbols = Symbols.of(read), !symbols.isEmpty, !entries.isEmpty else { return [] }
        let discounts = model.discounts(confidences, count: symbols.count)
        let found = search(symbols, discounts, policy)
        guard !found.isEmpty else { return [] }
        let listed = 1 - policy.unlistedShare
        let expected = favoured.map { $0.identifiers.filter { entries[$0] != nil } } ?? []
        let favouredShare = expected.isEmpty ? 0 : expected.count == entries.count ? 1 : favoured?.share ?? 0
        let others = listed * (1 - favouredShare) / Double(max(1, entries.count - expected.count))
        let favouredEach = listed * favouredShare / Double(max(1, expected.count))
        let weights = found.map { hit in
            (expected.contains(hit.text) ? favouredEach : others) * Logarithm.inverse(-Double(hit.cost) / 1000)
        }
        let all = weights.reduce(policy.unlistedShare * undeclared.probability(symbols), +)
        let order = found.indices.sorted { (weights[$1], found[$0].text) < (weights[$0], found[$1].text) }
        return order.prefix(MatchProposal.limit).compactMap { index in
            let risk = max(0, 1 - weights[index] / all)
            guard risk <= policy.shownRisk,
                let reason = model.explain(declared: found[index].text, read: read, confidences: confidences),
                reason.edits.count <= MatchProposal.editLimit
            else { return nil }
            return Candidate(identifier: found[index].text, cost: found[index].cost, risk: risk, edits: reason.edits)
        }
    }

    private func search(
        _ symbols: [UInt8], _ discounts: [Int32], _ policy: MatchPolicy
    ) -> [(text: String, cost: Int32)] {
        let youngIndex = isYoungCurrent ? youngIndex : IdentifierTrie(young)
        let among = TrieSearch.run(
            old, symbols, model, discounts: discounts, isGone: gone > 0 ? isGone : [], limit: policy.limit,
            margin: policy.margin, keep: Self.searchKeep)
        var found = among.map { (text: oldTexts[Int($0.sorted)], cost: $0.cost) }
        let recent = TrieSearch.run(
            youngIndex, symbols, model, discounts: discounts, limit: policy.limit, margin: policy.margin,
            keep: Self.searchKeep)
        guard !recent.isEmpty else { return found }
        found += recent.map { (text: young[Int(youngIndex.origins[Int($0.sorted)])], cost: $0.cost) }
        found.sort { ($0.cost, $0.text) < ($1.cost, $1.text) }
        let dearest = found[0].cost + policy.margin
        return Array(found.filter { $0.cost <= dearest }.prefix(Self.searchKeep))
    }
}

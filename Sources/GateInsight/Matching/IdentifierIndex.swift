/// A fixed list of identifiers of any size, searched by what a camera read: the bare search, without a judgement of risk.
///
/// For lists that do not change; the day's vehicles, which come and go, are a ``DeclaredMatcher``'s.
public struct IdentifierIndex: Sendable {
    /// An identifier near a read.
    public struct Hit: Hashable, Sendable {
        /// Its place in the list.
        public var place: Int
        /// Thousandths of a nat, see ``ReadErrorModel``; 0 for the identifier itself.
        public var cost: Int32
    }

    private let trie: IdentifierTrie
    private let model: ReadErrorModel

    /// - Parameter identifiers: normalised. Of equal ones the first counts; empty ones and those of more than 24 characters
    ///   are left out.
    public init(_ identifiers: [String], model: ReadErrorModel = ReadErrorModel()) {
        trie = IdentifierTrie(identifiers)
        self.model = model
    }

    /// Distinct identifiers in the index.
    public var count: Int { trie.count }
    /// Bytes the index takes, without the list it was made from.
    public var byteSize: Int { trie.byteSize }

    /// Identifiers that cost at most `limit`, cheapest first.
    ///
    /// - Parameters:
    ///   - read: normalised.
    ///   - confidences: the camera's own, a character each, in thousandths; may be empty.
    ///   - margin: how much dearer than the best others are still found; 0 finds the best alone.
    ///   - keep: how many at most.
    public func nearest(
        _ read: String, confidences: [Int32] = [], limit: Int32 = 22_000, margin: Int32 = 0, keep: Int = 1
    ) -> [Hit] {
        guard let symbols = Symbols.of(read) else { return [] }
        let discounts = model.discounts(confidences, count: symbols.count)
        return TrieSearch.run(
            trie, symbols, model, discounts: discounts, limit: limit, margin: margin, keep: keep
        ).map { Hit(place: Int(trie.origins[Int($0.sorted)]), cost: $0.cost) }
    }
}

import GateModel
import TestTraits
import Testing

@testable import GateInsight

/// The index finds what looking at every identifier would find.
@Suite(.ownThread) struct IdentifierSearchTests {
    private let model = ReadErrorModel()

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func theIndexFindsWhatLookingAtEveryOneFinds(seed: UInt64) throws {
        var random = TestRandom(seed: seed)
        let texts = (0..<700).map { _ in TestPlates.any(&random) }
        let trie = IdentifierTrie(texts)
        let sorted = trie.origins.map { texts[Int($0)] }
        let symbols = try sorted.map { try #require(Symbols.of($0)) }
        #expect(Set(sorted).count == sorted.count && Set(sorted) == Set(texts), "seed \(seed)")
        for round in 0..<200 {
            let read = TestPlates.misread(texts[random.below(texts.count)], errors: round % 4, &random)
            let seen = try #require(Symbols.of(read))
            let confidences = round % 3 == 0 ? seen.map { _ in Int32(random.below(1001)) } : []
            let discounts = model.discounts(confidences, count: seen.count)
            let isGone = round % 2 == 0 ? [] : symbols.map { _ in random.below(3) == 0 }
            let limit = Int32(4_000 + random.below(16_000))
            let margin = Int32(random.below(9_000))
            let found = TrieSearch.run(
                trie, seen, model, discounts: discounts, isGone: isGone, limit: limit, margin: margin, keep: 5)
            var all = symbols.indices.filter { isGone.isEmpty || !isGone[$0] }.map { place in
                TrieSearch.Found(
                    sorted: Int32(place),
                    cost: model.cost(declared: symbols[place], read: seen, discounts: discounts))
            }
            all.sort { ($0.cost, $0.sorted) < ($1.cost, $1.sorted) }
            let dearest = min(limit, (all.first?.cost ?? 0) + margin)
            #expect(found == Array(all.filter { $0.cost <= dearest }.prefix(5)), "seed \(seed), \(read)")
        }
    }

    @Test func aFixedListAnswersWithPlacesInTheList() {
        let index = IdentifierIndex(["29C12345", "", "29C12345", "桂F12345", String(repeating: "1", count: 25)])
        #expect(index.count == 2 && index.byteSize > 0)
        #expect(index.nearest("29C12345") == [.init(place: 0, cost: 0)])
        #expect(index.nearest("F12345").map(\.place) == [3])
        #expect(index.nearest("").isEmpty)
        #expect(index.nearest(String(repeating: "8", count: 400)).isEmpty)
        #expect(IdentifierIndex([]).nearest("29C12345").isEmpty)
    }

    @Test func onePlateMayBeginAnother() {
        let index = IdentifierIndex(["29C1234", "29C12345", "29C1"])
        #expect(index.nearest("29C1234").map(\.place) == [0])
        #expect(index.nearest("29C12345").map(\.place) == [1])
        #expect(index.nearest("29C1").map(\.place) == [2])
        #expect(Set(index.nearest("29C1234", margin: 8_000, keep: 3).map(\.place)) == [0, 1])
    }
}

import GateModel
import TestTraits
import Testing

@testable import GateInsight

@Suite(.ownThread) struct DeclaredMatcherTests {
    /// A quiet day: plates far from each other.
    private static let day = ["29C18345", "12H55021", "98C77410", "15C20993", "桂F12345", "桂AD5021", "ກຂ1234", "3A4456"]

    @Test func aWeakReadFindsItsVehicleWithTheReason() throws {
        let matcher = DeclaredMatcher(Self.day)
        let best = try #require(matcher.rank("29C1B35").first)
        #expect(best.identifier == "29C18345")
        #expect(best.edits.map(\.declared) == ["8", "4"] && best.edits.map(\.read) == ["B", ""])
        #expect(best.risk < 0.005 && best.riskPermille <= 5)
        #expect(matcher.rank("F12345").first?.identifier == "桂F12345")
        #expect(matcher.rank("ກ1234").first?.identifier == "ກຂ1234")
        #expect(matcher.rank("3A445").first?.identifier == "3A4456")
        // The identifier itself is no weak read.
        let exact = try #require(matcher.rank("12H55021").first)
        #expect(exact.edits.isEmpty && exact.cost == 0)
        // Nothing like it, nothing at all, too long.
        #expect(matcher.rank("ZZZZZZZ").isEmpty)
        #expect(matcher.rank("").isEmpty)
        #expect(matcher.rank(String(repeating: "8", count: 300)).isEmpty)
        #expect(matcher.rank("\u{202E}29C\u{0}1").count <= MatchProposal.limit)
    }

    @Test func twoThatAreAsNearAreBothProposedAndNeitherIsTaken() {
        let matcher = DeclaredMatcher(["29C18345", "29C1B345", "29C12845"] + Self.day.dropFirst())
        let found = matcher.rank("29C1345")
        #expect(found.count >= 2)
        #expect(found.allSatisfy { $0.risk > MatchPolicy.declared.automaticRisk })
    }

    @Test func whomThePlaceExpectsComesFirst() throws {
        // Either may have lost a character; the second is dearer.
        let matcher = DeclaredMatcher(["29C18345", "29C16345"] + Self.day.dropFirst())
        #expect(try #require(matcher.rank("29C1345").first).identifier == "29C18345")
        let favoured = DeclaredMatcher.Favoured(share: 0.95, identifiers: ["29C16345"])
        let best = try #require(matcher.rank("29C1345", favoured: favoured).first)
        #expect(best.identifier == "29C16345")
        // One that is not declared any more is no reason to expect anything.
        let unknown = DeclaredMatcher.Favoured(share: 0.95, identifiers: ["99Z99999"])
        #expect(matcher.rank("29C1345", favoured: unknown) == matcher.rank("29C1345"))
    }

    @Test func aContainerCodeWhoseCheckDigitAgreesIsMoreLikelyAnotherContainer() throws {
        let owners = ["CSQU3054383", "MSKU1234565", "TGHU7654325", "CSQU3054399"]
        let matcher = DeclaredMatcher(owners)
        // 3054383 read with one digit wrong: once so that the check digit fails, once so that it agrees.
        #expect((try? ContainerNumber("CSQU3054883")) == nil)
        let broken = try #require(matcher.rank("CSQU3054883").first)
        #expect(broken.identifier == "CSQU3054383")
        let valid = "CSQU305438" + "\(ContainerNumber.checkDigit(ofFirstTen: Array("CSQU305438")))"
        #expect(valid == "CSQU3054383")
        let other = "CSQU305488" + "\(ContainerNumber.checkDigit(ofFirstTen: Array("CSQU305488")))"
        let sound = matcher.rank(other).first { $0.identifier == "CSQU3054383" }
        #expect((sound?.risk ?? 1) > broken.risk)
    }

    @Test func aWatchListTellsOnlyOfReadsWithHardlyAnotherExplanation() {
        let matcher = DeclaredMatcher(Self.day)
        #expect(matcher.rank("29C1B345", policy: .tight).first?.identifier == "29C18345")
        #expect(matcher.rank("29C17345", policy: .tight).isEmpty)
        #expect(MatchPolicy.tight.automaticRisk == 0)
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func theAnswerDependsOnTheIdentifiersAloneNotOnTheirHistory(seed: UInt64) {
        var random = TestRandom(seed: seed)
        let pool = (0..<1_500).map { _ in TestPlates.any(&random) }
        var matcher = DeclaredMatcher()
        var declared: [String] = []
        for round in 0..<4_000 {
            if random.below(5) < 3 || declared.isEmpty {
                let text = pool[random.below(pool.count)]
                declared.append(text)
                matcher.add(text)
            } else {
                matcher.remove(declared.remove(at: random.below(declared.count)))
            }
            guard round % 40 == 39, !declared.isEmpty else { continue }
            let fresh = DeclaredMatcher(declared.shuffled(using: &random))
            #expect(fresh.count == matcher.count && fresh.count == Set(declared).count, "seed \(seed)")
            for _ in 0..<5 {
                let read = TestPlates.misread(pool[random.below(pool.count)], errors: 1 + random.below(2), &random)
                #expect(matcher.rank(read) == fresh.rank(read), "seed \(seed), round \(round), \(read)")
            }
        }
        for text in declared { matcher.remove(text) }
        matcher.remove("29C00000")
        #expect(matcher.count == 0 && matcher.rank("29C12345").isEmpty)
    }

    @Test func mostMisreadsOfADayFindTheirVehicle() {
        var random = TestRandom(seed: 3)
        var declared: Set<String> = []
        while declared.count < 800 {
            let province = "\(11 + random.below(89))"
            declared.insert(province + random.pick("CHBR") + (0..<5).map { _ in random.pick("0123456789") }.joined())
        }
        let plates = declared.sorted()
        let matcher = DeclaredMatcher(plates)
        var (right, wrong) = (0, 0)
        for _ in 0..<1_000 {
            let truth = plates[random.below(plates.count)]
            let read = TestPlates.misread(truth, errors: 1, &random)
            guard read != truth, let best = matcher.rank(read).first, best.risk <= 0.5 else { continue }
            if best.identifier == truth { right += 1 } else { wrong += 1 }
        }
        #expect(right > 900 && wrong < 20, "right \(right), wrong \(wrong)")
    }
}

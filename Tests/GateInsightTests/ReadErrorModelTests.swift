import Foundation
import GateModel
import Testing

@testable import GateInsight

@Suite struct ReadErrorModelTests {
    private let model = ReadErrorModel()

    private func cost(_ declared: String, _ read: String, _ confidences: [Int32] = []) throws -> Int32 {
        try #require(model.explain(declared: declared, read: read, confidences: confidences)).cost
    }

    @Test func whatCamerasConfuseIsCheaperThanWhatTheyDoNot() throws {
        #expect(try cost("29C12345", "29C12345") == 0)
        #expect(try cost("29C18345", "29C1B345") < cost("29C18345", "29C1K345"))
        #expect(try cost("29C18345", "29C1B345") < cost("29C13845", "29C1Z845"))
        // Losing an 8 is commoner than losing a 6; adding a 0 commoner than adding a K.
        #expect(try cost("29C18345", "29C1345") < cost("29C16345", "29C1345"))
        #expect(try cost("29C12345", "29C102345") < cost("29C12345", "29CK12345"))
        // A look-alike that the counts never met is still cheaper than any other character.
        #expect(try cost("29C17345", "29C1T345") < cost("29C17345", "29C1E345"))
    }

    @Test func theEditsSayWhatTheCameraGotWrong() throws {
        let reason = try #require(model.explain(declared: "29C18345", read: "29C1B35"))
        #expect(
            reason.edits == [
                ReadEdit(place: 4, declared: "8", read: "B"), ReadEdit(place: 6, declared: "4", read: ""),
            ])
        let added = try #require(model.explain(declared: "29C12345", read: "29C123405"))
        #expect(added.edits == [ReadEdit(place: 7, declared: "", read: "0")])
        let han = try #require(model.explain(declared: "桂F12345", read: "F12345"))
        #expect(han.edits == [ReadEdit(place: 0, declared: "桂", read: "")])
        let lao = try #require(model.explain(declared: "ກຂ1234", read: "ກບ1234"))
        #expect(lao.edits == [ReadEdit(place: 1, declared: "ຂ", read: "ບ")])
    }

    @Test func aCharacterTheCameraDoubtedIsCheaperToReplace() throws {
        let sure = [Int32](repeating: 990, count: 8)
        var unsure = sure
        unsure[4] = 400
        let plain = try cost("29C12345", "29C19345")
        #expect(try cost("29C12345", "29C19345", sure) == plain)
        #expect(try cost("29C12345", "29C19345", unsure) < plain)
        // Doubt about another character changes nothing, and never makes an error free.
        #expect(try cost("29C12345", "29C12945", unsure) == cost("29C12345", "29C12945"))
        #expect(try cost("29C12345", "29C19345", [Int32](repeating: 0, count: 8)) >= ReadErrorModel.leastDoubted)
        // Confidences of another length belong to another text.
        #expect(try cost("29C12345", "29C19345", [10, 10]) == plain)
    }

    @Test func entriesAreReadAsWritten() {
        let entries = ConfusionTable.entries("8B3 8-5 +07 ?? 桂B2 AB")
        #expect(
            entries == [
                .init(declared: 9, read: 12, count: 3), .init(declared: 9, read: 0, count: 5),
                .init(declared: 0, read: 1, count: 7),
            ])
        let table = ConfusionTable.openalprFirstHalf
        #expect(table.occurrences.reduce(0, +) == table.characters && table.occurrences.count == 36)
        func sum(_ isCounted: (ConfusionTable.Entry) -> Bool) -> Int {
            table.entries.filter(isCounted).reduce(0) { $0 + $1.count }
        }
        #expect(sum { $0.declared > 0 && $0.read > 0 } == 40)
        #expect(sum { $0.declared == 0 } == 16)
        #expect(sum { $0.read == 0 } == 30)
    }

    @Test func logarithmAndExponentialAreThoseOfTheLibrary() {
        for x in [1e-300, 1e-9, 0.01, 0.5, 0.999, 1, 1.5, 2, 37.5, 1e12] {
            #expect(abs(Logarithm.natural(x) - log(x)) <= 1e-12 * max(1, abs(log(x))))
        }
        for x in [-600.0, -20, -3.3, -0.1, 0, 0.1, 1, 9.7, 300] {
            #expect(abs(Logarithm.inverse(x) - exp(x)) <= 1e-12 * exp(x))
        }
        #expect(Logarithm.inverse(-1000) == 0)
    }

    @Test func theCheckDigitOnSymbolsIsThatOfTheModel() throws {
        var random = TestRandom(seed: 4)
        for _ in 0..<500 {
            let text = TestPlates.container(&random)
            let symbols = try #require(Symbols.of(text))
            #expect(ContainerCheck.hasShape(symbols))
            #expect(ContainerCheck.agrees(symbols) == ((try? ContainerNumber(text)) != nil))
        }
    }
}

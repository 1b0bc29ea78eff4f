import ConsoleSupport
import Foundation
import GateModel
import GateText
import Testing

@testable import GateScreens

/// What vehicles waited where drivers were satisfied, above what they waited where not.
@Suite("Rating lines") struct RatingLineTests {
    private static var tally: RatingTally {
        var tally = RatingTally()
        (tally.good.vehicles, tally.bad.vehicles) = (706, 64)
        for step in GateStep.allCases {
            tally.good.waited[Int(step.rawValue)] = 706 * 60 * Int32(step.rawValue + 1)
            tally.bad.waited[Int(step.rawValue)] = 64 * 600 * Int32(step.rawValue + 1)
        }
        (tally.good.unexplained, tally.bad.unexplained) = (706 * 30, 64 * 900)
        return tally
    }

    @Test(
        "They fit, stand under each other, and tell what is cut",
        arguments: Language.allCases, [56, 76, 116, 1_000])
    func columns(language: Language, width: Int) throws {
        let words = try House.words(language)
        let lines = TimesScreen.exits(Self.tally, words, width: width).map(\.text)
        try #require(lines.count == 2)
        #expect(lines[0].width == lines[1].width && lines[0].width <= width, "\(lines.map(\.text))")
        #expect(lines[0].text.contains("706") && lines[1].text.contains("64"))
        let isCut = lines.map { $0.text.hasSuffix("…") }
        #expect(isCut == [width < 1_000, width < 1_000], "\(lines.map(\.text))")
        guard width >= 76 else { return }
        // Time without a reason comes first, then the step on which most was waited.
        #expect(lines[0].text.contains("? ") && lines[0].text.contains(words.stopwatch(30).text))
        #expect(lines[1].text.contains(words.stopwatch(900).text))
        guard width >= 116, let second = GateStep.allCases.dropLast().last else { return }
        let name = words.name(second).text
        let places = lines.map { $0.text.components(separatedBy: name)[0].count }
        #expect(lines[0].text.contains(name) && places[0] == places[1], "\(lines.map(\.text))")
    }
}

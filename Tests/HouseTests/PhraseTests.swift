import Foundation
import GateLayout
import GateModel
import GateScreens
import GateText
import TestSupport
import Testing

/// The phrases for drivers: complete in five languages, each in its own script.
@Suite("Phrases for drivers") struct PhraseTests {
    private static func book() throws -> PhraseBook { try DataFolder(root: Repository.root).phrases() }

    private static func message(_ phrase: DriverPhrase, _ reason: Reason = .none, _ wait: WaitReason = .none)
        -> DriverMessaged
    {
        var message = DriverMessaged()
        (message.phrase, message.reason, message.wait) = (phrase, reason, wait)
        return message
    }

    @Test func whatIsSaidHasItsReasonBehindIt() throws {
        let book = try Self.book()
        let held = Self.message(.waitHere, .overweight)
        #expect(book.text(held, in: .vietnamese) == "Xin chờ tại chỗ, cán bộ sẽ đến. Lý do: xe quá tải.")
        #expect(
            book.text(held, in: .english) == "Please wait here, an officer will come. Reason: the vehicle is too heavy."
        )
        #expect(book.text(held, in: .chinese) == "请在此等候，工作人员会过来。原因：车辆超载。")
        #expect(book.text(Self.message(.waitHere, .none, .bayFull), in: .chinese).hasSuffix("原因：查验车位已满。"))
        #expect(book.text(Self.message(.proceed), in: .english) == "Please drive on.")
        #expect(book.text(Self.message(.none), in: .english).isEmpty)
        #expect(PhraseBook.empty.text(held, in: .english).isEmpty)
    }

    /// A text in the wrong row would be read by somebody who cannot.
    @Test func everyTextIsInItsOwnScript() throws {
        let book = try Self.book()
        let scripts: [(DriverLanguage, ClosedRange<UInt32>)] = [
            (.chinese, 0x4E00...0x9FFF), (.lao, 0x0E80...0x0EFF), (.khmer, 0x1780...0x17FF),
        ]
        let messages =
            DriverPhrase.allCases.filter { $0 != .none }.map { Self.message($0) }
            + Reason.allCases.filter(\.isForDrivers).map { Self.message(.waitHere, $0) }
            + WaitReason.allCases.filter { $0 != .none }.map { Self.message(.waitHere, .none, $0) }
        for message in messages {
            for (language, range) in scripts {
                let text = book.text(message, in: language)
                let letters = text.unicodeScalars.filter { $0.properties.isAlphabetic }
                #expect(!letters.isEmpty && letters.allSatisfy { range.contains($0.value) }, "\(language): \(text)")
            }
            let texts = Set(DriverLanguage.allCases.map { book.text(message, in: $0) })
            #expect(texts.count == DriverLanguage.allCases.count, "\(message.phrase) is said alike in two languages")
        }
    }

    @Test func aBookWithAHoleIsNoBook() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let phrases = folder.appendingPathComponent("data/phrases")
        try FileManager.default.createDirectory(at: phrases, withIntermediateDirectories: true)
        let text = try String(contentsOfFile: Repository.root + "/data/phrases/drivers.toml", encoding: .utf8)
        let cut = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.hasPrefix("lo = \"ລົດບັນທຸກ")
        }
        let file = phrases.appendingPathComponent("drivers.toml")
        try cut.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        #expect(throws: PhraseFault(missing: ["reason.overweight.lo"])) {
            try DataFolder(root: folder.path).phrases()
        }
        try "[phrase\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(throws: LayoutProblems.self) { try DataFolder(root: folder.path).phrases() }
    }
}

import ConsoleSupport
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

/// `c`: what is wrong, what it is to be, why, on what grounds; whatever is known already is not asked.
@Suite("Keys of a correction") struct CorrectionKeyTests {
    private static func index(_ field: DeclarationField) throws -> Int {
        try #require(DeclarationField.allCases.firstIndex(of: field))
    }

    /// The key of a field in the menu, after that of the plate as read.
    private static func key(_ field: DeclarationField) throws -> Key {
        .character(Array("123456789abcdefghijklmnop")[try index(field) + 1])
    }

    private static func act(_ effects: [Effect]) throws -> Act {
        guard case .act(let act, _)? = effects.first, effects.count == 1 else {
            throw Missing(effects: effects)
        }
        return act
    }

    private struct Missing: Error { var effects: [Effect] }

    @Test("A value is typed, and asked for its reason and its grounds") func typed() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view()
        _ = view.press(.character("c"), try Self.key(.driver), .delete, .paste(" Lê  Văn Ba "), on: context)
        #expect(view.press(.enter, .character("1"), on: context).isEmpty)
        let act = try Self.act(view.press(.character("2"), on: context))
        #expect(act.verb == .correctField && act.field == .driver && act.value == "Lê Văn Ba")
        #expect(act.correctionReason == .typingError && act.evidence == .document && act.agency == .borderGuard)
        #expect(view.overlays.isEmpty)
    }

    @Test("What a device has read is proposed, and is its own grounds") func read() throws {
        var desk = Desk()
        var read = DriverRead()
        (read.number, read.nationality, read.isValid) = ("C1234567", "CHN", true)
        desk.gate.add(.driverRead(desk.gate.seen(desk.checked, read)))
        let context = try desk.context()
        var view = desk.view()
        _ = view.press(.character("c"), try Self.key(.nationality), on: context)
        #expect(view.overlays == [.input(.init(subject: .field(desk.checked, .nationality), text: "CHN"))])
        let act = try Self.act(view.press(.enter, .character("3"), on: context))
        #expect(act.value == "CHN" && act.correctionReason == .changedSince && act.evidence == .deviceRead)
    }

    @Test("What the declarant amends is taken with Enter") func amended() throws {
        var desk = Desk()
        var amendment = Amendment()
        amendment.fields = [AmendedField(.document, "B7654321")]
        desk.gate.add(.amendmentOffered(desk.gate.seen(desk.checked, amendment)))
        let context = try desk.context()
        var view = desk.view()
        let act = try Self.act(view.press(.character("c"), try Self.key(.document), .enter, on: context))
        #expect(act.value == "B7654321" && act.correctionReason == .amended && act.evidence == .declarant)
        let text = Frame.render(context, view, width: 120, height: 40).grid.plainText()
        #expect(text.contains("xin sửa 1 mục"))
    }

    @Test("Who may not, or what is no value, is told before anything is asked") func refused() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view()
        _ = view.press(.character("c"), try Self.key(.hsCode), on: context)
        #expect(view.overlays.isEmpty && view.announcement?.text.text.contains("Người được sửa mã HS: HQ") == true)
        view = desk.view()
        _ = view.press(.character("c"), try Self.key(.nationality), .delete, .paste("Việt Nam"), .enter, on: context)
        #expect(view.overlays.isEmpty && view.announcement?.text.text.contains("ba chữ cái") == true)
    }

    @Test("A class is chosen, and a weight may be written with its blanks") func chosen() throws {
        let desk = Desk()
        var context = try desk.context()
        context.person.agency = .customs
        var view = desk.view()
        let keys = [Key.character("c"), try Self.key(.goodsClass), .character("5"), .character("4"), .character("1")]
        var act = try Self.act(keys.reduce([]) { $0 + view.handle($1, context) })
        #expect(
            act.field == .goodsClass && act.value == "timber" && act.correctionReason == .found && act.evidence == .seen
        )
        view = desk.view()
        _ = view.press(.character("c"), try Self.key(.grossKilograms), .delete, .paste("21 500"), on: context)
        act = try Self.act(view.press(.enter, .character("2"), .character("2"), on: context))
        #expect(act.value == "21500" && act.correctionReason == .leftOut && act.evidence == .document)
    }

    @Test(
        "A weight is in kilograms, its groups parted or not; tonnes are none",
        arguments: [
            ("31500", "31500"), ("31 500", "31500"), ("31.500", "31500"), ("31,500", "31500"), ("31.5", "31.5"),
            ("31.15", "31.15"), ("3100.500", "3100.500"), ("1.234.567", "1234567"), ("", ""), ("x", "x"),
        ])
    func weights(typed: String, value: String) { #expect(DeclarationField.grossKilograms.normalised(typed) == value) }

    @Test("That a trailer is taken away rests on no reading") func emptied() throws {
        var desk = Desk()
        var trailer = FieldCorrected()
        (trailer.visit, trailer.field, trailer.to) = (desk.checked, .trailer, "51R12345")
        desk.gate.add(.fieldCorrected(trailer))
        let context = try desk.context()
        var view = desk.view()
        _ = view.press(.character("c"), try Self.key(.trailer), .delete, .enter, .character("1"), on: context)
        guard case .menu(let menu)? = view.overlays.last, case .correctEvidence = menu.subject else {
            Issue.record("its grounds are not asked: \(view.overlays)")
            return
        }
    }
}

import ConsoleSupport
import GateGrid
import GateModel

@testable import GateScreens

extension Scene {
    /// What is to be corrected, and what was.
    static func corrections() -> [Scene] {
        var gate = HandMade()
        let truck = gate.declare("29H65432") {
            $0.goods = "thanh long tươi"
            $0.trailer = "51R12345"
            $0.document = "B1234567"
        }
        gate.control(truck)
        var driver = DriverRead()
        (driver.number, driver.nationality, driver.isValid) = ("C7654321", "VNM", true)
        gate.add(.driverRead(gate.seen(truck, driver)))
        for (field, to, reason, evidence, agency) in [
            (
                DeclarationField.goods, "vải thiều tươi", CorrectionReason.typingError, CorrectionEvidence.document,
                Agency.customs
            ),
            (.trailer, "51R12346", .changedSince, .deviceRead, .borderGuard),
        ] {
            var corrected = FieldCorrected()
            corrected.visit = truck
            corrected.field = field
            corrected.from = gate.state.visit(truck)?.declaration[field] ?? ""
            corrected.to = to
            corrected.reason = reason
            corrected.evidence = evidence
            gate.add(.fieldCorrected(corrected), by: .officer("Lê Hoa", agency))
        }
        var amendment = Amendment()
        amendment.fields = [AmendedField(.hsCode, "081090"), AmendedField(.grossKilograms, "18900")]
        amendment.at = gate.now
        gate.add(.amendmentOffered(gate.seen(truck, amendment)))
        func scene(_ name: String, _ keys: [Key]) -> Scene {
            Scene(name: name, state: gate.state, now: gate.now + .minutes(1), keys: keys)
        }
        return [
            scene("correct", [.character("c")]), scene("corrected", [.enter, .pageDown]),
            scene("correct-why", [.character("c"), .character("6"), .enter]),
        ]
    }
}

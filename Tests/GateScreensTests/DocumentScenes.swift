import ConsoleSupport
import GateGrid
import GateModel

@testable import GateScreens

extension Scene {
    /// What a visit has instead of paper, and what was asked for all the same.
    static func documents() -> [Scene] {
        var gate = HandMade()
        let truck = gate.declare("29H65432") { $0.goods = "thanh long tươi" }
        gate.control(truck)
        var lodged = LodgedDeclaration()
        lodged.number = "105000000001"
        lodged.goodsCount = 2
        lodged.grossKilograms = 18_240
        lodged.seals = [DocumentWord("VN0012345")]
        for (text, code) in [("Thanh long tươi", "081090"), ("Xoài tươi", "080450")] {
            var line = GoodsLine()
            line.text = text
            line.hsCode = code
            lodged.goods.append(line)
        }
        lodged.mark(.grossBelowNet)
        lodged.at = gate.now - .minutes(95)
        gate.add(.lodged(gate.seen(truck, lodged)))
        for (code, minutes, reason) in [
            (AnswerCode.accepted, 90, ""), (.control, 80, "Luồng vàng"),
            (.invalidated, 18, "CDS12005; Huỷ theo đề nghị \u{202E}\u{1B}[31mcủa người khai"),
        ] {
            var answer = CustomsAnswer()
            answer.code = code
            answer.declaration = lodged.number
            answer.at = gate.now - .minutes(Int64(minutes))
            answer.reason = reason
            if code == .control { answer.channel = .yellow }
            gate.add(.answered(gate.seen(truck, answer)))
        }
        var trouble = TroubleChanged()
        trouble.visit = truck
        trouble.stage = .identified
        trouble.reason = .declarationInvalidated
        gate.add(.troubleRaised(trouble))
        gate.alarm(.declarationVoid, visit: truck, detail: "invalidated 105000000001 CDS12005")
        for (number, result) in [("GP-77/2026", PermitResult.granted), ("KD-12", .refused)] {
            var permit = Permit()
            permit.number = number
            permit.kind = .plantQuarantine
            permit.agency = .plant
            permit.result = result
            permit.issuedAt = gate.now - .hours(30)
            if result == .granted { permit.validUntil = gate.now + .hours(300) }
            gate.add(.permitStated(gate.seen(truck, permit)))
        }
        var record = MovementRecord()
        record.number = "GMRB00000GKW"
        record.inspection = .required
        record.updatedAt = gate.now - .minutes(7)
        for (inspection, places) in [("1", "KSLH-1 KSLH-2"), ("2", "SOI-1")] {
            var place = ReportPlace()
            place.inspection = inspection
            place.places = places
            record.reportTo.append(place)
        }
        gate.add(.movementRecorded(gate.seen(truck, record)))
        for (agency, paper) in [(Agency.plant, Paper.originCertificate), (.customs, .invoice)] {
            var asked = PaperAsked()
            asked.visit = truck
            asked.agency = agency
            asked.paper = paper
            asked.basis = "Thông tư 33/2023/TT-BTC, điều 12"
            gate.add(.paperAsked(asked), by: .officer("Lê Hoa", agency))
        }
        var stray = CustomsAnswer()
        stray.code = .clear
        stray.declaration = "109999999999"
        gate.add(.answered(gate.seen(nil, stray)))

        var bare = HandMade()
        let without = bare.declare("15H56789") { $0.hasManifest = false }
        bare.move(without, .atYard, .inQueue, .atBarrierIn)
        var missing = TroubleChanged()
        missing.visit = without
        missing.reason = .noManifest
        bare.add(.troubleRaised(missing))
        bare.alarm(.noManifest, visit: without, detail: "105000000001")

        func scene(_ name: String, _ gate: HandMade, _ keys: [Key]) -> Scene {
            Scene(name: name, state: gate.state, now: gate.now + .minutes(1), keys: keys)
        }
        return [
            scene("documents-dossier", gate, [.enter, .pageDown]), scene("documents-board", gate, [.function(5)]),
            scene("documents-joint", gate, [.function(4)]), scene("documents-alarms", gate, [.function(6)]),
            scene("papers", gate, [.character("a")]),
            scene("papers-basis", gate, [.character("a"), .character("6"), .paste("Thông tư 33/2023/TT-BTC")]),
            scene("no-manifest", bare, []), scene("no-manifest-question", bare, [.character("q")]),
        ]
    }
}

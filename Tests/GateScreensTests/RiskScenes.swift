import ConsoleSupport
import GateGrid
import GateModel

@testable import GateScreens

extension Scene {
    /// Why a vehicle has its channel, and who wants another.
    static func risk() -> [Scene] {
        var gate = HandMade()
        var plan = gate.state.plan
        var rule = RiskRule()
        rule.id = "empty-heavy"
        rule.from = 20_150_101
        rule.source = "Luật Hải quan 54/2014/QH13"
        rule.article = "Điều 16, 17"
        rule.vietnamese = "Khai xe rỗng nhưng cân nặng từ 22 tấn"
        rule.english = "Declared empty, but weighs 22 t or more"
        rule.channel = .red
        rule.level = .high
        var trial = rule
        trial.id = "convoy"
        trial.isShadow = true
        trial.vietnamese = "Từ 4 xe cùng doanh nghiệp trong 15 phút"
        trial.english = "Four or more vehicles of one declarant within 15 minutes"
        plan.risk.rules = [rule, trial]
        var watched = WatchEntry()
        watched.id = "bp-0417"
        watched.value = "29H65432"
        watched.agency = .borderGuard
        watched.channel = .red
        watched.from = 20_260_101
        watched.until = 20_271_231
        watched.source = "Công văn 417/BP"
        plan.risk.watch = [watched]
        plan.risk.watchVersion = "2026-11-30"
        var grade = DeclarantGrade()
        grade.company = "Công ty TNHH MTV Cao Lộc"
        grade.level = 4
        grade.riskClass = 7
        grade.from = 20_260_101
        grade.source = "Phân loại tuân thủ"
        plan.risk.declarants = [grade]
        gate.add(.gateConfigured(plan))

        var drawn = gate
        let truck = gate.declare("29H65432") {
            $0.company = grade.company
            $0.goodsClass = .empty
        }
        gate.control(truck)
        var assessed = RiskAssessed()
        assessed.visit = truck
        assessed.assessment.channel = .red
        assessed.assessment.reason = .high
        assessed.assessment.hits = "empty-heavy watch:bp-0417"
        assessed.assessment.shadows = "convoy"
        gate.add(.assessed(assessed))
        var channelled = VisitChannelled()
        channelled.visit = truck
        channelled.channel = .red
        channelled.reason = .high
        gate.add(.channelled(channelled))
        var lowering = ChannelLowering()
        lowering.visit = truck
        lowering.channel = .yellow
        lowering.by = "Nguyễn Văn Bình"
        gate.add(.channelLowering(lowering), by: .officer("Nguyễn Văn Bình", .customs))

        let other = drawn.declare("15H56789")
        drawn.control(other)
        assessed.visit = other
        assessed.assessment = RiskAssessment()
        assessed.assessment.channel = .yellow
        assessed.assessment.reason = .random
        assessed.assessment.drawn = 41
        assessed.assessment.rate = 500
        assessed.assessment.regime = .tightened
        drawn.add(.assessed(assessed))
        channelled.visit = other
        channelled.channel = .yellow
        channelled.reason = .random
        drawn.add(.channelled(channelled))

        func scene(_ name: String, _ gate: HandMade, _ keys: [Key]) -> Scene {
            Scene(name: name, state: gate.state, now: gate.now + .minutes(1), keys: keys)
        }
        return [
            scene("risk-dossier", gate, [.enter, .pageDown]), scene("risk-lane", gate, []),
            scene("risk-drawn", drawn, [.enter, .pageDown]),
        ]
    }
}

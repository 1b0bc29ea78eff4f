import ConsoleSupport
import GateGrid
import GateModel
import GateSimulation

/// The joint control screen: a fruit lorry in the red channel at every stage, and what goes wrong.
enum JointScenes {
    static let plan: GatePlan = {
        var plan = SampleGate.plan()
        var clock = ClockLaw()
        clock.from = 20_150_101
        clock.source = "Luật Hải quan 54/2014/QH13"
        clock.article = "Điều 23"
        clock.dossierMinutes = 120
        clock.goodsMinutes = 480
        clock.extensionDays = 2
        clock.extensionBy = "Thủ trưởng cơ quan hải quan"
        plan.clockLaws = [clock]
        var power = SuspensionLaw()
        power.from = 20_220_101
        power.source = "Luật Biên phòng Việt Nam"
        power.powers = [SuspensionPower(.international, .primeMinister, minutes: 0)]
        plan.suspensionLaws = [power]
        plan.gateClass = .international
        plan.unitRules = [unit("plants", "07 08", .plant, SightSet(.documents, .doors, .goods, .pests))]
        return plan
    }()

    private static func unit(_ id: String, _ codes: String, _ lead: Agency, _ sights: SightSet) -> UnitRule {
        var rule = UnitRule()
        rule.id = id
        rule.from = 20_150_101
        rule.source = "Luật Bảo vệ và kiểm dịch thực vật 41/2013/QH13"
        rule.codes = codes
        rule.lead = lead
        rule.sights = sights
        return rule
    }

    /// A red lorry of dragon fruit in the house, twenty minutes after it came.
    private static func house(_ plan: GatePlan = plan) -> (HandMade, VisitID) {
        var gate = HandMade(plan: plan)
        let visit = gate.declare("桂FA8231", required: AgencySet(.borderGuard, .customs, .plant, .board)) {
            $0.goods = "Thanh long tươi"
            $0.hsCode = "081090"
            $0.goodsClass = .fruit
        }
        let other = gate.declare("29LD01234")
        gate.control(visit)
        gate.channel(visit, .red)
        gate.control(other, lane: 2)
        gate.move(visit, .inJointControl)
        return (gate, visit)
    }

    static func all() -> [Scene] {
        func scene(_ name: String, _ gate: HandMade, _ keys: [Key] = [], after span: GateSpan = .minutes(20)) -> Scene {
            Scene(name: name, state: gate.state, now: gate.now + span, keys: [.function(4)] + keys)
        }
        let (fresh, _) = house()
        var (working, visit) = house()
        working.decide(visit, .plant, .inProgress)
        working.decide(visit, .customs, .inProgress)
        var inspected = Inspected()
        inspected.visit = visit
        inspected.agency = .plant
        inspected.present = AgencySet(.plant, .customs)
        inspected.seen = SightSet(.documents, .doors, .goods, .pests, .seal, .count)
        inspected.opensDoors = true
        inspected.photographs = 6
        working.add(.inspected(inspected), by: .officer("Lê Thị Mai", .plant))
        var passed = AgencyDecided()
        passed.visit = visit
        passed.agency = .plant
        passed.decision = .passWithCondition
        passed.task = .sampleResult
        passed.due = working.now + .hours(72)
        working.add(.agencyDecided(passed), by: .officer("Lê Thị Mai", .plant))
        working.decide(visit, .borderGuard, .pass)
        var referred = AgencyDecided()
        referred.visit = visit
        referred.agency = .customs
        referred.decision = .referred
        referred.reason = .inspection
        referred.referredTo = AgencySet(.health)
        working.add(.agencyDecided(referred), by: .officer("Phạm Văn An", .customs))
        working.decide(visit, .health, .pending, .inspection)

        var claimed = plan
        claimed.unitRules.append(unit("herbs", "08", .health, SightSet(.goods)))
        let (conflict, _) = house(claimed)

        var (held, stopped) = house()
        held.decide(stopped, .plant, .fail, .quarantine)
        held.move(stopped, .held, reason: .quarantine)
        held.alarm(.clockOverdue, visit: stopped, detail: "goods HQ")

        return [
            scene("joint", fresh), scene("joint-working", working), scene("joint-conflict", conflict),
            scene("joint-overdue", held, after: .hours(30)), scene("joint-condition", fresh, [.character("n")]),
            scene("joint-waive", fresh, [.character("v")]), scene("joint-refer", fresh, [.character("e")]),
            scene("joint-empty", HandMade(plan: plan)),
            Scene(
                name: "suspend", state: fresh.state, now: fresh.now, keys: [.function(5), .character("g")]),
        ]
    }
}

import GateModel
import TestTraits
import Testing

/// Every state a visit can be in, every verb, every agency: whatever is pressed, the gate stays sound.
@Suite(.ownThread) struct DecideExhaustiveTests {
    /// A lawful way to each state.
    private static let ways: [VisitState: [VisitState]] = [
        .declared: [], .called: [.called], .atYard: [.atYard], .inQueue: [.inQueue],
        .atBarrierIn: [.inQueue, .atBarrierIn], .inLane: [.inQueue, .inLane],
        .identified: [.inQueue, .inLane, .identified], .channelled: [.inQueue, .inLane, .channelled],
        .scanQueued: [.inQueue, .inLane, .channelled, .scanQueued],
        .scanned: [.inQueue, .inLane, .channelled, .scanned],
        .imageRead: [.inQueue, .inLane, .channelled, .scanned, .imageRead],
        .inJointControl: [.inQueue, .inLane, .identified, .inJointControl],
        .released: [.inQueue, .inLane, .identified, .released], .held: [.inQueue, .inLane, .identified, .held],
        .turnedBack: [.inQueue, .inLane, .turnedBack], .seized: [.inQueue, .inLane, .seized],
        .atBarrierOut: [.inQueue, .inLane, .identified, .released, .atBarrierOut],
        .crossed: [.inQueue, .inLane, .identified, .released, .atBarrierOut, .crossed], .noShow: [.called, .noShow],
        .expired: [.expired],
    ]

    private enum Progress: CaseIterable { case none, allButCustoms, oneHolds }

    /// A gate with a visit in the given state and another, identified, on the same lane.
    private static func gate(_ state: VisitState, _ progress: Progress) throws -> GateHarness {
        var bench = try Bench(visits: 2)
        try bench.identify(2)
        let id = try VisitID.n(1)
        let lane = try LaneID.n(1)
        func decide(_ agency: Agency, _ decision: AgencyDecision) {
            var event = AgencyDecided()
            event.visit = id
            event.agency = agency
            event.decision = decision
            event.reason = decision == .hold ? .other : .none
            bench.harness.record(.agencyDecided(event), by: .officer("An", agency))
        }
        for step in try #require(ways[state]) {
            if step == .released { for agency in try bench.visit(1).unsettled { decide(agency, .pass) } }
            if step == .held {
                decide(.borderGuard, .hold)
                if progress != .oneHolds { decide(.board, .hold) }
            }
            bench.harness.record(.visitMoved(VisitMoved(id, to: step, lane: lane, basis: "test")), by: .rule("test"))
        }
        if state.isUnderControl, state != .held, progress == .allButCustoms {
            for agency in try bench.visit(1).unsettled where agency != .customs { decide(agency, .pass) }
        }
        try bench.harness.checkState()
        try #require(try bench.visit(1).state == state)
        return bench.harness
    }

    @Test(arguments: VisitState.allCases)
    func anyVerbByAnyAgencyKeepsTheGateSound(state: VisitState) throws {
        var accepted = 0
        for progress in Progress.allCases {
            let base = try Self.gate(state, progress)
            for verb in Act.Verb.allCases {
                for agency in Agency.allCases {
                    for variant in 0..<3 {
                        var act = Act()
                        act.verb = verb
                        act.agency = agency
                        act.reason = variant == 2 ? .none : .sealBroken
                        act.lane = variant == 0 ? nil : LaneID(number: Int64(variant))
                        act.channel = .red
                        act.finding = .suspicious
                        act.phrase = .seeOfficer
                        act.contact = variant == 1 ? .none : .question
                        act.waitReason = .interpreter
                        act.plate = variant == 0 ? "12C12345" : "11C45678"
                        act.status = .suspended
                        act.task = .sampleResult
                        act.basis = .exempt
                        act.toAgency = AgencySet(.health)
                        act.amount = 1
                        act.orderedBy = "Chi cục trưởng"
                        act.field = [.tractor, .hsCode, .grossKilograms][variant]
                        act.value = ["29C99999", "440310", "31000"][variant]
                        act.correctionReason = .found
                        act.evidence = .seen
                        act.alarm = variant == 0 ? AlarmID(number: 1) : nil
                        var harness = base
                        do {
                            let outcome = try harness.step(Step(input: .act(act, try .n(1)), delay: 1))
                            if case .success = outcome { accepted += 1 }
                            // Whatever was decided, the exit loop lets out only what was let through.
                            for occupied in [true, false] {
                                let loop = try SmallGate.device(.loopOut, lane: 1)
                                try harness.step(Step(input: .reading(.loop(occupied: occupied), loop, nil), delay: 1))
                            }
                        } catch let violation as Violation {
                            Issue.record("\(state.name), \(progress), \(act.jsonText): \(violation)")
                        }
                    }
                }
            }
        }
        // Lanes and the gate can be set whatever the visit's state; more where the visit can be acted on.
        #expect(accepted >= (state.isClosed ? 20 : 60))
    }

    @Test func everyWayIsLawful() {
        for (state, way) in Self.ways {
            var at = VisitState.declared
            for step in way {
                #expect(at.mayBecome(step), "\(state.name): \(at.name) → \(step.name)")
                at = step
            }
            #expect(at == state)
        }
        #expect(Self.ways.count == VisitState.allCases.count)
    }

    @Test func aClosedVisitBecomesNothingAndNothingBecomesDeclared() {
        for from in VisitState.allCases {
            #expect(!from.mayBecome(.declared))
            #expect(!from.mayBecome(from))
            for to in VisitState.allCases where from.isClosed { #expect(!from.mayBecome(to)) }
            #expect(from.mayBecome(.crossed) == (from == .atBarrierOut))
            #expect(from.mayBecome(.atBarrierOut) == (from == .released))
            #expect(from.mayBecome(.released) == from.isUnderControl)
        }
    }
}

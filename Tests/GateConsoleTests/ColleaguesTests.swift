import ConsoleSupport
import GateModel
import GateSimulation
import Testing

@testable import GateConsole

/// Simulated officers for one person who tries a gate alone.
@Suite("Colleagues") struct ColleaguesTests {
    /// Lets them work for a while, the person too where `acts` says so; what was decided, in order.
    private func work(
        besides person: Agency, seconds: Int64, _ acts: [Int64: Act.Verb] = [:],
        _ change: (inout HandMade) -> Void = { _ in }
    ) throws -> (decided: [String], visit: Visit) {
        var gate = HandMade()
        let id = gate.declare("12C12345")
        gate.move(id, .atYard, .inQueue, .atBarrierIn, .inLane, .identified)
        change(&gate)
        var state = gate.state
        var colleagues = Colleagues(besides: person)
        var decided: [String] = []
        let start = gate.now
        for second in 0..<seconds {
            let now = start + .seconds(second)
            var todo = colleagues.acts(state, at: now)
            if let verb = acts[second] {
                var act = Act()
                act.verb = verb
                act.agency = person
                act.officer = "Trần Thị Hà"
                act.declaration = state.visit(id)?.declaration.number ?? ""
                act.reason = .other
                todo.append((act, id))
            }
            for (act, visit) in todo {
                let cause = Cause(source: "terminal/1", boot: 1, number: UInt64(second))
                let decision = try state.decide(act, visit: visit, cause: cause, now: now).get()
                decided.append("\(second) \(act.agency.name) \(act.verb)")
                for event in decision.events {
                    state.apply(
                        Recorded(
                            sequence: state.sequence + 1, recordedAtMicroseconds: now.milliseconds * 1000,
                            event: event.event, actor: event.actor, occurredAt: now))
                }
            }
        }
        return (decided, try #require(state.visit(id)))
    }

    @Test("They pass after four seconds each, customs last and after the person; nobody lets through for him")
    func order() throws {
        let (decided, visit) = try work(besides: .borderGuard, seconds: 60, [20: .pass])
        #expect(decided == ["4 HQ channel", "8 BQL pass", "20 BP pass", "21 HQ pass"])
        #expect(visit.state == .released)
    }

    @Test("Without the person nothing is released") func alone() throws {
        let (decided, visit) = try work(besides: .borderGuard, seconds: 300)
        #expect(decided == ["4 HQ channel", "8 BQL pass"] && visit.state == .channelled)
    }

    @Test("The person may be customs: the others come first") func customs() throws {
        let (decided, visit) = try work(besides: .customs, seconds: 60, [30: .pass])
        #expect(decided == ["4 BP pass", "8 BQL pass", "30 HQ pass"] && visit.state == .released)
    }

    @Test("A vehicle that is held is left alone") func held() throws {
        let (decided, visit) = try work(besides: .borderGuard, seconds: 60, [1: .hold])
        #expect(decided == ["1 BP hold"] && visit.state == .held)
    }
}

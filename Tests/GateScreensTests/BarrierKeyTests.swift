import ConsoleSupport
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

/// Opening a barrier past all that would open it takes more than a key.
@Suite("Barrier keys") struct BarrierKeyTests {
    private static func desk() throws -> (ScreenContext, ViewState) {
        var gate = HandMade()
        let leaving = gate.declare("29H11111")
        gate.control(leaving)
        for agency in [Agency.borderGuard, .board, .customs] { gate.decide(leaving, agency, .pass) }
        gate.move(leaving, .released, .atBarrierOut)
        gate.barrier(.entry, .closed)
        gate.barrier(.exit, .closed)
        var context = try Scene(name: "", state: gate.state, now: gate.now + .seconds(9), keys: []).context(.english)
        context.person = Person(name: "Trần Thị Hà", agency: .borderGuard)
        return (context, ViewState(lane: HandMade.lane(3)))
    }

    @Test func theLanesNumberIsTypedOut() throws {
        var (context, view) = try Self.desk()
        #expect(view.press(.character("e"), on: context).isEmpty)
        guard case .menu(let menu)? = view.overlays.last else {
            return #expect(Bool(false), "\(view.announcement as Any)")
        }
        let choice = try #require(context.choices(of: menu).first)
        #expect(view.press(.character(choice.key), on: context).isEmpty)
        guard case .input? = view.overlays.last else { return #expect(Bool(false), "\(view.overlays)") }
        // No key alone opens it: not the one that agrees to a question, nor Enter.
        var hasty = view
        #expect(hasty.press(.enter, on: context).isEmpty && hasty.overlays.isEmpty)
        #expect(hasty.announcement?.text.text.contains("Not opened") == true)
        var agreeing = view
        #expect(agreeing.press(.character("y"), .enter, on: context).isEmpty)
        var other = view
        #expect(other.press(.character("2"), .enter, on: context).isEmpty)
        let opened = view.press(.character("3"), .enter, on: context)
        guard case .act(let act, nil)? = opened.first else { return #expect(Bool(false), "\(opened)") }
        #expect(act.verb == .openBarrier && act.lane == HandMade.lane(3))
    }
}

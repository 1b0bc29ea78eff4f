import ConsoleSupport
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

/// Keys of the joint control screen: one or two for each act, and a word where something cannot be done.
@Suite("Joint control screen") struct JointScreenTests {
    private let context: ScreenContext
    private let visit: VisitID

    init() throws {
        let scene = try #require(JointScenes.all().first { $0.name == "joint" })
        var context = try scene.context(.english)
        context.person = Person(name: "An", agency: .plant)
        self.context = context
        visit = HandMade.visit(1)
    }

    private func person(_ agency: Agency, _ name: String = "An") -> ScreenContext {
        var context = context
        context.person = Person(name: name, agency: agency)
        return context
    }

    /// What keys come to, pressed on the screen.
    private func press(_ keys: [Key], _ context: ScreenContext) -> (effects: [Effect], view: ViewState) {
        var view = ViewState(lane: HandMade.lane(3))
        view.language = .english
        var effects: [Effect] = []
        for key in [.function(4)] + keys { effects += view.handle(key, context) }
        return (effects, view)
    }

    private func act(_ keys: String, _ context: ScreenContext) throws -> Act {
        let (effects, view) = press(keys.map { .character($0) }, context)
        guard case .act(let act, let about)? = effects.last else {
            throw Missing(text: "\(keys): \(view.announcement?.text.text ?? "nothing")")
        }
        #expect(about == visit && effects.count == 1)
        return act
    }

    private struct Missing: Error { var text: String }

    @Test func oneOrTwoKeysForEachAct() throws {
        let pass = try act("n1", context)
        #expect(pass.verb == .passWithCondition && pass.task == .sampleResult && pass.agency == .plant)
        let waived = try act("v1", context)
        #expect(waived.verb == .waive && waived.basis == .neighbourResult)
        let failed = try act("f1", context)
        #expect(failed.verb == .fail && failed.reason == .noManifest)
        let asked = try act("e2", context)
        #expect(asked.verb == .refer && asked.toAgency.members.count == 1 && asked.reason != .none)
        #expect(try act("i", context).verb == .inspect)
        #expect(try act("p", context).verb == .pass)
    }

    @Test func whatCannotBeDoneSaysWhy() {
        let undo = press([.character("u")], context)
        #expect(undo.effects.isEmpty && undo.view.announcement?.text.text.contains("nothing to do") == true)
        let waive = press([.character("v")], person(.borderGuard))
        #expect(waive.view.announcement?.text.text.contains("has to look itself") == true)
        let health = press([.character("p")], person(.health))
        #expect(health.view.announcement?.text.text.contains("nothing to decide") == true)
        let last = press([.character("p")], person(.customs))
        #expect(last.view.announcement?.text.text.contains("last") == true)
    }

    @Test func anExtensionNamesWhoOrderedIt() throws {
        let customs = person(.customs)
        let (effects, _) = press(
            [.character("g"), .character("2")] + "Ông Nam".map { .character($0) } + [.enter], customs)
        guard case .act(let act, _)? = effects.last else { throw Missing(text: "no act") }
        #expect(act.verb == .extendClock && act.amount == 2 && act.orderedBy == "Ông Nam" && act.reason == .inspection)
        #expect(press([.character("g")], context).view.announcement != nil, "not plant quarantine's")
    }

    @Test func theSecondOpeningOfTheDoorsIsAskedForItsReason() throws {
        var context = context
        var inspected = Inspected()
        inspected.visit = visit
        inspected.agency = .customs
        inspected.present = AgencySet(.customs)
        inspected.seen = SightSet(.doors, .goods)
        inspected.opensDoors = true
        context.state.apply(
            Recorded(
                sequence: context.state.sequence + 1, recordedAtMicroseconds: context.now.milliseconds * 1000,
                event: .inspected(inspected), actor: .officer("B", .customs), occurredAt: context.now))
        let (effects, view) = press([.character("i")], context)
        #expect(effects.isEmpty)
        guard case .menu(let menu)? = view.overlays.last else { throw Missing(text: "no menu") }
        #expect(menu.subject == .inspectAgain)
        let again = try act("ic", context)
        #expect(again.verb == .inspect && again.reason != .none)
    }

    @Test func theVehicleInFocusComesAlong() {
        var view = ViewState(lane: HandMade.lane(2))
        _ = view.handle(.function(4), context)
        #expect(context.focusedVisit(view)?.id == HandMade.visit(2), "the one on lane 2")
        _ = view.handle(.up, context)
        #expect(context.focusedVisit(view)?.id == visit, "the longest there stands first")
        _ = view.handle(.enter, context)
        guard case .dossier(let shown, _)? = view.overlays.last else {
            Issue.record("no dossier")
            return
        }
        #expect(shown == visit)
    }

    @Test func whoSuspendsTheGateIsChosenAndConfirmed() throws {
        var view = ViewState(lane: HandMade.lane(3))
        let context = person(.borderGuard)
        for key: Key in [.function(5), .character("g"), .character("4")] { _ = view.handle(key, context) }
        guard case .confirm(let question)? = view.overlays.last else { throw Missing(text: "no question") }
        #expect(question.act.authority == .primeMinister && question.act.status == .suspended)
    }
}

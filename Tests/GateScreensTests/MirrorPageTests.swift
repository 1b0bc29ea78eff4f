import ConsoleSupport
import Foundation
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

/// Keys of the page that holds both sides of the border against each other.
@Suite("Mirror page") struct MirrorPageTests {
    private func page(_ keys: [Key]) async throws -> (view: ViewState, context: ScreenContext) {
        let scene = try #require(try await Scene.morning().first { $0.name == "mirror" })
        let context = try scene.context(.english)
        var view = scene.view(context)
        for key in keys { _ = view.handle(key, context) }
        return (view, context)
    }

    @Test func theChosenRowsDossierOpensAndClosesAgain() async throws {
        let (opened, context) = try await page([])
        #expect(opened.overlays == [.mirror(chosen: nil)])
        let rows = context.mirrorRows
        try #require(rows.count > 2, "a morning without a slip would show nothing")
        let index = try #require(rows.firstIndex { $0.visit != nil })
        let down = [Key](repeating: .down, count: index)
        let (view, _) = try await page(down + [.enter])
        #expect(view.overlays.last == .dossier(try #require(rows[index].visit), scroll: 0))
        let (back, _) = try await page(down + [.enter, .escape, .escape])
        #expect(back.overlays.isEmpty)
    }

    @Test func oneThatNobodyHereHasSaysSoAndNamesItsRecord() async throws {
        var (view, context) = try await page([])
        let feed = try #require(context.state.plan.device(.neighbourFeed, lane: nil))
        var record = NeighbourRecord()
        (record.number, record.container, record.at) = ("YYG-000777", "CSQU3054383", context.now)
        context.state.apply(
            Recorded(
                sequence: context.state.sequence + 1, recordedAtMicroseconds: context.now.milliseconds * 1000,
                event: .neighbourStated(Observation(visit: nil, lane: nil, device: feed.id, value: record)),
                actor: .device(feed.source), occurredAt: context.now))
        let index = try #require(context.mirrorRows.firstIndex { $0.kind == .undeclared })
        for _ in 0..<index { _ = view.handle(.down, context) }
        let shown = Frame.render(context, view, width: 80, height: 24).grid.plainText()
        #expect(shown.contains("YYG-000777") && shown.contains("CSQU3054383"), "\(shown)")
        _ = view.handle(.enter, context)
        #expect(view.overlays.count == 1 && view.announcement?.text == context.words[.mirrorNoDossier])
    }

    @Test func beforeTheOtherSideHasSpokenNothingAgrees() async throws {
        var (view, context) = try await page([])
        context.state = GateState()
        func shown() -> String { Frame.render(context, view, width: 80, height: 24).grid.plainText() }
        let nothing = context.words[.mirrorNothing].text
        #expect(shown().contains(nothing), "\(shown())")
        _ = view.handle(.escape, context)
        #expect(!shown().contains(nothing))
    }

    /// Keys of the screen below do nothing here, so that they do not stand here either.
    @Test func theHintsAreThoseOfThePage() async throws {
        var (view, context) = try await page([])
        func hints() -> String {
            let lines = Frame.render(context, view, width: 120, height: 40).grid.plainText().split(separator: "\n")
            return String(lines.last ?? "").trimmingCharacters(in: .whitespaces)
        }
        #expect(hints() == "Enter Dossier  Esc Back")
        context.mode = Scene.replay([], at: context.now)
        #expect(hints() == "Enter Dossier  Esc Back")
        // A gate's own keys do not change what lies over a screen.
        context.bindings = try BindingTable.standard.replacing([.open: [.function(7)]])
        #expect(hints() == "Enter Dossier  Esc Back")
        _ = view.handle(.character("?"), context)
        #expect(view.overlays.last == .help(scroll: 0) && hints() == "Esc Back")
        view.overlays = [.mirror(chosen: nil)]
        context.state = GateState()
        #expect(hints() == "Esc Back", "no row, no dossier")
    }

    @Test func theChoiceStaysWithinTheRows() async throws {
        let (opened, context) = try await page([.end, .down, .down])
        #expect(opened.overlays == [.mirror(chosen: context.mirrorRows.last?.key)])
        let (first, _) = try await page([.end, .home, .up, .pageUp])
        #expect(first.overlays == [.mirror(chosen: context.mirrorRows.first?.key)])
    }
}

import ConsoleSupport
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

    @Test func theChoiceStaysWithinTheRows() async throws {
        let (opened, context) = try await page([.end, .down, .down])
        #expect(opened.overlays == [.mirror(chosen: context.mirrorRows.last?.key)])
        let (first, _) = try await page([.end, .home, .up, .pageUp])
        #expect(first.overlays == [.mirror(chosen: context.mirrorRows.first?.key)])
    }
}

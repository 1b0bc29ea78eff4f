import ConsoleSupport
import GateGrid
import GateModel
import GateScreens
import GateText
import TerminalSupport
import Testing

@testable import GateTerminal

extension CursesTests {
    @Test("Hostile texts on every screen paint their own cells and nothing else")
    func hostileFrames() throws {
        let gate = Hostile.gate()
        for ascii in [false, true] {
            let collector = Collector()
            let writer = try FrameWriter(
                type: "xterm-256color", sink: collector.sink, look: .init(theme: .dark, tier: .full256, ascii: ascii))
            let size = (width: 100, height: 30)
            let screen = VirtualTerminal(width: size.width, height: size.height)
            for language in Language.allCases {
                let context = ScreenContext(
                    state: gate.state, now: gate.now + .minutes(1), mode: .live,
                    person: Person(name: "T. Hà", agency: .borderGuard), words: try House.words(language),
                    station: StationStatus())
                for lane in 1...3 {
                    var view = ViewState(lane: HandMade.lane(Int64(lane)))
                    let keys: [Key] = [
                        .function(1), .enter, .pageDown, .escape, .function(2), .end, .enter, .escape, .function(5),
                        .function(6), .pageDown, .character("?"), .escape, .character(":"), .escape,
                    ]
                    for key in keys {
                        _ = view.handle(key, context)
                        let grid = Frame.render(context, view, width: size.width, height: size.height).grid
                        writer.present(grid)
                        screen.feed(collector.take())
                        var shown = grid
                        if ascii { AsciiFilter.apply(&shown) }
                        let problems = screen.differences(from: shown, look: writer.look)
                        #expect(problems.isEmpty, "\(key) on lane \(lane), ascii \(ascii): \(problems)")
                        if let cursor = grid.cursor {
                            #expect(screen.cursor == (cursor.x, cursor.y), "\(key)")
                        }
                    }
                }
            }
        }
    }
}

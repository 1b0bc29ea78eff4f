import ConsoleSupport
import Foundation
import GateGrid
import GateModel
import GateText
import TestTraits
import Testing

@testable import GateScreens

@Suite("Hostile text", .ownThread) struct HostileTextTests {
    static let keys: [[Key]] = [
        [], [.enter], [.function(2)], [.function(2), .enter], [.function(5)], [.function(6)], [.function(6), .enter],
        [.character("c")], [.character("q"), .character("1")], [.character("m")], [.character("y")],
        [.function(2), .character("/"), .paste("\u{1B}[31m\u{202E}x\ty")],
        [.character(":"), .paste("\u{1B}]0;x\u{07}")],
        [.character("l"), .paste("\u{9B}7m"), .enter], [.end, .enter],
    ]

    @Test("Nothing but printable cells, whatever a trader, a driver or a device writes") func everyScreen() throws {
        let gate = Hostile.gate()
        #expect(gate.state.visits.count == Hostile.texts.count, "every declaration came in")
        #expect(gate.state.anomalies == 0)
        var station = StationStatus()
        station.journalTrouble = Hostile.texts.joined()
        var frames = 0
        for (index, keys) in Self.keys.enumerated() {
            for lane in 1...3 {
                var scene = Scene(name: "hostile \(index)", state: gate.state, now: gate.now + .minutes(1), keys: keys)
                scene.prepare = { view, _ in view.lane = HandMade.lane(Int64(lane)) }
                if index % 2 == 1 { scene.station = station }
                let context = try scene.context(lane == 2 ? .english : .vietnamese)
                var view = scene.view(context)
                for (width, height) in [(1, 1), (7, 3), (59, 14), (60, 15), (80, 24), (120, 40), (200, 50), (210, 60)] {
                    let grid = Frame.render(context, view, width: width, height: height).grid
                    #expect(grid.width == width && grid.height == height)
                    if let problem = SizeTests.problems(grid) {
                        Issue.record("keys \(index), lane \(lane), \(width)x\(height): \(problem)")
                    }
                    #expect(!grid.plainText().unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
                    frames += 1
                }
                // Scrolled to the end as well.
                for _ in 0..<30 { _ = view.handle(.pageDown, context) }
                if let problem = SizeTests.problems(Frame.render(context, view, width: 80, height: 24).grid) {
                    Issue.record("keys \(index) scrolled: \(problem)")
                }
            }
        }
        #expect(frames == Self.keys.count * 24)
    }

    @Test("The frame stays whole: borders stand where they stand without the text") func borders() throws {
        let gate = Hostile.gate()
        for screen in ScreenID.allCases {
            let scene = Scene(name: "hostile", state: gate.state, now: gate.now + .minutes(1))
            let context = try scene.context(.vietnamese)
            var view = scene.view(context)
            view.screen = screen
            let grid = Frame.render(context, view, width: 80, height: 24).grid
            for y in 2..<21 {
                for x in [0, 79] {
                    // Sides and tees; corners where one box stands upon another.
                    let borders: [UInt32] = [0x2502, 0x251C, 0x2524, 0x250C, 0x2510, 0x2514, 0x2518]
                    #expect(borders.contains(grid[x, y].base), "\(screen) at \(x),\(y)")
                }
            }
        }
    }

    @Test("What is copied holds no control characters worth typing blindly", arguments: [ScreenID.lane, .queue])
    func copied(screen: ScreenID) throws {
        let gate = Hostile.gate()
        let scene = Scene(name: "hostile", state: gate.state, now: gate.now)
        let context = try scene.context(.english)
        var view = scene.view(context)
        view.screen = screen
        for _ in 0..<30 {
            _ = view.handle(.down, context)
            for case .copy(let text) in view.handle(.character("y"), context) {
                #expect(
                    !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) },
                    "the clipboard gets \(text.prefix(40).debugDescription)")
            }
        }
    }
}

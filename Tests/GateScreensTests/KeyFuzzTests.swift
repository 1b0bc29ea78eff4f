import ConsoleSupport
import Foundation
import GateGrid
import GateModel
import GateText
import TestSupport
import TestTraits
import Testing

@testable import GateScreens

@Suite("Key Fuzz", .ownThread) struct KeyFuzzTests {
    /// Keys pressed; `SMARTGATE_FUZZ` asks for more.
    static let count = ProcessInfo.processInfo.environment["SMARTGATE_FUZZ"].flatMap(Int.init) ?? 20_000
    static let seed = ProcessInfo.processInfo.environment["SMARTGATE_SEED"].flatMap(UInt64.init) ?? 20_260_302

    static let bound: [Key] = BindingTable.all.flatMap(\.keys)
    static let odd: [Key] = [
        .escape, .enter, .enter, .backspace, .delete, .tab, .backTab, .insert, .alt("q"), .control("@"), .function(12),
        .character("y"), .character("c"), .character("1"), .character("9"), .character("đ"), .character("火"),
        .character("\u{301}"), .character("\u{202E}"), .paste("29A-123.45\n\u{1B}[2J"),
        .paste(String(repeating: "x", count: 9_000)),
        .paste("14:22"), .mouse(.init(button: .wheelUp, action: .press, column: 0, row: 0)),
        .mouse(.init(button: .left, action: .drag, column: 900, row: -4)),
    ]

    static func key(_ random: inout SeededRandom) -> Key {
        random.below(3) == 0 ? odd[random.below(odd.count)] : bound[random.below(bound.count)]
    }

    @Test(
        "Any keys in any order: no crash, no act where nothing can be decided, no danger without its letter",
        arguments: ["live", "replay", "readOnly"])
    func fuzz(mode: String) async throws {
        print("key fuzz \(mode): SMARTGATE_SEED=\(Self.seed), \(Self.count) keys")
        let morning = try await SampleMorning.shared.value
        var desk = Desk()
        desk.gate.unknownPlate("HSD4671")
        let consoleMode: ConsoleMode = mode == "live" ? .live : mode == "replay" ? desk.replay : .readOnly
        var contexts: [ScreenContext] = []
        for language in Language.allCases {
            var context = try desk.context(consoleMode, language)
            contexts.append(context)
            context.state = morning.state(at: SampleCapture.time(7, 50))
            contexts.append(context)
        }
        contexts.append(try Scene(name: "", state: GateState(), now: .epoch, mode: consoleMode).context(.vietnamese))
        var random = SeededRandom(seed: Self.seed)
        var view = desk.view()
        var acts = 0
        for step in 0..<Self.count {
            // The state may change between two keys, as the gate goes on.
            let context = contexts[random.below(contexts.count * 40) / 40]
            let key = Self.key(&random)
            let asked = view.overlays.last
            let effects = view.handle(key, context)
            for case .act(let act, let visit) in effects {
                acts += 1
                if mode != "live" {
                    Issue.record("seed \(Self.seed) step \(step): \(act.verb) on \(visit?.number ?? 0) in \(mode)")
                    return
                }
                let closes = (act.verb == .setLane || act.verb == .setGate) && act.status != .open
                guard act.verb == .turnBack || act.verb == .seize || closes else { continue }
                guard case .confirm(let question)? = asked, question.act == act,
                    key == .character("y") || key == .character("c")
                else {
                    Issue.record(
                        "seed \(Self.seed) step \(step): \(act.verb) by \(key) over \(String(describing: asked))")
                    return
                }
            }
            if key == .escape, effects.contains(.quit) { Issue.record("step \(step): Esc leaves") }
            #expect(view.overlays.count <= ViewState.overlayLimit)
            if step % 60 == 0 {
                let (width, height) = (1 + random.below(130), 1 + random.below(45))
                let rendered = Frame.render(context, view, width: width, height: height)
                if let problem = SizeTests.problems(rendered.grid) {
                    Issue.record("seed \(Self.seed) step \(step) at \(width)x\(height): \(problem)")
                }
            }
        }
        if mode == "live" { #expect(acts > Self.count / 200, "the fuzz acts at all: \(acts)") }
    }
}

import ConsoleSupport
import Foundation
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

/// A gate for pressing keys at.
struct Desk {
    var gate = HandMade()
    /// At lane 3's arch, under control, nothing decided.
    let checked: VisitID
    /// Released on lane 3.
    let released: VisitID
    /// Waiting for lane 3.
    let queued: [VisitID]

    init() {
        released = gate.declare("29H11111")
        gate.control(released)
        for agency in [Agency.borderGuard, .board, .customs] { gate.decide(released, agency, .pass) }
        gate.move(released, .released)
        checked = gate.declare("12C12345") { $0.driver = "Nguyễn Thị Đào" }
        gate.control(checked)
        var waiting: [VisitID] = []
        for (tractor, driver) in [("15H56789", "Lò Văn Sơn"), ("29LD01234", "Đỗ Quốc Đạt"), ("98C00001", "Hoàng Yến")] {
            let visit = gate.declare(tractor) { $0.driver = driver }
            gate.move(visit, .atYard, .inQueue)
            waiting.append(visit)
        }
        queued = waiting
        gate.alarm(.gamma, visit: checked, detail: "2480/254")
        gate.alarm(.weightMismatch, visit: released, detail: "1")
    }

    func context(_ mode: ConsoleMode = .live, _ language: Language = .vietnamese, agency: Agency = .borderGuard) throws
        -> ScreenContext
    {
        ScreenContext(
            state: gate.state, now: gate.now + .minutes(1), mode: mode, person: Person(name: "T. Hà", agency: agency),
            words: try House.words(language), station: StationStatus())
    }

    func view(_ screen: ScreenID = .lane) -> ViewState {
        var view = ViewState(lane: HandMade.lane(3))
        view.screen = screen
        return view
    }

    var replay: ConsoleMode { Scene.replay(gate.events, at: gate.now) }
}

extension ViewState {
    mutating func press(_ keys: Key..., on context: ScreenContext) -> [Effect] {
        keys.reduce(into: []) { $0 = handle($1, context) }
    }
}

@Suite("Keys") struct KeyTests {
    static let acts: Set<ActionID> = [
        .start, .pass, .hold, .letThrough, .turnBack, .seize, .trouble, .clearTrouble, .correct, .message, .channel,
        .acknowledge, .laneStatus, .gateStatus, .openBarrier, .closeBarrier, .passWithCondition, .fail, .waive, .refer,
        .undo, .inspect, .extendClock, .closeTask, .askPaper, .contact, .explainWait, .complain,
        .reviewComplaint,
    ]

    @Test("The table does not contradict itself") func clashes() {
        #expect(BindingTable.clashes().isEmpty)
        for action in ActionID.allCases { #expect(BindingTable.all.contains { $0.action == action }, "\(action)") }
    }

    @Test("Every act is told in the name of the action that makes it") func names() {
        for action in ActionID.allCases {
            #expect(action.decides == Self.acts.contains(action), "\(action)")
            #expect(action.verb.map { ActionID(telling: $0) } ?? action == action, "\(action)")
        }
        let keyless = Act.Verb.allCases.filter { ActionID(telling: $0).verb != $0 }
        #expect(keyless == [.readImage, .call, .publishSeed, .correctField, .beginShift, .endShift])
        #expect(keyless.map { ActionID(telling: $0) } == [.channel, .open, .open, .correct, .shift, .shift])
    }

    @Test("Every key of every screen does what the table says", arguments: ScreenID.allCases)
    func everyBinding(screen: ScreenID) throws {
        let desk = Desk()
        for mode in [ConsoleMode.live, .readOnly, desk.replay] {
            let context = try desk.context(mode)
            for binding in BindingTable.standard.bindings(screen: screen, mode: mode) {
                for key in binding.keys {
                    #expect(
                        BindingTable.standard.binding(for: key, screen: screen, mode: mode)?.action == binding.action)
                    var view = desk.view(screen)
                    let before = view
                    let effects = view.handle(key, context)
                    let place = "\(binding.action) by \(key.label) on \(screen.rawValue)"
                    if case .disabled(let why) = context.availability(of: binding.action, before) {
                        #expect(effects.isEmpty, "\(place)")
                        #expect(!why.isEmpty, "\(place)")
                        #expect(view.announcement?.text.text.contains(why.text) == true, "\(place) does not say why")
                        var calm = view
                        calm.announcement = nil
                        #expect(calm == before, "\(place): a refused key changes nothing")
                    } else {
                        check(binding.action, before, view, effects, place)
                    }
                    if mode != .live, Self.acts.contains(binding.action) {
                        #expect(effects.isEmpty && view.overlays.isEmpty, "\(place)")
                        #expect(view.announcement != nil, "\(place)")
                    }
                }
            }
        }
    }

    /// What an available action must do: an effect of its own, a layer, or a change of the view.
    private func check(
        _ action: ActionID, _ before: ViewState, _ after: ViewState, _ effects: [Effect], _ place: String
    ) {
        switch action {
        case .screenLane: #expect(after.screen == .lane, "\(place)")
        case .screenQueue: #expect(after.screen == .queue, "\(place)")
        case .screenJoint: #expect(after.screen == .joint, "\(place)")
        case .screenBoard: #expect(after.screen == .board, "\(place)")
        case .screenAlarms: #expect(after.screen == .alarms, "\(place)")
        case .screenDevices: #expect(after.screen == .devices, "\(place)")
        case .screenTimes: #expect(after.screen == .times, "\(place)")
        case .showTroubled: #expect(after.devicesTroubledOnly != before.devicesTroubledOnly, "\(place)")
        case .rawHold: #expect(after.rawIsHeld != before.rawIsHeld, "\(place)")
        case .rawFull: #expect(after.rawIsFull != before.rawIsFull, "\(place)")
        case .help, .palette, .filter, .rawFilter, .goToLane, .goToTime, .hold, .turnBack, .seize, .trouble, .message,
            .channel,
            .correct, .laneStatus, .gateStatus, .openBarrier, .closeBarrier, .passWithCondition, .fail, .waive, .refer,
            .extendClock, .closeTask, .askPaper, .contact, .explainWait, .complain, .reviewComplaint, .shift, .mirror,
            .lock:
            #expect(after.overlays.count == 1 && effects.isEmpty, "\(place)")
        case .close: #expect(effects.isEmpty && after.screen == before.screen, "\(place)")
        case .repaint: #expect(effects == [.repaint], "\(place)")
        case .language: #expect(after.language != before.language, "\(place)")
        case .theme: #expect(after.theme != before.theme && after.announcement != nil, "\(place)")
        case .clock: #expect(after.showsUTC != before.showsUTC, "\(place)")
        case .mouse: #expect(effects == [.mouse(true)] && after.announcement != nil, "\(place)")
        case .dump: #expect(effects == [.dump], "\(place)")
        case .quit: #expect(effects == [.quit], "\(place)")
        case .suspend: #expect(effects == [.suspend], "\(place)")
        case .evidence: if case .evidence? = effects.first { return } else { Issue.record("\(place)") }
        case .reloadLayout: #expect(effects == [.reloadLayout], "\(place)")
        case .openLane: #expect(after.screen == .lane && effects.isEmpty, "\(place)")
        case .up, .down, .pageUp, .pageDown, .first, .last:
            #expect(effects.isEmpty && after.overlays.isEmpty, "\(place)")
        case .open: #expect(after.overlays.count == 1 || after.screen == .lane, "\(place)")
        case .copy: #expect(effects.count <= 1, "\(place)")
        case .previousLane, .nextLane: #expect(after.lane != before.lane, "\(place)")
        case .sort: #expect(after.queueSort != before.queueSort, "\(place)")
        case .reverse: #expect(after.queueDescending != before.queueDescending, "\(place)")
        case .showAll: #expect(after.queueShowsDeclared != before.queueShowsDeclared, "\(place)")
        case .showClosed: #expect(after.alarmsShowClosed != before.alarmsShowClosed, "\(place)")
        case .undo, .inspect, .start, .pass, .letThrough, .clearTrouble, .acknowledge:
            if case .act? = effects.first { return }
            Issue.record("\(place) is available and sends no act")
        case .pause, .slower, .faster, .stepBack, .stepForward, .nextAlarm, .previousAlarm, .tenBack, .tenForward,
            .mark, .goToMark:
            if case .replay? = effects.first { return }
            Issue.record("\(place) commands no replay")
        }
    }

    @Test("Esc takes one layer away and never leaves", arguments: ScreenID.allCases)
    func escape(screen: ScreenID) throws {
        let desk = Desk()
        for mode in [ConsoleMode.live, desk.replay] {
            let context = try desk.context(mode)
            var view = desk.view(screen)
            for key: Key in [.character("?"), .character(":")] {
                view.overlays.append(contentsOf: opened(key, view, context))
            }
            var depth = view.overlays.count
            #expect(depth == 2)
            for _ in 0..<20 {
                #expect(view.handle(.escape, context).isEmpty)
                #expect(view.overlays.count == max(0, depth - 1))
                depth = view.overlays.count
            }
            #expect(view.screen == screen)
        }
    }

    private func opened(_ key: Key, _ view: ViewState, _ context: ScreenContext) -> [Overlay] {
        var copy = view
        copy.overlays = []
        _ = copy.handle(key, context)
        return copy.overlays
    }

    @Test("Esc empties a filter before anything else") func escapeFilter() throws {
        let context = try Desk().context()
        var view = Desk().view(.queue)
        view.queueFilter = "lo"
        _ = view.handle(.escape, context)
        #expect(view.queueFilter.isEmpty && view.screen == .queue)
    }

    @Test("Nothing but the letter agrees to what cannot be undone", arguments: [Key.character("q"), .character("z")])
    func dangerous(key: Key) throws {
        let desk = Desk()
        for agency in [Agency.borderGuard, .customs] {
            let context = try desk.context(agency: agency)
            var view = desk.view()
            #expect(view.press(key, .character("4"), on: context).isEmpty)
            guard case .confirm(let question)? = view.overlays.last else {
                Issue.record("\(key.label) asks nothing")
                continue
            }
            #expect(question.visit == desk.checked && question.act.reason != .none)
            for other: Key in [
                .enter, .character(" "), .tab, .character("Y"), .down, .paste("y"), .alt("y"), .character("p"),
            ] {
                var copy = view
                #expect(copy.handle(other, context).isEmpty, "\(other)")
                #expect(copy.overlays.count == 1, "\(other) closes the question")
            }
            for no: Key in [.escape, .character("n"), .character("k")] {
                var copy = view
                #expect(copy.handle(no, context).isEmpty && copy.overlays.isEmpty, "\(no)")
            }
            let effects = view.handle(.character("y"), context)
            #expect(effects == [.act(question.act, visit: desk.checked)])
            #expect(question.act.verb == (key == .character("q") ? .turnBack : .seize))
        }
    }

    @Test("The question names the plate and the lane", arguments: Language.allCases)
    func questionNames(language: Language) throws {
        let desk = Desk()
        let context = try desk.context(.live, language)
        var view = desk.view()
        _ = view.press(.character("q"), .character("1"), on: context)
        let text = Frame.render(context, view, width: 80, height: 24).grid.plainText()
        let question = text.components(separatedBy: "\n").first { $0.contains("?") && $0.contains("12C") }
        #expect(question?.contains("3") == true, "\(text)")
    }

    @Test("A vehicle without a manifest is turned back by one key and the answer; the reason is stated")
    func noManifest() throws {
        var desk = Desk()
        let bare = desk.gate.declare("29C77777") { $0.hasManifest = false }
        desk.gate.move(bare, .atYard, .inQueue, .atBarrierIn)
        var trouble = TroubleChanged()
        trouble.visit = bare
        trouble.reason = .noManifest
        desk.gate.add(.troubleRaised(trouble))
        let context = try desk.context()
        var view = desk.view()
        view.laneFocus = bare
        #expect(view.press(.character("q"), on: context).isEmpty)
        let text = Frame.render(context, view, width: 120, height: 40).grid.plainText()
        #expect(text.contains("bản lược khai") && text.contains("QUAY ĐẦU"), "\(text)")
        guard case .act(let act, let visit)? = view.press(.character("c"), on: context).first else {
            Issue.record("no act")
            return
        }
        #expect(act.verb == .turnBack && act.reason == .noManifest && visit == bare)
    }

    @Test("A paper is asked for by its kind and the law, and by no more than 120 characters of it")
    func paper() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view()
        #expect(view.press(.character("a"), .character("3"), on: context).isEmpty)
        let law = "Luật Hải quan 54/2014, điều 24, " + String(repeating: "x", count: 200)
        #expect(view.press(.paste(law), on: context).isEmpty)
        guard case .act(let act, let visit)? = view.press(.enter, on: context).first else {
            Issue.record("no act")
            return
        }
        #expect(act.verb == .askPaper && act.paper == .invoice && visit == desk.checked)
        #expect(act.law == String(law.prefix(PaperAsked.basisLimit)) && act.agency == .borderGuard)
        // Without a law it goes out and is refused, with the words of the model.
        guard case .act(let bare, _)? = view.press(.character("a"), .character("1"), .enter, on: context).first else {
            Issue.record("no act")
            return
        }
        let refused = context.state.decide(
            bare, visit: desk.checked, cause: Cause(source: "t", boot: 1, number: 1), now: context.now)
        #expect(refused == .failure(.basisRequired))
    }

    @Test("A hold and a message go out with what was chosen") func menus() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view()
        guard case .act(let act, let visit)? = view.press(.character("h"), .down, .enter, on: context).first else {
            Issue.record("no act")
            return
        }
        #expect(act.verb == .hold && act.reason == .plateMismatch && visit == desk.checked && view.overlays.isEmpty)
        #expect(act.officer == "T. Hà" && act.agency == .borderGuard)
        guard case .act(let message, _)? = view.press(.character("m"), .character("1"), on: context).first else {
            Issue.record("no message")
            return
        }
        #expect(message.verb == .message && message.phrase != .none)
    }

    @Test(
        "The palette finds by name without diacritics, by key, and by the action's own name",
        arguments: [
            (Language.vietnamese, "giu lai"), (.vietnamese, "Ctrl-L"), (.english, "hold"), (.english, "F5"),
            (.english, "letThrough"),
        ])
    func palette(language: Language, text: String) throws {
        let desk = Desk()
        let context = try desk.context(.live, language)
        let found = context.paletteRows(text, desk.view()).map(\.action)
        let wanted: [ActionID] =
            text == "Ctrl-L"
            ? [.repaint] : text == "F5" ? [.screenBoard] : text == "letThrough" ? [.letThrough] : [.hold]
        if text == "giu lai", found.isEmpty {
            // Whatever the catalogue calls a hold, its name without marks must find it.
            let folded = TextFold.fold(context.words.name(ActionID.hold).text)
            #expect(context.paletteRows(folded, desk.view()).map(\.action).contains(.hold), "\(folded)")
        } else {
            for action in wanted { #expect(found.contains(action), "\(text): \(found)") }
        }
        for action in ActionID.allCases
        where BindingTable.standard.bindings(screen: .lane, mode: .live).contains(where: { $0.action == action }) {
            let name = TextFold.fold(context.words.name(action).text)
            #expect(context.paletteRows(name, desk.view()).contains { $0.action == action }, "\(name)")
        }
        #expect(context.paletteRows("no such command", desk.view()).isEmpty)
    }

    @Test("The palette carries out, and refuses with the reason") func paletteActs() throws {
        let desk = Desk()
        let context = try desk.context(desk.replay, .english)
        var view = desk.view()
        _ = view.press(.character(":"), .paste("letThrough"), on: context)
        #expect(view.handle(.enter, context).isEmpty)
        #expect(view.announcement?.text.text.contains(context.words[.whyReplay].text) == true)
        _ = view.press(.character(":"), .paste("screenBoard"), .enter, on: context)
        #expect(view.screen == .board && view.overlays.isEmpty)
    }

    @Test("Language and theme go round and come back") func roundTrips() throws {
        let context = try Desk().context()
        var view = Desk().view()
        let start = view
        for _ in Language.allCases { _ = view.handle(.control("n"), context) }
        #expect(view.language == start.language)
        var seen: Set<Theme> = []
        for _ in Theme.allCases {
            _ = view.handle(.control("t"), context)
            seen.insert(view.theme)
        }
        #expect(view.theme == start.theme && seen.count == Theme.allCases.count)
    }

    @Test("Correcting a plate sends the normalised plate of the vehicle in focus") func correction() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view()
        let effects = view.press(
            .character("c"), .character("1"), .delete, .paste("29a-456.78\n"), .enter, on: context)
        guard case .act(let act, let visit)? = effects.first else {
            Issue.record("no act")
            return
        }
        #expect(act.verb == .correctPlate && act.plate == "29A45678" && visit == desk.checked && act.lane == nil)
        #expect(act.reason == .misread)
    }

    @Test("An unknown vehicle is tied to the visit whose plate is typed, or nothing is sent") func identify() throws {
        var desk = Desk()
        desk.gate.unknownPlate("15H56780")
        let context = try desk.context()
        var view = desk.view()
        _ = view.handle(.character("c"), context)
        #expect(view.overlays == [.input(.init(subject: .identify(HandMade.lane(3)), text: "15H56780"))])
        var wrong = view
        #expect(wrong.press(.delete, .paste("99Z99999"), .enter, on: context).isEmpty)
        #expect(wrong.announcement != nil)
        guard case .act(let act, let visit)? = view.press(.backspace, .character("9"), .enter, on: context).first else {
            Issue.record("no act")
            return
        }
        #expect(act.verb == .correctPlate && act.lane == HandMade.lane(3) && visit == desk.queued[0])
        #expect(act.plate == "15H56789")
    }

    @Test("Proposals for an unknown vehicle are taken with one key, or another plate is typed") func proposals() throws
    {
        var desk = Desk()
        desk.gate.unknownPlate("29C1B45", ranked: Scene.proposals(desk.queued))
        let context = try desk.context()
        var view = desk.view()
        _ = view.handle(.character("c"), context)
        guard case .menu(let menu)? = view.overlays.last, case .identify(let lane, let shown) = menu.subject else {
            Issue.record("no menu")
            return
        }
        #expect(lane == HandMade.lane(3) && shown.count == 3 && context.choices(of: menu).count == 4)
        #expect(
            context.choices(of: menu)[1].label == "29C-128.45 · mất 2, 8→B · nguy cơ nhầm 26 %")
        #expect(context.choices(of: menu)[2].label == "桂F·12345 · mất 桂, thừa 9 · nguy cơ nhầm < 1 %")
        var typed = view
        guard case .act(let act, let visit)? = view.press(.character("2"), on: context).first else {
            Issue.record("no act")
            return
        }
        #expect(visit == desk.queued[1] && act.verb == .correctPlate && act.lane == lane && act.reason == .misread)
        #expect(act.plate == context.state.visit(desk.queued[1])?.declaration.tractor && view.overlays.isEmpty)
        #expect(typed.press(.character("4"), on: context).isEmpty)
        #expect(typed.overlays == [.input(.init(subject: .identify(lane), text: "29C1B45"))])
    }

    @Test("Mouse: the wheel moves, a click decides nothing") func mouse() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view(.queue)
        _ = view.handle(.mouse(.init(button: .wheelDown, action: .press, column: 3, row: 5)), context)
        #expect(view.queue.selected == context.queueRows(view)[1].id)
        for button in [Key.Mouse.Button.left, .middle, .right, .other] {
            #expect(view.handle(.mouse(.init(button: button, action: .press, column: 1, row: 23)), context).isEmpty)
        }
    }

    @Test("The lane marked on the board is the one that opens and closes") func boardLane() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view(.board)
        for step in 0..<3 {
            let grid = Frame.render(context, view, width: 120, height: 40).grid
            let marked = (0..<grid.height).first {
                grid[1, $0].style.role == .selection || grid[3, $0].style.role == .selection
            }
            let row = try #require(marked)
            let text = grid.plainText().components(separatedBy: "\n")[row]
            let number = try #require(text.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int64($0) })
            guard case .act(let act, _)? = view.press(.character("o"), .character("y"), on: context).first else {
                Issue.record("no act")
                return
            }
            #expect(act.lane == HandMade.lane(number), "step \(step): lane \(number) is marked")
            var opened = view
            _ = opened.handle(.enter, context)
            #expect(opened.lane == HandMade.lane(number) && opened.screen == .lane, "step \(step)")
            _ = view.handle(.down, context)
        }
    }

    @Test("A lane is closed and a gate suspended after a question; both open again without one") func closing() throws {
        var desk = Desk()
        for (key, verb) in [(Key.character("o"), Act.Verb.setLane), (.character("g"), .setGate)] {
            let context = try desk.context()
            var view = desk.view(.board)
            #expect(view.handle(key, context).isEmpty)
            for no: Key in [.enter, .character(" "), .escape, .character("n")] {
                var copy = view
                #expect(copy.handle(no, context).isEmpty, "\(no)")
            }
            guard case .act(let act, nil)? = view.handle(.character("y"), context).first else {
                Issue.record("\(key.label) sends no act")
                return
            }
            #expect(act.verb == verb && act.status != .open)
        }
        var lane = LaneStatusChanged()
        lane.lane = HandMade.lane(1)
        lane.status = .closed
        desk.gate.add(.laneStatusChanged(lane))
        var gate = GateStatusChanged()
        gate.status = .suspended
        desk.gate.add(.gateStatusChanged(gate))
        for key in [Key.character("o"), .character("g")] {
            var view = desk.view(.board)
            guard case .act(let act, nil)? = view.handle(key, try desk.context()).first else {
                Issue.record("\(key.label) sends no act")
                return
            }
            #expect(act.status == .open)
        }
    }
}

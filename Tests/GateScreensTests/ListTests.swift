import ConsoleSupport
import Foundation
import GateGrid
import GateModel
import GateText
import TestSupport
import TestTraits
import Testing

@testable import GateScreens

@Suite("Lists", .ownThread) struct ListTests {
    private func plates(_ context: ScreenContext, _ view: ViewState) -> [String] {
        context.queueRows(view).map(\.declaration.tractor)
    }

    @Test(
        "A filter finds in any column, without case and marks, all words, and inverts",
        arguments: [
            ("dao", ["12C12345"]), ("ĐÀO", ["12C12345"]), ("nguyen thi dao", ["12C12345"]), ("15h56789", ["15H56789"]),
            ("15H-567.89", ["15H56789"]), ("567.89", ["15H56789"]),
            ("do quoc", ["29LD01234"]), ("8542 hoang yen", ["98C00001"]), ("zzz", []), ("nguyen zzz", []),
        ])
    func filter(text: String, expected: [String]) throws {
        let context = try Desk().context()
        var view = Desk().view(.queue)
        let all = Set(plates(context, view))
        view.queueFilter = text
        #expect(Set(plates(context, view)) == Set(expected))
        view.queueFilter = "!" + text
        #expect(Set(plates(context, view)) == all.subtracting(expected), "!\(text)")
    }

    @Test("A lone ! and blanks filter nothing") func emptyFilter() throws {
        let context = try Desk().context()
        var view = Desk().view(.queue)
        let all = plates(context, view)
        for text in ["", " ", "!", "! "] {
            view.queueFilter = text
            #expect(plates(context, view) == all, "“\(text)”")
        }
    }

    @Test("A filter works while it is typed, and its title counts") func typing() throws {
        let context = try Desk().context()
        var view = Desk().view(.queue)
        _ = view.handle(.character("/"), context)
        for character in "dao" { _ = view.handle(.character(character), context) }
        #expect(view.queueFilter == "dao")
        let title = Frame.render(context, view, width: 80, height: 24).grid.plainText().components(separatedBy: "\n")[1]
        #expect(title.contains("1 ") && title.contains("5") && title.contains("/dao"), "\(title)")
        _ = view.handle(.backspace, context)
        #expect(view.queueFilter == "da")
        _ = view.handle(.enter, context)
        #expect(view.overlays.isEmpty && view.queueFilter == "da")
    }

    @Test("Every column sorts both ways", arguments: QueueColumn.allCases) func sorting(column: QueueColumn) throws {
        let context = try Desk().context()
        var view = Desk().view(.queue)
        view.queueSort = column
        view.queueDescending = false
        let up = context.queueRows(view)
        view.queueDescending = true
        let down = context.queueRows(view)
        #expect(Set(up.map(\.id)) == Set(down.map(\.id)) && up.count == 5)
        func key(_ visit: Visit) -> (Int64, String) {
            switch column {
            case .waited: (context.waited(visit).milliseconds, "")
            case .lane: (Int64(visit.lane?.number ?? 0), "")
            case .state: (Int64(visit.state.rawValue), "")
            case .plate: (0, visit.declaration.tractor)
            case .channel: (Int64(visit.channel.rawValue), "")
            case .goodsClass: (Int64(visit.declaration.goodsClass.rawValue), "")
            }
        }
        for (a, b) in zip(up, up.dropFirst()) { #expect(key(a) <= key(b)) }
        for (a, b) in zip(down, down.dropFirst()) { #expect(key(a) >= key(b)) }
    }

    @Test("Vehicles without a lane come last, whichever way lanes are sorted") func noLaneIsLast() throws {
        var desk = Desk()
        let called = desk.gate.declare("14C00001")
        desk.gate.move(desk.queued[0], .inQueue, lane: 7)
        let context = try desk.context()
        var view = desk.view(.queue)
        view.queueShowsDeclared = true
        view.queueSort = .lane
        for isDescending in [true, false] {
            view.queueDescending = isDescending
            let rows = context.queueRows(view)
            #expect(rows.last?.id == called && rows.last?.lane == nil)
            let lanes = rows.compactMap(\.lane)
            #expect(lanes.count == rows.count - 1)
            #expect(lanes == (isDescending ? lanes.sorted(by: >) : lanes.sorted()))
        }
    }

    @Test("A list says where in it one stands") func position() throws {
        let desk = Desk()
        let context = try desk.context()
        func corner(_ view: ViewState) -> String {
            let lines = Frame.render(context, view, width: 80, height: 24).grid.plainText().components(
                separatedBy: "\n")
            return String(lines.last { $0.hasSuffix("┘") }?.suffix(8) ?? "")
        }
        var queue = desk.view(.queue)
        _ = queue.press(.down, .down, on: context)
        #expect(corner(queue) == "─ 3/5 ─┘")
        _ = queue.press(.end, on: context)
        #expect(corner(queue) == "─ 5/5 ─┘")
        var alarms = desk.view(.alarms)
        _ = alarms.press(.down, on: context)
        #expect(corner(alarms) == "─ 2/2 ─┘")
        #expect(!corner(desk.view(.board)).contains("/"))
        queue.queueFilter = "zzz"
        #expect(corner(queue) == "───────┘")
    }

    @Test("The chosen visit stays chosen when the order changes, and the act is about it") func selectionStays() throws
    {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view(.queue)
        _ = view.press(.down, .down, on: context)
        let chosen = try #require(view.queue.selected)
        for key: Key in [.character("s"), .character("v"), .character("s"), .character("d")] {
            _ = view.handle(key, context)
            #expect(context.focusedVisit(view)?.id == chosen)
            let grid = Frame.render(context, view, width: 80, height: 24).grid
            let row = try #require((2..<22).first { grid[2, $0].style.role == .selection })
            let plate = context.words.plate(try #require(context.state.visit(chosen)).declaration.tractor).display.text
            #expect(grid.plainText().components(separatedBy: "\n")[row].contains(plate))
        }
        // Another vehicle comes and goes: still the same.
        var later = desk
        let new = later.gate.declare("00A00000")
        later.gate.move(new, .atYard, .inQueue)
        #expect(try later.context().focusedVisit(view)?.id == chosen)
    }

    @Test("A chosen visit that has left the list hands its act to no other vehicle") func chosenIsGone() throws {
        var desk = Desk()
        var view = desk.view(.queue)
        let context = try desk.context()
        while view.queue.selected != desk.checked { _ = view.handle(.down, context) }
        desk.gate.move(desk.checked, .turnedBack, reason: .other)
        let after = try desk.context()
        for key: Key in [.character("p"), .character("b"), .character("r"), .character("x")] {
            var copy = view
            for effect in copy.handle(key, after) {
                if case .act(let act, let visit) = effect {
                    Issue.record("\(key.label) now does \(act.verb) on visit \(visit?.number ?? 0), which nobody chose")
                }
            }
        }
    }

    @Test("A list narrowed by the person begins at its first row") func narrowed() throws {
        let desk = Desk()
        let context = try desk.context()
        var view = desk.view(.queue)
        _ = view.press(.down, .down, .character("/"), .paste("dao"), .enter, on: context)
        #expect(context.focusedVisit(view)?.id == desk.checked)
        // And moving from a row that has gone chooses one in sight, not the one after it.
        var later = desk
        later.gate.move(desk.checked, .turnedBack, reason: .other)
        view.queueFilter = ""
        view.queue.selected = desk.checked
        let after = try later.context()
        #expect(after.focusedVisit(view) == nil)
        _ = view.handle(.down, after)
        #expect(after.focusedVisit(view)?.id == after.queueRows(view).first?.id)
    }

    @Test("The list scrolls with the choice: it is always on the screen") func scrolling() async throws {
        let scenes = try await Scene.morning()
        let queue = try #require(scenes.first { $0.name == "queue" })
        let context = try queue.context(.vietnamese)
        var view = queue.view(context)
        view.queueShowsDeclared = true
        let seed: UInt64 = 11
        var random = SeededRandom(seed: seed)
        let keys: [Key] = [.up, .down, .down, .pageDown, .pageUp, .home, .end, .character("v"), .character("s")]
        for step in 0..<200 {
            _ = view.handle(keys[random.below(keys.count)], context)
            let rendered = Frame.render(context, view, width: 80, height: 24)
            view.queue.page = rendered.page
            let marked = (0..<24).filter { rendered.grid[3, $0].style.role == .selection }
            #expect(marked.count == 1, "seed \(seed) step \(step)")
        }
    }

    @Test("Alarms are listed by priority, filtered, and closed ones only on demand") func alarms() throws {
        let desk = Desk()
        let context = try desk.context(.live, .english)
        var view = desk.view(.alarms)
        #expect(context.alarmRows(view).map(\.kind) == [.gamma, .weightMismatch])
        view.alarmFilter = "!weight"
        #expect(context.alarmRows(view).map(\.kind) == [.gamma])
        view.alarmFilter = ""
        guard case .act(let act, nil)? = view.press(.down, .character("a"), on: context).first else {
            Issue.record("no act")
            return
        }
        #expect(act.verb == .acknowledge && act.alarm == context.alarmRows(view)[1].id)
    }

    @Test(
        "Without Han letters a plate still stands whole wherever it stands in a column", arguments: [60, 80, 120, 200])
    func latinPlatesStandWhole(width: Int) throws {
        var desk = Desk()
        let plates = ["湘A05190", "湘A05191", "琼AD12345", "粤ZK823港", "琼B1234警", "ກຂ1234", "3AB1234"]
        for (index, plate) in plates.enumerated() {
            let visit = desk.gate.declare(plate)
            if index % 2 == 0 { desk.gate.control(visit) } else { desk.gate.move(visit, .atYard, .inQueue) }
        }
        var context = try desk.context()
        context.words.prefersLatinPlates = true
        for screen in [ScreenID.queue, .lane] {
            let grid = Frame.render(context, desk.view(screen), width: width, height: 50).grid
            let text = grid.plainText()
            for plate in plates {
                let key = try Plate(plate).key
                #expect(text.contains(key), "\(screen): \(key) is cut at \(width)\n\(text)")
            }
        }
        guard width >= 80 else { return }
        let arch = try #require(context.state.vehicleAtArch(HandMade.lane(3)))
        var view = desk.view(.board)
        #expect(
            Frame.render(context, view, width: width, height: 24).grid.plainText()
                .contains(try Plate(arch.declaration.tractor).key))
        desk.gate.unknownPlate("琼B9999警")
        context.state = desk.gate.state
        for screen in [ScreenID.board, .lane] {
            view.screen = screen
            let text = Frame.render(context, view, width: width, height: 24).grid.plainText()
            #expect(text.contains("CN-QIONG-B9999-JING"), "\(screen)\n\(text)")
        }
    }

    @Test("A text that is cut shows it in plain ASCII too") func cutShows() throws {
        var canvas = Canvas(width: 14, height: 3)
        canvas.row(0, columns: [Column(11)], [("CN-XIANG-A05190", .text)])
        canvas.spans(1, maxWidth: 11, [("CN-GUI", .text), ("-A0519", .text)])
        canvas.spans(2, maxWidth: 11, [("CN-GUI-A051", .text), ("90", .text)])
        var grid = canvas.grid
        AsciiFilter.apply(&grid)
        #expect(
            grid.plainText().split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                == ["CN-XIANG-A>", "CN-GUI-A05>", "CN-GUI-A05>"])
    }

    @Test(
        "An alarm of a device names the device as the layout does, whole, on every screen",
        arguments: [60, 80, 120, 200])
    func alarmsNameTheDevice(width: Int) throws {
        var desk = Desk()
        let plan = desk.gate.state.plan
        let house = try #require(plan.devices.first { $0.kind == .scanner })
        let expected: [(Device, String)] = [
            (try #require(plan.device(.barrierOut, lane: HandMade.lane(12))), "Làn 12 barie số 2"),
            (try #require(plan.device(.barrierIn, lane: HandMade.lane(12))), "Làn 12 barie số 1"),
            (try #require(plan.device(.portal, lane: HandMade.lane(3))), "Làn 3 cổng phóng xạ"), (house, "Máy soi 1"),
        ]
        for (kind, (device, _)) in zip([AlarmKind.deviceSilent, .deviceFault, .clockError, .tamper], expected) {
            var raised = AlarmRaised()
            raised.alarm = desk.gate.state.nextAlarm
            raised.kind = kind
            raised.lane = device.lane
            raised.device = device.id
            raised.detail = DeviceReason.neverHeard.text
            desk.gate.add(.alarmRaised(raised))
            var report = DeviceReport()
            report.condition = .silent
            desk.gate.add(.deviceChanged(DeviceChanged(device: device.id, report: report)))
        }
        let context = try desk.context()
        func text(_ screen: ScreenID) -> String {
            Frame.render(context, desk.view(screen), width: width, height: 40).grid.plainText()
        }
        let list = text(.alarms)
        for (_, name) in expected { #expect(list.contains("\(name) "), "\(name)\n\(list)") }
        #expect(list.contains("Báo động ga") && list.contains(" Làn 3 "), "\(list)")
        guard width >= 120 else { return }
        let board = text(.board)
        for (_, name) in expected {
            #expect(board.contains("✕ \(name) "), "\(name)\n\(board)")
            #expect(board.components(separatedBy: "\(name) ").count == 3, "\(name)\n\(board)")
        }
        var view = desk.view(.alarms)
        view.alarmFilter = "barrier-out"
        #expect(context.alarmRows(view).map(\.device) == [expected[0].0.id])
    }

    @Test("Times of day", arguments: [("14:22", 51_720), ("00:00:07", 7), ("23:59:59", 86_399)])
    func times(text: String, seconds: Int) { #expect(ViewState.secondsOfDay(text) == seconds) }

    @Test(
        "What is no time of day",
        arguments: ["", "24:00", "12", "12:60", "1:2:3:4", "-1:00", "a:b", "12:00:60", ":", "12:"])
    func badTimes(text: String) { #expect(ViewState.secondsOfDay(text) == nil) }
}

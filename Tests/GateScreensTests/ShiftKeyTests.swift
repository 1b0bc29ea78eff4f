import ConsoleSupport
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

/// Keys of the post, the lock and the times screen.
@Suite("Shift and fairness: keys") struct ShiftKeyTests {
    private static func desk(
        _ agency: Agency = .borderGuard, name: String = "Trần Thị Hà", lane: LaneID? = nil
    ) throws -> (ScreenContext, ViewState, VisitID) {
        let (gate, truck) = HandMade.handedOver()
        let context = ScreenContext(
            state: gate.state, now: gate.now + .minutes(1), mode: .live,
            person: Person(name: name, agency: agency, lane: lane), words: try House.words(.vietnamese),
            station: StationStatus())
        var view = ViewState(lane: HandMade.lane(2))
        view.laneFocus = truck
        return (context, view, truck)
    }

    @Test func aShiftIsBegunAndEndedFromItsPage() throws {
        var (context, view, _) = try Self.desk(name: "Phạm Thu", lane: HandMade.lane(2))
        let begin = view.press(.control("w"), .character("b"), on: context)
        var act = Act()
        (act.verb, act.officer, act.agency, act.lane) = (.beginShift, "Phạm Thu", .borderGuard, HandMade.lane(2))
        #expect(begin == [.act(act, visit: nil)])
        #expect(view.overlays == [.shift(scroll: 0)], "the page stays")
        #expect(view.press(.character("e"), on: context).isEmpty)
        #expect(view.announcement?.text.text.contains("chưa vào ca") == true)
        // Whoever is on shift cannot begin again, and leaves a note.
        (context, view, _) = try Self.desk()
        #expect(view.press(.control("w"), .character("b"), on: context).isEmpty)
        #expect(view.announcement?.text.text.contains("vào ca rồi") == true)
        let end = view.press(.character("e"), .paste("Yên\tổn\n"), .enter, on: context)
        guard case .act(let ended, nil)? = end.first else { return #expect(Bool(false), "\(end)") }
        #expect(ended.verb == .endShift && ended.note == "Yên ổn", "\(ended.note)")
    }

    /// What a complaint came to cannot be taken back: it is asked first, with the plate and the outcome.
    @Test func aComplaintIsSettledOnlyAfterAQuestion() throws {
        var (context, view, truck) = try Self.desk(.board)
        var lodged = ComplaintLodged()
        (lodged.number, lodged.visit, lodged.kind) = (1, truck, try #require(ComplaintKind.allCases.last))
        context.state.apply(
            Recorded(
                sequence: context.state.sequence + 1, recordedAtMicroseconds: context.now.milliseconds * 1000,
                event: .complaintLodged(lodged), actor: .officer("B", .board), occurredAt: context.now))
        view.screen = .times
        let choices: [Key] = [.character("v"), .enter, .enter]
        #expect(view.press(choices[0], choices[1], choices[2], on: context).isEmpty)
        guard case .confirm(let question)? = view.overlays.last else { return #expect(Bool(false), "\(view.overlays)") }
        let shown = Frame.render(context, view, width: 120, height: 40).grid.plainText()
        #expect(shown.contains(context.words.name(question.act.outcome).text), "\(shown)")
        var kept = view
        #expect(kept.press(.character("n"), on: context).isEmpty)
        let settled = view.press(.character("y"), on: context)
        guard case .act(let act, _)? = settled.first else { return #expect(Bool(false), "\(settled)") }
        #expect(act.verb == .reviewComplaint && act.amount == 1 && act.outcome != .open)
    }

    @Test func inReplayAShiftIsLookedAtAndNotBegun() throws {
        var (context, view, _) = try Self.desk(name: "Phạm Thu")
        context.mode = Scene.replay([], at: context.now)
        #expect(view.press(.control("w"), .character("b"), on: context).isEmpty)
        #expect(view.announcement?.text.text.contains(context.words[.whyReplay].text) == true)
    }

    /// What one did is seen by oneself: another name, another agency, and a replay show none of it.
    @Test func onesOwnFiguresAreShownToNobodyElse() throws {
        func page(_ context: ScreenContext, _ view: ViewState) -> String {
            var view = view
            _ = view.press(.control("w"), on: context)
            return Frame.render(context, view, width: 100, height: 50).grid.plainText()
        }
        let (own, view, _) = try Self.desk()
        let heading = own.words[.shiftOwn].text
        #expect(page(own, view).contains(heading))
        let (other, otherView, _) = try Self.desk(name: "Phạm Thu")
        #expect(!page(other, otherView).contains(heading))
        let (customs, customsView, _) = try Self.desk(.customs)
        #expect(!page(customs, customsView).contains(heading))
        var replay = own
        replay.mode = Scene.replay([], at: own.now)
        #expect(!page(replay, view).contains(heading))
    }

    @Test func aLockedScreenShowsNothingAndHearsNothingButItsCode() throws {
        var (context, view, truck) = try Self.desk()
        let plate = context.words.plateText(context.state.visit(truck)?.declaration.tractor ?? "").text
        #expect(view.press(.function(12), .paste("12345"), .enter, on: context).isEmpty)
        #expect(view.lock == nil && view.announcement?.text.text.contains("6") == true, "too short")
        _ = view.press(.function(12), .paste("123456"), .enter, .paste("123457"), .enter, on: context)
        #expect(view.lock == nil, "two that differ")
        _ = view.press(.function(12), .paste("123456"), on: context)
        #expect(view.isSecret)
        let typing = Frame.render(context, view, width: 80, height: 24).grid.plainText()
        #expect(!typing.contains("123456") && typing.contains("••••••"))
        #expect(!LinearSpeech.focus(context, view).text.contains("123456"))
        _ = view.press(.enter, .paste("123456"), .enter, on: context)
        #expect(view.lock != nil && view.overlays.isEmpty && view.isSecret)
        for (width, height) in Scene.sizes {
            let text = Frame.render(context, view, width: width, height: height).grid.plainText()
            #expect(!text.contains(plate) && !text.contains("654.32"), "\(width)x\(height)\n\(text)")
        }
        #expect(!LinearSpeech.focus(context, view).text.contains(plate))
        let keys: [Key] = [
            .character("p"), .control("q"), .control("c"), .control("z"), .control("p"), .control("e"), .function(2),
            .escape, .character(":"), .character("?"), .delete, .control("r"), .control("w"),
        ]
        for key in keys { #expect(view.press(key, on: context).isEmpty, "\(key.label)") }
        #expect(view.press(.control("l"), on: context) == [.repaint])
        _ = view.press(.delete, .paste("000000"), .enter, .enter, on: context)
        #expect(view.lock?.wrongTries == 1, "an empty line is no try")
        _ = view.press(.paste("123456"), .enter, on: context)
        #expect(view.lock == nil && view.announcement?.text.text.contains("1") == true, "told that somebody tried")
        #expect(!view.isSecret)
    }

    @Test func whyAVehicleWaitsIsTwoKeys() throws {
        var (context, view, truck) = try Self.desk()
        let effects = view.press(.character("j"), .character("1"), on: context)
        guard case .act(let act, let visit)? = effects.first else { return #expect(Bool(false), "\(effects)") }
        #expect(act.verb == .explainWait && act.waitReason == .bayFull && visit == truck)
        (context, view, truck) = try Self.desk(.customs)
        #expect(view.press(.character("j"), on: context).isEmpty && view.overlays.isEmpty)
        #expect(view.announcement?.text.text.contains("Biên phòng") == true, "whose time it is says why")
    }

    @Test func aComplaintIsTakenDownByItsCode() throws {
        var (context, view, truck) = try Self.desk(.board)
        let code = ComplaintCode(truck).description
        _ = view.press(.function(8), .character("n"), .paste("ABC-DEFG"), .enter, on: context)
        #expect(view.overlays.isEmpty && view.announcement?.text.text.contains("mã khiếu nại") == true)
        let effects = view.press(.character("n"), .paste(code.lowercased()), .enter, .character("1"), on: context)
        guard case .act(let act, nil)? = effects.first else { return #expect(Bool(false), "\(effects)") }
        #expect(act.verb == .complain && act.value == code && act.complaint == .delay)
        #expect(view.press(.character("v"), on: context).isEmpty)
        #expect(view.overlays.isEmpty, "there is nothing to review")
    }

    @Test func aLineIsEditedWhereTheCursorStands() {
        var line = TypedLine("29C-123", limit: 9)
        func edit(_ keys: Key...) -> Bool { keys.reduce(true) { line.edit($1) && $0 } }
        #expect(edit(.home, .delete, .character("3"), .right, .backspace, .end, .left, .character("x")))
        #expect(line.text == "3C-12x3" && line.cursor == 6)
        #expect(edit(.paste("abcdef")) && line.text == "3C-12xab3" && line.cursor == 8)
        #expect(edit(.character("z")) && line.text == "3C-12xab3", "full")
        #expect(edit(.end, .delete) && line.text.isEmpty && line.cursor == 0)
        #expect(edit(.backspace, .left, .delete) && line.text.isEmpty)
        #expect(!edit(.tab) && !edit(.up))
    }

    @Test func theCursorOfALongLineStaysInSight() throws {
        var (context, view, _) = try Self.desk()
        _ = view.press(.control("w"), .character("e"), .paste(String(repeating: "abc ", count: 100)), on: context)
        for _ in 0..<3 {
            let grid = Frame.render(context, view, width: 80, height: 24).grid
            #expect(grid.cursor != nil)
            _ = view.press(.home, on: context)
        }
    }
}

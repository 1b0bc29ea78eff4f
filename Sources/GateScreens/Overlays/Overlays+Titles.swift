import GateGrid
import GateModel
import GateText

/// What an overlay asks, in one line: the title of its box, or all there is of it on a terminal too small for a box.
extension Overlays {
    static func title(of menu: Overlay.Menu, _ context: ScreenContext) -> ScreenText {
        let words = context.words
        let plate = plate(menu.visit, context)
        return switch menu.subject {
        case .hold: words(.promptReasonHold, plate)
        case .turnBack: words(.promptReasonTurnBack, plate)
        case .seize: words(.promptReasonSeize, plate)
        case .trouble: words(.promptReasonTrouble, plate)
        case .message: words(.promptMessage, plate)
        case .channel: words(.promptChannel, plate)
        case .passWithCondition: words(.promptCondition, plate)
        case .fail: words(.promptReasonFail, plate)
        case .waive: words(.promptWaive, plate)
        case .refer: words(.promptRefer, plate)
        case .inspectAgain: words(.promptInspectAgain, plate)
        case .extendClock: words(.promptExtend, plate)
        case .closeTask: words[.promptCloseTask]
        case .suspend: words[.promptSuspendBy]
        case .openBarrier: words[.promptOpenBarrier]
        case .closeBarrier: words[.promptCloseBarrier]
        case .identify(let lane, _): words(.promptIdentify, ScreenText("\(lane.number)"))
        case .paper: words(.promptPaper, plate)
        case .explainWait: words(.promptWait, plate)
        case .contact: words(.promptContact, plate)
        case .complaint(let code):
            // A slip names another vehicle: whose it is must be seen.
            words(
                .promptComplaintKind, ScreenText(code, limit: 12), plate,
                menu.visit.flatMap { context.state.visit($0) }.map { context.moment($0.arrivedAt) } ?? "–")
        case .complaints: words[.promptComplaints]
        case .outcome: words(.promptOutcome, plate)
        case .correct: words(.promptCorrect, plate)
        case .correctClass: words(.promptCorrectTo, words.name(DeclarationField.goodsClass), plate)
        case .correctWhy(let field, let value):
            words(.promptCorrectWhy, words.name(field), words.value(value, of: field).prefix(width: 30))
        case .correctEvidence(let field, let value, _):
            words(.promptCorrectEvidence, words.name(field), words.value(value, of: field).prefix(width: 30))
        }
    }

    static func title(of input: Overlay.Input, _ context: ScreenContext) -> ScreenText {
        let words = context.words
        return switch input.subject {
        case .filter: words[.promptFilter]
        case .rawFilter: words[.promptRawFilter]
        case .plate(let visit): words(.promptPlate, plate(visit, context))
        case .identify(let lane): words(.promptIdentify, ScreenText("\(lane.number)"))
        case .field(let visit, let field): words(.promptCorrectTo, words.name(field), plate(visit, context))
        case .extend(let visit, let days):
            words(.promptExtendBy, plate(visit, context), ScreenText("\(days)"))
        case .goToTime: words[.promptGoTo]
        case .goToLane: words[.promptGoToLane]
        case .basis(_, let paper): words.name(paper) + ". " + words[.promptBasis]
        case .openBarrier(let act):
            words(
                .promptConfirmOpenBarrier, words.number(of: act.end),
                ScreenText(act.lane.map { "\($0.number)" } ?? "–"))
        case .complaintCode: words[.promptComplaintCode]
        case .handover: words(.promptHandover, ScreenText("\(Handover.noteLimit)"))
        case .lock: words(.promptLock, ScreenText("\(ScreenLock.shortest)"))
        case .lockAgain: words[.promptLockAgain]
        }
    }

    /// The question names the plate and the lane.
    static func text(of question: Overlay.Confirmation, _ context: ScreenContext) -> ScreenText {
        let words = context.words
        guard let visit = question.visit else {
            let lane = ScreenText(question.act.lane.map { "\($0.number)" } ?? "–")
            return switch question.act.verb {
            case .setLane: words(.promptConfirmCloseLane, lane)
            case .reviewComplaint: outcomeQuestion(question.act, context)
            default: gateQuestion(question.act, context)
            }
        }
        let lane = context.state.visit(visit)?.lane.map { "\($0.number)" } ?? "–"
        let message: Message =
            question.act.verb == .seize
            ? .promptConfirmSeize
            : question.act.reason == .noManifest ? .promptConfirmNoManifest : .promptConfirmTurnBack
        return words(message, plate(visit, context), ScreenText(lane))
    }

    /// Whose complaint it is, and what it comes to.
    private static func outcomeQuestion(_ act: Act, _ context: ScreenContext) -> ScreenText {
        let complaint = context.state.complaints.last { $0.number == UInt32(clamping: act.amount) }
        return context.words(
            .promptConfirmOutcome, plate(complaint?.visit, context), context.words.name(act.outcome))
    }

    /// Who orders it, and for how long at most.
    private static func gateQuestion(_ act: Act, _ context: ScreenContext) -> ScreenText {
        let words = context.words
        let plan = context.state.plan
        if act.status == .open { return words[.promptConfirmReopen] }
        guard act.authority != .none else { return words[.promptConfirmSuspend] }
        let minutes = plan.suspensionLaws.lazy.compactMap { $0.power(of: act.authority, over: plan.gateClass) }.first?
            .minutes
        let most = minutes.map { $0 > 0 ? words.span(.minutes(Int64($0))) : words[.gateAsOrdered] } ?? "–"
        return words(.promptConfirmSuspendBy, words.name(act.authority), most)
    }

    static func headline(_ overlay: Overlay, _ context: ScreenContext) -> ScreenText {
        let words = context.words
        switch overlay {
        case .dossier(let visit, _): return words[.screenDossier] + " " + plate(visit, context)
        case .help: return words[.screenHelp]
        case .palette(let text, _): return ": " + ScreenText(text)
        case .menu(let menu):
            let choices = context.choices(of: menu)
            let chosen = choices.indices.contains(menu.selected) ? choices[menu.selected].label : ""
            return title(of: menu, context) + " " + chosen
        case .confirm(let question): return text(of: question, context) + " " + words[.promptYesNo]
        case .input(let input):
            return title(of: input, context) + " " + ScreenText(input.shown, limit: 600)
        case .shift: return words[.screenShift]
        case .mirror: return words[.screenMirror]
        }
    }
}

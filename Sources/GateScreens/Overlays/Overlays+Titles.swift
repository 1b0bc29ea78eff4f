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
        }
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
        case .confirm: return question(overlay, context) + " " + words[.promptYesNo]
        case .input(let input): return title(of: input, context) + " " + ScreenText(input.text)
        }
    }
}

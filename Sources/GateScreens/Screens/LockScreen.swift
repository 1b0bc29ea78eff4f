import GateGrid
import GateModel
import GateText

/// A locked screen: whose it is, since when, and that alarms stand, but nothing of any vehicle.
enum LockScreen {
    static func draw(_ lock: ScreenLock, _ context: ScreenContext, _ canvas: inout Canvas) {
        guard canvas.height > 0 else { return }
        guard canvas.height >= 9, canvas.width >= 40 else {
            canvas.line(0, line(lock, context), .strong)
            return
        }
        let words = context.words
        let width = min(canvas.width, 60)
        let rect = Rect(x: (canvas.width - width) / 2, y: canvas.height / 2 - 4, width: width, height: 8)
        canvas.line(0, context.clockSeconds(context.now), .dim, .centre)
        if let trouble = context.station.journalTrouble {
            canvas.line(canvas.height - 2, "✕ " + words(.resultJournalStopped, ScreenText(trouble)), .critical)
        }
        canvas.inside(rect) { pane in
            pane.box(title: words[.lockTitle], Style(.frameFocused))
            pane.inside(pane.bounds.inset()) { box in
                box.line(0, who(context), .strong, .centre)
                box.line(1, words(.lockSince, context.clock(lock.since)), .dim, .centre)
                if let alarms = alarms(context) { box.line(2, alarms, .alarm, .centre) }
                let prompt = words[.lockPrompt] + " "
                let end = box.put(prompt, x: 2, y: 4, .text)
                let signs = ScreenText(String(repeating: "•", count: lock.typed.text.count))
                let x = box.put(signs.prefix(width: max(1, box.width - end - 2)), x: end, y: 4, .input)
                box.showCursor(x: min(x, box.width - 1), y: 4)
                if lock.wrongTries > 0 {
                    box.put(words(.lockTries, ScreenText("\(lock.wrongTries)")), x: 2, y: 5, .caution)
                }
            }
        }
    }

    /// The same in one line.
    static func line(_ lock: ScreenLock, _ context: ScreenContext) -> ScreenText {
        let parts = [context.words[.lockTitle], who(context), context.words[.lockPrompt]]
        return ScreenText.joined(parts + [alarms(context)].compactMap(\.self), separator: " · ")
    }

    private static func who(_ context: ScreenContext) -> ScreenText {
        ScreenText(context.person.name, limit: 40) + " · " + context.words.name(context.person.agency)
    }

    /// How many alarms nobody has seen: whoever comes by can fetch somebody.
    private static func alarms(_ context: ScreenContext) -> ScreenText? {
        let count = context.state.alarms.count { $0.state == .unacknowledged || $0.state == .returnedUnacknowledged }
        return count > 0 ? "▲ " + context.words(.lockAlarms, ScreenText("\(count)")) : nil
    }
}

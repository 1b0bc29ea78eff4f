import GateGrid
public import GateModel
import GateText

/// A screen that shows nothing of any vehicle until its code is typed.
///
/// The code is the person's own, chosen at each locking, held in memory only and written nowhere: not to the journal, not
/// among the keys that a capture keeps. Whoever forgets it ends the program from another terminal.
public struct ScreenLock: Hashable, Sendable {
    /// Signs that a code has at least and at most.
    static let shortest = 6
    static let limit = 40

    private let code: String
    public let since: GateTime
    var typed = TypedLine("", limit: limit)
    /// Codes that were typed and were wrong.
    private(set) var wrongTries = 0

    init(code: String, since: GateTime) {
        self.code = code
        self.since = since
    }

    /// Whether what was typed opens it; counted and forgotten where it does not.
    mutating func opens() -> Bool {
        // An empty line is a key pressed by chance.
        if typed.text.isEmpty { return false }
        if typed.text == code { return true }
        wrongTries += 1
        typed = TypedLine("", limit: Self.limit)
        return false
    }
}

extension ViewState {
    /// What is typed now is a code.
    public var isSecret: Bool {
        if lock != nil { return true }
        if case .input(let input)? = overlays.last { return input.isSecret }
        return false
    }

    /// The code was typed once, or once more.
    mutating func lock(_ input: Overlay.Input, _ context: ScreenContext) {
        switch input.subject {
        case .lock where input.text.count < ScreenLock.shortest:
            let why = context.words(.resultLockShort, ScreenText("\(ScreenLock.shortest)"))
            announcement = Announcement(why, .caution)
        case .lock: push(.input(.init(subject: .lockAgain(input.text), text: "")))
        case .lockAgain(let code):
            guard code == input.text else {
                announcement = Announcement(context.words[.resultLockDiffers], .caution)
                return
            }
            // What was being asked is asked no more: whoever comes back looks anew.
            overlays = []
            lock = ScreenLock(code: code, since: context.now)
        default: break
        }
    }

    /// Nothing but the code is heard. Leaving is no way round it.
    mutating func lockedKey(_ key: Key, _ context: ScreenContext) -> [Effect] {
        guard var lock else { return [] }
        if key == .enter {
            let isOpen = lock.opens()
            self.lock = isOpen ? nil : lock
            if isOpen, lock.wrongTries > 0 {
                announcement = Announcement(
                    context.words(.lockTries, ScreenText("\(lock.wrongTries)")), .caution)
            }
            return []
        }
        if key == .control("l") { return [.repaint] }
        if lock.typed.edit(key) { self.lock = lock }
        return []
    }
}

public import GateGrid

extension Key {
    /// How a key is written: `p`, `Ctrl-L`, `F5`, `Enter`.
    public var label: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "Ctrl-\(character.uppercased())"
        case .alt(let character): "Alt-\(character)"
        case .function(let number): "F\(number)"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .insert: "Ins"
        case .delete: "Del"
        case .backspace: "BkSp"
        case .enter: "Enter"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .escape: "Esc"
        case .paste: "paste"
        case .mouse: "mouse"
        }
    }

    /// The key with a label as ``label`` writes it, or with the arrow's name.
    public init?(label: String) {
        let named: [String: Key] = [
            "Up": .up, "Down": .down, "Left": .left, "Right": .right, "Space": .character(" "), "↑": .up, "↓": .down,
            "←": .left, "→": .right, "Home": .home, "End": .end, "PgUp": .pageUp, "PgDn": .pageDown, "Ins": .insert,
            "Del": .delete, "BkSp": .backspace, "Enter": .enter, "Tab": .tab, "Shift-Tab": .backTab, "Esc": .escape,
        ]
        if let key = named[label] {
            self = key
        } else if label.hasPrefix("F"), let number = Int(label.dropFirst()), (1...12).contains(number) {
            self = .function(number)
        } else if label.hasPrefix("Ctrl-"), label.count == 6, let letter = label.lowercased().last {
            self = .control(letter)
        } else if label.count == 1, let character = label.first {
            self = .character(character)
        } else {
            return nil
        }
    }
}

internal import GateGrid

/// A complete sequence `ESC [ parameters final`, and the key it stands for.
struct ControlSequence {
    private let prefix: UInt8
    private let numbers: [Int]
    private let final: UInt8

    init(parameters: [UInt8], final: UInt8) {
        var digits = parameters[...]
        if let first = digits.first, (0x3C...0x3F).contains(first) {
            prefix = first
            digits = digits.dropFirst()
        } else {
            prefix = 0
        }
        // Sub-parameters (after a colon) only refine; the number before it is what counts.
        numbers = digits.split(separator: 0x3B, omittingEmptySubsequences: false).map { field in
            field.prefix { $0 != 0x3A }.reduce(0) { sum, byte in
                (0x30...0x39).contains(byte) ? min(sum * 10 + Int(byte - 0x30), 1 << 20) : sum
            }
        }
        self.final = final
    }

    private func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }

    var isPasteStart: Bool { prefix == 0 && final == 0x7E && numbers == [200] }

    /// The key; nil for answers and reports of the terminal and for what is unknown.
    var key: Key? {
        switch prefix {
        case 0: plainKey
        case 0x3C: mouseKey
        default: nil
        }
    }

    private var plainKey: Key? {
        switch final {
        case 0x5A: .backTab
        // "R" also answers where the cursor is; only "1;modifier R" is F3.
        case 0x52 where number(0) > 1: nil
        case 0x7E, 0x5E, 0x40, 0x24: numberedKey
        case 0x75: codeKey(number(0), modifiers: number(1))
        default: Self.letterKey(final)
        }
    }

    /// The key a letter stands for, after `ESC [` and after `ESC O` alike.
    static func letterKey(_ letter: UInt8) -> Key? {
        switch letter {
        case 0x41, 0x61: .up
        case 0x42, 0x62: .down
        case 0x43, 0x63: .right
        case 0x44, 0x64: .left
        case 0x46: .end
        case 0x48: .home
        case 0x50...0x53: .function(Int(letter) - 0x4F)
        default: nil
        }
    }

    private var numberedKey: Key? {
        switch number(0) {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number(0) - 10)
        case 17...21: .function(number(0) - 11)
        case 23, 24: .function(number(0) - 12)
        case 27 where final == 0x7E: codeKey(number(2), modifiers: number(1))
        default: nil
        }
    }

    /// Keys that a terminal reports by their code (xterm's modifyOtherKeys, kitty's protocol).
    private func codeKey(_ code: Int, modifiers: Int) -> Key? {
        let held = max(0, modifiers - 1)
        switch code {
        case 9: return held & 1 != 0 ? .backTab : .tab
        case 13: return .enter
        case 27: return .escape
        case 8, 127: return .backspace
        default: break
        }
        guard code >= 0x20, let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init),
            !(0x7F..<0xA0).contains(scalar.value)
        else { return nil }
        let character = Character(scalar)
        if held & 4 != 0, scalar.isASCII { return .control(Character(character.lowercased())) }
        return held & 2 != 0 ? .alt(character) : .character(character)
    }

    private var mouseKey: Key? {
        guard final == 0x4D || final == 0x6D, numbers.count == 3, number(1) >= 1, number(2) >= 1 else { return nil }
        let code = number(0)
        let button: Key.Mouse.Button =
            switch (code & 0xC0, code & 3) {
            case (0, 0): .left
            case (0, 1): .middle
            case (0, 2): .right
            case (0x40, 0): .wheelUp
            case (0x40, 1): .wheelDown
            default: .other
            }
        let action: Key.Mouse.Action = final == 0x6D ? .release : code & 0x20 != 0 ? .drag : .press
        return .mouse(Key.Mouse(button: button, action: action, column: number(1) - 1, row: number(2) - 1))
    }
}

/// Shortens what ncurses says about colours and attributes.
///
/// ncurses resets everything and names both colours at every change: some 30 bytes where three would do, more than half
/// of a frame. This filter follows the pen the bytes ask for and the pen the terminal has, and speaks only when something
/// is drawn for which they differ. A blank without reverse and underline needs its ground only. The pen is carried over
/// from frame to frame.
///
/// Selecting the ASCII letters (`ESC ( B`, SI) is left away: no other letters are ever selected, because the grid's lines
/// are Unicode. Bytes it does not know go through unchanged.
struct PenFilter {
    /// What the next character looks like. Colours are the codes of SGR for text (30...37, 39, 90...97), or 1000 and an
    /// index of the palette.
    private struct Pen: Equatable {
        var bold = false
        var dim = false
        var underline = false
        var reverse = false
        var ink = 39
        var ground = 39
    }

    /// What the terminal has; nil if that is not known.
    private var actual: Pen?
    private var wanted = Pen()

    /// Forgets what the terminal has: the next drawing starts with a reset.
    mutating func forget() { actual = nil }

    /// Appends `bytes`, shortened, to `output`. Sequences must be complete.
    mutating func pass(_ bytes: some RandomAccessCollection<UInt8>, to output: inout [UInt8]) {
        var rest = bytes[...]
        while let byte = rest.first {
            if byte == 0x1B {
                rest = rest.dropFirst(sequence(rest, to: &output))
                continue
            }
            rest = rest.dropFirst()
            switch byte {
            case 0x0F: continue
            case 0x0A:
                // At the bottom margin it scrolls, and new rows take the ground.
                settle(needsInk: false, to: &output)
            case 0x20:
                settle(needsInk: wanted.reverse || wanted.underline, to: &output)
            case 0x21...:
                settle(needsInk: true, to: &output)
            default: break
            }
            output.append(byte)
        }
    }

    /// Handles one escape sequence and returns its length.
    private mutating func sequence(_ bytes: some RandomAccessCollection<UInt8>, to output: inout [UInt8]) -> Int {
        let head = Array(bytes.prefix(3))
        if head == [0x1B, 0x28, 0x42] { return 3 }
        guard head.count >= 2, head[1] == 0x5B else {
            // A short sequence (intermediates, then one final byte) goes through in one piece.
            var length = 1
            for byte in bytes.dropFirst() {
                length += 1
                if !(0x20..<0x30).contains(byte) { break }
            }
            // ESC D, E and M scroll.
            if length == 2, [0x44, 0x45, 0x4D].contains(head[1]) { settle(needsInk: false, to: &output) }
            output.append(contentsOf: bytes.prefix(length))
            return length
        }
        var length = 2
        for byte in bytes.dropFirst(2) {
            length += 1
            if (0x40..<0x7F).contains(byte) {
                let parameters = bytes.dropFirst(2).prefix(length - 3)
                switch byte {
                case 0x6D:
                    if apply(parameters) { return length }
                    // Something this filter cannot follow: say what is wanted, let it through, and start anew after it.
                    settle(needsInk: true, to: &output)
                    actual = nil
                case 0x4A, 0x4B, 0x58, 0x50, 0x4C, 0x4D, 0x53, 0x54: settle(needsInk: false, to: &output)
                case 0x40, 0x62: settle(needsInk: true, to: &output)
                default: break
                }
                break
            }
        }
        output.append(contentsOf: bytes.prefix(length))
        return length
    }

    /// Follows one SGR sequence; false if it holds something unknown.
    private mutating func apply(_ parameters: some Collection<UInt8>) -> Bool {
        var numbers: [Int] = []
        for field in parameters.split(separator: 0x3B, omittingEmptySubsequences: false) {
            guard field.allSatisfy({ (0x30...0x39).contains($0) }), field.count < 5 else { return false }
            numbers.append(field.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        var pen = wanted
        var index = 0
        while index < numbers.count {
            let number = numbers[index]
            index += 1
            switch number {
            case 0: pen = Pen()
            case 1: pen.bold = true
            case 2: pen.dim = true
            case 4: pen.underline = true
            case 7: pen.reverse = true
            case 22: (pen.bold, pen.dim) = (false, false)
            case 24: pen.underline = false
            case 27: pen.reverse = false
            case 30...37, 39, 90...97: pen.ink = number
            case 40...47, 49, 100...107: pen.ground = number - 10
            case 38, 48:
                guard index + 1 < numbers.count, numbers[index] == 5 else { return false }
                let colour = 1_000 + numbers[index + 1]
                if number == 38 { pen.ink = colour } else { pen.ground = colour }
                index += 2
            default: return false
            }
        }
        wanted = numbers.isEmpty ? Pen() : pen
        return true
    }

    /// Brings the terminal's pen to the wanted one, as far as it will show.
    private mutating func settle(needsInk: Bool, to output: inout [UInt8]) {
        var target = wanted
        if let actual {
            if !needsInk {
                // Neither weight nor ink of a blank can be seen.
                (target.bold, target.dim, target.ink) = (actual.bold, actual.dim, actual.ink)
            }
            if target == actual { return }
        }
        var codes: [Int] = []
        var from = actual ?? Pen()
        let isPlain = target.ink == 39 && target.ground == 39
        let loses =
            (from.bold && !target.bold) || (from.dim && !target.dim) || (from.underline && !target.underline)
            || (from.reverse && !target.reverse)
        if actual == nil || (isPlain && loses) || target == Pen() {
            codes.append(0)
            from = Pen()
        }
        if (from.bold && !target.bold) || (from.dim && !target.dim) {
            codes.append(22)
            (from.bold, from.dim) = (false, false)
        }
        if target.bold, !from.bold { codes.append(1) }
        if target.dim, !from.dim { codes.append(2) }
        if target.underline != from.underline { codes.append(target.underline ? 4 : 24) }
        if target.reverse != from.reverse { codes.append(target.reverse ? 7 : 27) }
        if target.ink != from.ink { codes += Self.codes(target.ink, shift: 0) }
        if target.ground != from.ground { codes += Self.codes(target.ground, shift: 10) }
        actual = target
        output.append(contentsOf: [0x1B, 0x5B])
        if codes != [0] {
            for (position, code) in codes.enumerated() {
                if position > 0 { output.append(0x3B) }
                Self.append(code, to: &output)
            }
        }
        output.append(0x6D)
    }

    private static func codes(_ colour: Int, shift: Int) -> [Int] {
        colour >= 1_000 ? [38 + shift, 5, colour - 1_000] : [colour + shift]
    }

    private static func append(_ number: Int, to output: inout [UInt8]) {
        if number >= 100 { output.append(UInt8(0x30 + number / 100 % 10)) }
        if number >= 10 { output.append(UInt8(0x30 + number / 10 % 10)) }
        output.append(UInt8(0x30 + number % 10))
    }
}

public import CVTerm
public import GateGrid
public import GateTerminal

/// libvterm in the clothes the tests need.
public final class VirtualTerminal {
    private let terminal: OpaquePointer
    private let screen: OpaquePointer
    /// The beginning of a control sequence whose end has not come yet.
    private var unfinished: [UInt8] = []

    public init(width: Int, height: Int) {
        terminal = vterm_new(Int32(height), Int32(width))
        vterm_set_utf8(terminal, 1)
        screen = vterm_obtain_screen(terminal)
        vterm_screen_enable_altscreen(screen, 1)
        vterm_screen_reset(screen, 1)
    }

    deinit {
        vterm_free(terminal)
    }

    public func feed(_ bytes: some Sequence<UInt8>) {
        var all = unfinished + bytes
        unfinished = Array(all[Self.lastUnfinished(all)...])
        all.removeLast(unfinished.count)
        write(all)
    }

    /// Where a control sequence begins that does not end in these bytes; their end where all do.
    private static func lastUnfinished(_ bytes: [UInt8]) -> Int {
        guard let start = bytes.lastIndex(of: 0x1B) else { return bytes.endIndex }
        let rest = bytes[(start + 1)...]
        let isWhole =
            switch rest.first {
            case UInt8(ascii: "["): rest.dropFirst().contains { (0x40...0x7E).contains($0) }
            case UInt8(ascii: "]"), UInt8(ascii: "P"): rest.contains(0x07)
            default: rest.contains { $0 >= 0x30 }
            }
        return isWhole ? bytes.endIndex : start
    }

    private func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            _ = vterm_input_write(terminal, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
    }

    public func resize(width: Int, height: Int) {
        // libvterm 0.1.4 keeps the top of a scrolling region that the smaller screen no longer has, and scrolls memory
        // that is not its own. A real terminal forgets the region too.
        write(Array("\u{1B}7\u{1B}[r\u{1B}8".utf8))
        vterm_set_size(terminal, Int32(height), Int32(width))
    }

    public var cursor: (x: Int, y: Int) {
        var place = VTermPos()
        vterm_state_get_cursorpos(vterm_obtain_state(terminal), &place)
        return (Int(place.col), Int(place.row))
    }

    /// What stands in a cell; nil in the right half of a wide character.
    public func cell(x: Int, y: Int) -> (scalars: [UInt32], width: Int, raw: VTermScreenCell)? {
        var raw = VTermScreenCell()
        guard vterm_screen_get_cell(screen, VTermPos(row: Int32(y), col: Int32(x)), &raw) != 0 else { return nil }
        let chars = raw.chars
        var scalars = [chars.0, chars.1, chars.2, chars.3, chars.4, chars.5].filter { $0 != 0 }
        if scalars.first == UInt32.max { return nil }
        if scalars.isEmpty { scalars = [0x20] }
        return (scalars, Int(raw.width), raw)
    }

    private static func index(_ colour: VTermColor) -> Int? {
        // Bit 0: an index; bits 1 and 2: the terminal's default.
        if colour.type & 0x06 != 0 { return -1 }
        return colour.type & 0x01 != 0 ? Int(colour.indexed.idx) : nil
    }

    /// A row as text, trailing blanks left away.
    public func line(_ y: Int, width: Int) -> String {
        var scalars = String.UnicodeScalarView()
        for x in 0..<width {
            for value in cell(x: x, y: y)?.scalars ?? [] { Unicode.Scalar(value).map { scalars.append($0) } }
        }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }

    /// The whole screen as text.
    public func text(width: Int, height: Int) -> String {
        (0..<height).map { line($0, width: width) }.joined(separator: "\n")
    }

    /// How this screen differs from a grid, at most a few lines; empty when it shows the grid.
    public func differences(from grid: Grid, look: FrameWriter.Look, colours: Bool = true) -> [String] {
        var found: [String] = []
        for y in 0..<grid.height {
            for x in 0..<grid.width where found.count < 5 {
                let want = grid[x, y]
                guard let have = cell(x: x, y: y) else {
                    if !want.isContinuation { found.append("\(x),\(y): a right half") }
                    continue
                }
                if want.isContinuation {
                    found.append("\(x),\(y): no right half but \(have.scalars)")
                    continue
                }
                let scalars = [want.base, want.mark1, want.mark2].filter { $0 != 0 }
                if scalars != have.scalars || want.width != have.width {
                    found.append("\(x),\(y): \(have.scalars) \(have.width) for \(scalars) \(want.width)")
                } else if colours, let problem = paintProblem(want, have.raw, look) {
                    found.append("\(x),\(y) U+\(String(want.base, radix: 16)) \(want.style): \(problem)")
                }
            }
        }
        return found
    }

    private func paintProblem(_ cell: Cell, _ raw: VTermScreenCell, _ look: FrameWriter.Look) -> String? {
        let want = look.theme.resolve(cell.style, look.tier)
        let isReversed = want.attributes.contains(.reverse)
        let (ink, ground) = (Self.index(raw.fg), Self.index(raw.bg))
        // Of a blank only its ground can be seen.
        let sees = (ink: !cell.isSpace || isReversed, ground: !cell.isSpace || !isReversed)
        if sees.ink, ink != Int(want.fg) { return "ink \(ink ?? -2) for \(want.fg)" }
        if sees.ground, ground != Int(want.bg) { return "ground \(ground ?? -2) for \(want.bg)" }
        if (raw.attrs.reverse != 0) != isReversed { return "reverse" }
        if (raw.attrs.underline != 0) != want.attributes.contains(.underline) { return "underline" }
        if !cell.isSpace, (raw.attrs.bold != 0) != want.attributes.contains(.bold) { return "bold" }
        return nil
    }
}

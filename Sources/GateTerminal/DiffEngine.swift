internal import CTerminal
internal import GateGrid

/// ncurses, used only to work out the bytes between two grids. Global to the process: one at a time, one thread.
final class DiffEngine {
    private let handle: OpaquePointer
    private var pairs: [Int32: Int32] = [:]
    private var row: [CTCell] = []
    private(set) var width: Int
    private(set) var height: Int

    init(type: String, width: Int, height: Int) throws(TerminalError) {
        guard let handle = ct_engine_open(type, Int32(max(1, width)), Int32(max(1, height))) else {
            throw .unknownType(type)
        }
        self.handle = handle
        self.width = width
        self.height = height
    }

    deinit {
        ct_engine_close(handle)
    }

    /// Colours the terminal type has.
    var colours: Int { Int(ct_engine_colours(handle)) }

    func resize(width: Int, height: Int) {
        self.width = width
        self.height = height
        _ = ct_engine_resize(handle, Int32(max(1, width)), Int32(max(1, height)))
    }

    /// Makes the next frame clear the terminal and paint everything.
    func repaint() { ct_engine_repaint(handle) }

    /// Hands over one run of a grid.
    func put(_ run: Grid.Run, of grid: Grid, look: FrameWriter.Look) {
        row.removeAll(keepingCapacity: true)
        // Words and the blanks between them: the last of each, for most neighbours look alike.
        var seen: [Pen?] = [nil, nil]
        let start = run.y * grid.width + run.x
        for cell in grid.cells[start..<(start + run.count)] where !cell.isContinuation {
            let isBlank = cell.isSpace && cell.mark1 == 0
            let pen: Pen
            if let known = seen[isBlank ? 1 : 0], known.style == cell.style {
                pen = known
            } else {
                pen = self.pen(cell.style, isBlank: isBlank, look)
                seen[isBlank ? 1 : 0] = pen
            }
            row.append(
                CTCell(
                    base: cell.base, mark1: cell.mark1, mark2: cell.mark2, pair: pen.pair, width: UInt8(cell.width),
                    attributes: pen.attributes))
        }
        ct_engine_put(handle, Int32(run.y), Int32(run.x), row, Int32(row.count))
    }

    private struct Pen {
        var style: Style
        var pair: Int32
        var attributes: UInt8
    }

    /// What ncurses is told of a style. Neither weight nor ink of a blank can be seen, so blanks of all inks are one to
    /// it: it then knows that a cleared screen has them already, and jumps.
    private func pen(_ style: Style, isBlank: Bool, _ look: FrameWriter.Look) -> Pen {
        var resolved = look.theme.resolve(style, look.tier)
        if isBlank, resolved.attributes.isDisjoint(with: [.reverse, .underline]) {
            resolved.fg = -1
            resolved.attributes = []
        }
        return Pen(style: style, pair: pair(resolved), attributes: resolved.attributes.rawValue)
    }

    private func pair(_ style: ResolvedStyle) -> Int32 {
        let key = Int32(style.fg + 1) << 16 | Int32(style.bg + 1)
        if let known = pairs[key] { return known }
        let made = ct_engine_pair(handle, Int32(style.fg), Int32(style.bg))
        pairs[key] = made
        return made
    }

    /// Appends the bytes that lead to the grid handed over.
    func render(cursor: Grid.Point?, into bytes: inout [UInt8]) {
        let count = ct_engine_render(handle, Int32(cursor?.y ?? -1), Int32(cursor?.x ?? -1))
        guard count > 0 else { return }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        let taken = bytes.withUnsafeMutableBytes { buffer in
            ct_engine_take(handle, buffer.baseAddress.map { $0 + start }, count)
        }
        bytes.removeLast(count - max(0, taken))
    }
}

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
        var last: (style: Style, pair: Int32, attributes: UInt8)?
        let start = run.y * grid.width + run.x
        for cell in grid.cells[start..<(start + run.count)] where !cell.isContinuation {
            let known: (style: Style, pair: Int32, attributes: UInt8)
            if let last, last.style == cell.style {
                known = last
            } else {
                let resolved = look.theme.resolve(cell.style, look.tier)
                known = (cell.style, pair(resolved), resolved.attributes.rawValue)
                last = known
            }
            row.append(
                CTCell(
                    base: cell.base, mark1: cell.mark1, mark2: cell.mark2, pair: known.pair, width: UInt8(cell.width),
                    attributes: known.attributes))
        }
        ct_engine_put(handle, Int32(run.y), Int32(run.x), row, Int32(row.count))
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

public import GateGrid

/// Shows grids on a terminal, the newest first, and never waits for it.
///
/// A frame goes out as one write between synchronized-output marks. What the terminal does not take stays here; until it
/// is taken only the newest further grid is kept, and the ones in between are dropped *before* the diff is worked out, so
/// the diff always starts from what the terminal really holds. Bytes given up for lost (`discardPending`) are the only
/// thing that desynchronises the two, and then the next frame repaints everything.
///
/// ncurses is global to a process: one writer at a time, on one thread.
public final class FrameWriter {
    /// How styles become bytes.
    public struct Look: Sendable, Hashable {
        public var theme: Theme
        public var tier: ColourTier
        /// Whether everything becomes ASCII.
        public var ascii: Bool

        public init(theme: Theme = .dark, tier: ColourTier = .full256, ascii: Bool = false) {
            self.theme = theme
            self.tier = tier
            self.ascii = ascii
        }
    }

    /// What became of a grid.
    public enum Outcome: Sendable, Hashable {
        /// The terminal shows it already; no byte was sent.
        case unchanged
        /// Sent as a whole.
        case sent
        /// Begun; the rest goes out in `writable`.
        case partial
        /// Waits until the terminal has taken an earlier frame.
        case waiting
        /// The terminal is gone.
        case gone
    }

    /// What has been done since the start.
    public struct Counters: Sendable, Hashable {
        /// Frames worked out and handed to the terminal.
        public var frames = 0
        /// Bytes the terminal took.
        public var bytes = 0
        /// Grids replaced by a newer one before their turn came.
        public var dropped = 0
        /// Grids equal to what is shown.
        public var unchanged = 0
        /// Frames that painted everything.
        public var repaints = 0
    }

    /// Bytes of interjections that may wait for a terminal to read again.
    public static let interjectionLimit = 16_384

    private static let syncStart: [UInt8] = Array("\u{1B}[?2026h".utf8)
    private static let syncEnd: [UInt8] = Array("\u{1B}[?2026l".utf8)

    private let engine: DiffEngine
    private let sink: FrameSink
    private let synchronised: Bool
    private var pending: [UInt8] = []
    private var pendingStart = 0
    /// Bytes of `pending` that are interjections.
    private var interjected = 0
    private var next: Grid?
    private var shown: Grid?
    private var shownFiltered: Grid?
    private var needsRepaint = true
    private var wasCut = false
    private var pen = PenFilter()
    private var raw: [UInt8] = []
    /// Whether the other side is gone; nothing is written any more.
    public private(set) var isGone = false
    public private(set) var counters = Counters()

    /// The look; a change repaints every cell with the next grid.
    public var look: Look {
        didSet {
            look.tier = min(look.tier, ColourTier(colours: engine.colours))
            if look != oldValue { needsRepaint = true }
        }
    }

    /// - Parameters:
    ///   - type: the terminfo entry, see `TerminalCapabilities.type`.
    ///   - sink: where the bytes go.
    ///   - look: colours are held to what the entry has.
    ///   - synchronised: whether frames are marked, so that a terminal shows each at once. Terminals that do not know
    ///     the marks ignore them.
    /// - Throws: `unknownType`.
    public init(type: String, sink: FrameSink, look: Look = Look(), synchronised: Bool = true) throws(TerminalError) {
        engine = try DiffEngine(type: type, width: 80, height: 24)
        self.sink = sink
        self.synchronised = synchronised
        self.look = look
        self.look.tier = min(look.tier, ColourTier(colours: engine.colours))
    }

    /// Whether bytes wait for room: poll for writing and call `writable`.
    public var wantsWrite: Bool { pendingStart < pending.count && !isGone }

    /// Shows a grid, now or when the terminal has taken what it was given before.
    @discardableResult
    public func present(_ grid: Grid) -> Outcome {
        if isGone { return .gone }
        if wantsWrite {
            if next != nil { counters.dropped += 1 }
            next = grid
            return .waiting
        }
        return draw(grid)
    }

    /// Goes on after the terminal has room again.
    @discardableResult
    public func writable() -> Outcome {
        if isGone { return .gone }
        if wantsWrite {
            send()
            if isGone { return .gone }
            if wantsWrite { return .partial }
        }
        guard let grid = next else { return .sent }
        next = nil
        return draw(grid)
    }

    /// Sends a control sequence that is no part of a picture (the clipboard, a mode), whole: after what of a frame is
    /// still on its way, before the next one. It must neither draw nor move the cursor.
    ///
    /// - Returns: whether it was taken. A terminal that has stopped reading loses what goes beyond `interjectionLimit`.
    @discardableResult
    public func interject(_ sequence: String) -> Bool {
        if isGone { return false }
        let isIdle = !wantsWrite
        let bytes = sequence.utf8
        guard (isIdle ? 0 : interjected) + bytes.count <= Self.interjectionLimit else { return false }
        if isIdle { beginPending() }
        pending += bytes
        interjected += bytes.count
        if isIdle { send() }
        return !isGone
    }

    /// Makes the next grid clear the terminal and paint everything: after someone else has written to it, or on Ctrl-L.
    public func repaint() { needsRepaint = true }

    /// Forgets what the terminal has not taken, since something else is written to it now (leaving, suspending). The next
    /// grid repaints everything.
    public func discardPending() {
        wasCut = wasCut || (pendingStart > 0 && wantsWrite)
        pending.removeAll(keepingCapacity: true)
        pendingStart = 0
        if next != nil { counters.dropped += 1 }
        next = nil
        needsRepaint = true
    }
}

// MARK: - Drawing

extension FrameWriter {
    private func draw(_ grid: Grid) -> Outcome {
        if !needsRepaint, let shown, shown == grid {
            counters.unchanged += 1
            return .unchanged
        }
        guard grid.width > 0, grid.height > 0 else { return .unchanged }
        var filtered = grid
        if look.ascii { AsciiFilter.apply(&filtered) }
        if engine.width != grid.width || engine.height != grid.height {
            engine.resize(width: grid.width, height: grid.height)
            needsRepaint = true
        }
        let runs: [Grid.Run]
        if !needsRepaint, let shownFiltered {
            runs = filtered.runs(differingFrom: shownFiltered)
        } else {
            engine.repaint()
            pen.forget()
            counters.repaints += 1
            runs = (0..<grid.height).map { Grid.Run(y: $0, x: 0, count: grid.width) }
        }
        for run in runs { engine.put(run, of: filtered, look: look) }
        beginPending()
        if synchronised { pending += Self.syncStart }
        let empty = pending.count
        raw.removeAll(keepingCapacity: true)
        engine.render(cursor: filtered.cursor, into: &raw)
        raw.withUnsafeBufferPointer { pen.pass($0, to: &pending) }
        shown = grid
        shownFiltered = filtered
        needsRepaint = false
        if pending.count == empty {
            // Cells differ and look the same on this terminal.
            pending.removeAll(keepingCapacity: true)
            counters.unchanged += 1
            return .unchanged
        }
        if synchronised { pending += Self.syncEnd }
        counters.frames += 1
        send()
        return isGone ? .gone : wantsWrite ? .partial : .sent
    }

    /// Empties `pending`, of which the terminal has taken everything or which was discarded.
    private func beginPending() {
        pending.removeAll(keepingCapacity: true)
        pendingStart = 0
        interjected = 0
        // CAN ends a sequence that was cut off in the middle.
        if wasCut { pending.append(0x18) }
        wasCut = false
    }

    private func send() {
        let result = pending.withUnsafeBytes { bytes in
            sink(UnsafeRawBufferPointer(rebasing: bytes[pendingStart...]))
        }
        switch result {
        case .accepted(let count):
            pendingStart += min(max(0, count), pending.count - pendingStart)
            counters.bytes += count
        case .gone:
            isGone = true
        }
    }
}

internal import CTerminal

#if canImport(Glibc)
    import Glibc
#endif

/// Holds a terminal for the program and gives it back as it was: by `close`, when released, at `exit`, and from a crash.
///
/// While held, the terminal is raw, shows its other screen, hides the cursor and brackets pastes. Everything is written
/// through an open file of our own, so the shell's descriptors never become non-blocking. One session a process.
public final class TerminalSession {
    /// What the session does to the terminal beyond the usual.
    public struct Options: Sendable {
        /// Whether mouse reports are on from the start.
        public var mouse: Bool
        /// One line written after the terminal is given back from a crash; at most 120 bytes.
        public var crashNote: String
        /// Keys without a screen: the terminal stays as it is but for echo and line editing, for screen readers.
        public var isLinear = false

        public init(mouse: Bool = false, crashNote: String = "The program crashed; the terminal has been restored.") {
            self.mouse = mouse
            self.crashNote = crashNote
        }
    }

    // Other screen, plain style and letters, no margins, replace, wrap, no cursor, bracketed paste, clean.
    private static let enter =
        "\u{1B}[?1049h\u{1B}[0m\u{1B}(B\u{1B}[r\u{1B}[4l\u{1B}[?7h\u{1B}[?25l\u{1B}[?2004h\u{1B}[H\u{1B}[2J"
    // CAN first: a frame may have been cut inside a sequence, which must not swallow what follows.
    private static let leave =
        "\u{18}\u{1B}[?2026l\u{1B}[?1006l\u{1B}[?1000l\u{1B}[?2004l\u{1B}[0m\u{1B}(B\u{1B}[r\u{1B}[H\u{1B}[2J\u{1B}[?25h\u{1B}[?1049l\r"
    private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
    private static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"

    /// To read keys from; poll it together with the other sources.
    public let input: Int32
    /// To write frames to; non-blocking.
    public let output: Int32
    private let options: Options
    private let isShared: Bool
    private let owned: [Int32]
    private var isHolding = false
    /// Whether mouse reports are on.
    public private(set) var hasMouse = false

    /// Takes a terminal over.
    ///
    /// - Parameters:
    ///   - input: descriptor the person types at.
    ///   - output: descriptor the person sees.
    /// - Throws: `notATerminal`, `busy`, `system`.
    public init(input: Int32 = 0, output: Int32 = 1, options: Options = Options()) throws(TerminalError) {
        for descriptor in [input, output] where isatty(descriptor) != 1 { throw .notATerminal(descriptor: descriptor) }
        let ownInput = ct_tty_reopen(input)
        let ownOutput = ct_tty_reopen(output)
        self.options = options
        self.input = ownInput >= 0 ? ownInput : input
        self.output = ownOutput >= 0 ? ownOutput : output
        isShared = ownOutput < 0
        owned = [ownInput, ownOutput].filter { $0 >= 0 }
        // From here on a failure runs deinit, which must not give back what another session holds.
        try takeOver()
    }

    deinit {
        close()
        for descriptor in owned { _ = Glibc.close(descriptor) }
    }

    /// Columns and rows of the terminal; 80×24 where it does not say.
    public var size: (width: Int, height: Int) {
        var columns: Int32 = 80
        var rows: Int32 = 24
        guard ct_tty_size(output, &columns, &rows) else { return (80, 24) }
        return (Int(columns), Int(rows))
    }

    /// Reads what has been typed, once.
    ///
    /// - Returns: the bytes, empty if there are none now; nil when the terminal is gone.
    public func read() -> [UInt8]? {
        var isOver = false
        let bytes = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
            let got = Glibc.read(input, buffer.baseAddress, 4_096)
            count = max(0, got)
            isOver = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)
        }
        return isOver ? nil : bytes
    }

    /// Turns mouse reports on or off: clicks and the wheel, in SGR form, which has no column limit.
    ///
    /// - Returns: what to send, through the frame writer, so that it never lands inside a frame that is half sent.
    public func setMouse(_ on: Bool) -> String {
        hasMouse = on
        return on ? Self.mouseOn : Self.mouseOff
    }

    /// Gives the terminal back; may be called again.
    public func close() {
        if isHolding { _ = ct_guard_release() }
        isHolding = false
    }

    /// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal over again when it is continued.
    /// Then the size may be another one and the next frame must repaint (`FrameWriter.repaint`).
    ///
    /// - Throws: `system` if the terminal cannot be taken over again.
    public func suspend() throws(TerminalError) {
        close()
        ct_stop_self()
        try takeOver()
    }

    private func takeOver() throws(TerminalError) {
        let note = options.crashNote.isEmpty ? "" : "\r\n" + options.crashNote + "\r\n"
        let leave = options.isLinear ? "" : Self.leave
        guard ct_guard_arm(input, output, isShared, leave, String(note.prefix(120))) == 0 else {
            throw errno == EBUSY ? .busy : .last("tcsetattr")
        }
        isHolding = true
        guard !options.isLinear else { return }
        write(Self.enter + (options.mouse || hasMouse ? Self.mouseOn : ""))
        hasMouse = options.mouse || hasMouse
    }

    /// Writes a short control text; a terminal that has no room loses it rather than stopping the program.
    private func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in _ = Glibc.write(output, bytes.baseAddress, bytes.count) }
    }
}

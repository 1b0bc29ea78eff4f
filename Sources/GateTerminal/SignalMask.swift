internal import CTerminal

#if canImport(Glibc)
    import Glibc
#endif

/// Signals that the event loop reads instead of being interrupted by them.
public struct SignalSet: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// SIGTERM: leave in order.
    public static let terminate = SignalSet(rawValue: 1)
    /// SIGHUP: the terminal or its connection is gone.
    public static let hangUp = SignalSet(rawValue: 2)
    /// SIGINT, sent from outside; Ctrl-C at the keyboard is a key.
    public static let interrupt = SignalSet(rawValue: 4)
    /// SIGQUIT.
    public static let quit = SignalSet(rawValue: 8)
    /// SIGTSTP: suspend.
    public static let suspend = SignalSet(rawValue: 16)
    /// SIGCONT: continued; the screen may have been written over.
    public static let resume = SignalSet(rawValue: 32)
    /// SIGWINCH: ask for the size, and repaint even if it is the old one: the terminal may have moved its rows.
    public static let resize = SignalSet(rawValue: 64)
    /// SIGPIPE: a reader is gone; the write has said so as well.
    public static let brokenPipe = SignalSet(rawValue: 128)

    /// The ones after which the program is to end.
    public static let leaving: SignalSet = [.terminate, .hangUp, .interrupt, .quit]

    init(number: Int32) {
        switch number {
        case SIGTERM: self = .terminate
        case SIGHUP: self = .hangUp
        case SIGINT: self = .interrupt
        case SIGQUIT: self = .quit
        case SIGTSTP: self = .suspend
        case SIGCONT: self = .resume
        case SIGWINCH: self = .resize
        case SIGPIPE: self = .brokenPipe
        default: self = []
        }
    }
}

/// Keeps the loop's signals away from every thread.
public enum SignalMask {
    /// Blocks them in this thread and in all it starts later. Call first thing in the program: a thread that exists
    /// already would still be interrupted. Programs started from here inherit the mask and must be given an empty one.
    ///
    /// - Throws: `system`.
    public static func blockBeforeThreads() throws(TerminalError) {
        if ct_signals_block() != 0 { throw .last("pthread_sigmask") }
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// Why a terminal cannot be used.
public enum TerminalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Input or output is a file or a pipe.
    case notATerminal(descriptor: Int32)
    /// No terminfo entry, and no stand-in either.
    case unknownType(String)
    /// The terminal cannot move its cursor (`TERM=dumb`).
    case cannotAddressCursor(String)
    /// Another session of this process holds the terminal.
    case busy
    /// The system refused.
    case system(call: String, code: Int32)

    /// A short stable name for scripts.
    public var code: String {
        switch self {
        case .notATerminal: "terminal.not-a-terminal"
        case .unknownType: "terminal.unknown-type"
        case .cannotAddressCursor: "terminal.no-cursor"
        case .busy: "terminal.busy"
        case .system: "terminal.system"
        }
    }

    public var description: String {
        switch self {
        case .notATerminal(let descriptor): "file descriptor \(descriptor) is not a terminal"
        case .unknownType(let type): "the terminal type TERM=\(type) is not known here; try TERM=xterm-256color"
        case .cannotAddressCursor(let type): "a terminal of type TERM=\(type) cannot place its cursor"
        case .busy: "the terminal is already in use by this program"
        case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
        }
    }

    static func last(_ call: String) -> TerminalError { .system(call: call, code: errno) }
}

internal import CTerminal

#if canImport(Glibc)
    import Glibc
#endif

/// Wakes the event loop from any thread. Many signals before the loop looks count as one.
public final class Wakeup: Sendable {
    let descriptor: Int32

    /// - Throws: `system` when no descriptor is left.
    public init() throws(TerminalError) {
        descriptor = ct_event_open()
        if descriptor < 0 { throw .last("eventfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Wakes the loop; returns at once.
    public func signal() { ct_event_signal(descriptor) }

    func drain() { ct_event_drain(descriptor) }
}

internal import CTerminal

#if canImport(Glibc)
    import Glibc
#endif

/// Waits for everything the console thread reacts to: keys, room for a frame, signals, wake-ups, the frame's time.
///
/// It only tells what happened; the loop acts.
public final class EventPoll {
    /// What happened, as bits.
    public struct Wake: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Keys can be read.
        public static let input = Wake(rawValue: 1)
        /// The terminal has room: `FrameWriter.writable`.
        public static let writable = Wake(rawValue: 2)
        /// The terminal is gone; input may still hold the last keys.
        public static let hangUp = Wake(rawValue: 4)
        /// See `Event.signals`.
        public static let signal = Wake(rawValue: 8)
        /// Another thread called `Wakeup.signal`.
        public static let wakeup = Wake(rawValue: 16)
        /// The time armed with `armFrame` has come.
        public static let frame = Wake(rawValue: 32)
        /// Nothing happened in time.
        public static let timeout = Wake(rawValue: 64)
    }

    /// One answer of `wait`.
    public struct Event: Sendable, Hashable {
        public var wake: Wake
        /// Each signal that came since the last wait; not empty if and only if `wake` holds `.signal`.
        public var signals: SignalSet
    }

    private let input: Int32
    private let output: Int32
    private let wakeup: Wakeup
    private let signals: Int32
    private let timer: Int32

    /// - Parameters:
    ///   - input: descriptor of the keys, -1 for none (script mode).
    ///   - output: descriptor of the frames, -1 for none.
    ///   - wakeup: rung by other threads.
    /// - Throws: `system` when no descriptor is left.
    public init(input: Int32, output: Int32, wakeup: Wakeup) throws(TerminalError) {
        self.input = input
        self.output = output
        self.wakeup = wakeup
        signals = ct_signals_open()
        timer = ct_timer_open()
        if signals < 0 || timer < 0 { throw .last("signalfd") }
    }

    deinit {
        if signals >= 0 { close(signals) }
        if timer >= 0 { close(timer) }
    }

    /// Asks for `.frame` once, after `delay`; a later call replaces it. A delay of zero or less fires at once.
    public func armFrame(in delay: Duration) {
        let (seconds, attoseconds) = delay.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = overflow ? Int64.max / 2 : whole + attoseconds / 1_000_000_000
        _ = ct_timer_arm(timer, max(1, nanoseconds))
    }

    /// Takes the frame's time back.
    public func disarmFrame() {
        _ = ct_timer_arm(timer, 0)
        ct_timer_drain(timer)
    }

    /// Waits until something happens.
    ///
    /// - Parameters:
    ///   - timeout: at most so long, rounded up to milliseconds; nil waits for ever.
    ///   - wantsWrite: whether room for a frame counts, see `FrameWriter.wantsWrite`.
    public func wait(timeout: Duration? = nil, wantsWrite: Bool = false) -> Event {
        var sources = [
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wantsWrite ? output : -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: timer, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&sources, nfds_t(sources.count), Self.milliseconds(timeout))
        var event = Event(wake: [], signals: [])
        if ready == 0 { event.wake = .timeout }
        guard ready > 0 else { return event }
        let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
        if sources[0].revents & Int16(POLLIN) != 0 { event.wake.insert(.input) }
        if (sources[0].revents | sources[1].revents) & gone != 0 { event.wake.insert(.hangUp) }
        if sources[1].revents & Int16(POLLOUT) != 0 { event.wake.insert(.writable) }
        if sources[2].revents != 0 {
            while case let number = ct_signals_take(signals), number != 0 {
                event.signals.insert(SignalSet(number: number))
            }
            if !event.signals.isEmpty { event.wake.insert(.signal) }
        }
        if sources[3].revents != 0 {
            wakeup.drain()
            event.wake.insert(.wakeup)
        }
        if sources[4].revents != 0 {
            ct_timer_drain(timer)
            event.wake.insert(.frame)
        }
        return event
    }

    private static func milliseconds(_ timeout: Duration?) -> Int32 {
        guard let timeout else { return -1 }
        let (seconds, attoseconds) = timeout.components
        if seconds < 0 || attoseconds < 0 { return 0 }
        if seconds > 1_000_000 { return Int32.max }
        return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

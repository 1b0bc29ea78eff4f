import GateDevices
import GateModel
import GateScreens
import Synchronization

/// Lets a person look at what one device says, while it says it. Costs a look at a flag while nobody does.
final class RawTap: Sendable {
    /// Lines kept of the watched device; the oldest make room.
    static let lineLimit = 500
    /// Lines of one message that are shown.
    private static let messageLines = 64

    private struct State {
        var watch: DeviceWatch?
        var lines: [RawLine] = []
        var missed = 0
        /// What the device said before anybody looked has not been shown yet.
        var isNew = false
    }

    private let isWatching = Atomic(false)
    private let state = Mutex(State())

    /// Whether anybody looks at the devices.
    var isWatched: Bool { isWatching.load(ordering: .relaxed) }

    /// Looks at a device, at another one, or at none. What was seen of another is thrown away.
    func look(at watch: DeviceWatch?) {
        isWatching.store(watch != nil, ordering: .relaxed)
        state.withLock { state in
            if state.watch?.source != watch?.source {
                state.lines = []
                state.isNew = watch != nil
            }
            if watch?.isHeld != true || state.watch?.source != watch?.source { state.missed = 0 }
            state.watch = watch
        }
    }

    /// The lines, oldest first, and how many came while they were held.
    var picture: (lines: [RawLine], missed: Int) { state.withLock { ($0.lines, $0.missed) } }

    /// Shows what a device said last before it was looked at; its verdicts are not known any more.
    func begin(_ recent: (_ source: String) -> [DeviceMessage]) {
        guard let source = state.withLock({ $0.isNew ? $0.watch?.source : nil }) else { return }
        let before = recent(source).flatMap { Self.lines(of: $0, Receipt()) }
        state.withLock { state in
            guard state.isNew, state.watch?.source == source else { return }
            state.isNew = false
            // What came since stands among the recent messages too.
            let since = Set(state.lines.map(\.sequence))
            state.lines = before.filter { !since.contains($0.sequence) } + state.lines
        }
    }

    func note(_ message: DeviceMessage, _ receipt: Receipt) {
        guard isWatched else { return }
        state.withLock { state in
            guard let watch = state.watch, watch.source == message.source else { return }
            let lines = Self.lines(of: message, receipt)
            if watch.isHeld {
                state.missed += lines.count
                return
            }
            state.lines += lines
            if state.lines.count > Self.lineLimit { state.lines.removeFirst(state.lines.count - Self.lineLimit) }
        }
    }

    /// A message as people read it: line by line where it has lines, its verdict on the last.
    private static func lines(of message: DeviceMessage, _ receipt: Receipt) -> [RawLine] {
        let verdict: RawLine.Verdict =
            if let fault = receipt.faults.first {
                .fault(code: fault.code.rawValue, field: fault.place.field)
            } else if receipt.isDuplicate { .duplicate } else if receipt.isLate { .late } else { .good }
        // The end of a connection is worth a line where something was left half said.
        if message.type == MessageType.cut, receipt.faults.isEmpty { return [] }
        var lines: [RawLine] = []
        func add(_ bytes: ArraySlice<UInt8>, of size: Int? = nil) {
            lines.append(
                RawLine(
                    at: message.receivedTime, sequence: message.sequence, bytes: Array(bytes.prefix(RawLine.limit)),
                    size: size ?? bytes.count, verdict: .good))
        }
        var rest = message.data[...]
        // A document is one thing, however many lines its maker laid it out in.
        if MessageFraming(of: message.type) != .stream, message.data.contains(0x0A) {
            add(flat(rest)[...], of: message.data.count)
            rest = []
        }
        while !rest.isEmpty, lines.count < messageLines - 1 {
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            var line = rest[..<end]
            if line.last == 0x0D { line.removeLast() }
            add(line)
            rest = rest[end...].dropFirst()
        }
        if !rest.isEmpty || lines.isEmpty { add(rest) }
        lines[lines.count - 1].verdict = verdict
        return lines
    }
}

extension RawTap {
    /// The beginning of a document without its line breaks and the indents behind them.
    private static func flat(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var flat: [UInt8] = []
        var isIndent = false
        for byte in bytes {
            if flat.count > RawLine.limit { break }
            if byte == 0x0A || byte == 0x0D {
                isIndent = true
            } else if !isIndent || byte != 0x20 && byte != 0x09 {
                if isIndent, !flat.isEmpty { flat.append(0x20) }
                flat.append(byte)
                isIndent = false
            }
        }
        return flat
    }
}

extension DeviceFigures {
    init(_ health: DeviceHealth, at now: GateTime) {
        self.init()
        messages = health.messages
        perMinute = health.messagesPerMinute(at: now)
        lastSeenAt = health.lastSeenAt
        clockErrorMilliseconds = health.clockErrorMilliseconds
        restarts = health.restarts
        missing = health.missing
        duplicates = health.duplicates
        late = health.late
        errors = health.decodeErrors
        unknownLines = health.unknownLines
        withheld = health.withheld
        unsent = health.unsent
        lastUnsentAt = health.lastUnsentAt
        lastFault = health.lastFault.map {
            LastFault(code: $0.code.rawValue, field: $0.place.field, byte: $0.place.byte, raw: $0.raw)
        }
    }
}

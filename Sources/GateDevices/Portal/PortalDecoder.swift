public import GateModel
internal import Glibc

/// Follows the Rapiscan / TSA line protocol of one portal, however its bytes are cut into messages.
///
/// An occupancy begins with the first scan line after rest, NS where none was lost, and ends with GX. The alarm is the
/// portal's own, from GA and NA lines, and is never computed here: quiet lines of real recordings lie further
/// above the background than some alarm lines do.
public struct PortalDecoder: Sendable {
    /// An occupancy is given up beyond either: real ones take about 11 s and 150 to 550 lines.
    public static let occupancyLimit = GateSpan.seconds(120)
    public static let occupancyLineLimit = 2_000
    /// Longest line in bytes; real ones have 60.
    public static let lineLimit = 512
    /// Rejected and unknown lines reported of one message; the rest are counted only.
    static let reportLimit = 8

    public private(set) var counts = PortalCounts()
    /// The fault that the last background line of its kind reported, until a normal one of that kind comes.
    public var standingFault: DeviceReason? { gammaFault ?? neutronFault }
    public private(set) var isTampered = false

    private var partial: [UInt8] = []
    /// Bytes are dropped up to the next LF.
    private var isSkipping = false
    /// Messages were lost: the next bytes count as a line's beginning only if they look like one.
    private var isUnsure = false
    private var occupancy: PortalPassage?
    private var gammaBackground: Int32 = 0
    private var neutronBackground: Int32 = 0
    private var gammaFault: DeviceReason?
    private var neutronFault: DeviceReason?
    /// The last counts were a spectroscopic portal's: what else it says follows another book.
    private var isSpectroscopic = false
    private var saidSpectroscopic = false
    private var reported = 0

    public init() {}

    /// Whether a vehicle stands in the portal.
    public var isOccupied: Bool { occupancy != nil }

    /// Reads the bytes of one message.
    ///
    /// - Parameter time: when the gate received them; the time of what they say.
    public mutating func receive(_ bytes: [UInt8], at time: GateTime) -> [PortalEvent] {
        var events: [PortalEvent] = expire(at: time)
        reported = 0
        saidSpectroscopic = false
        bytes.withUnsafeBufferPointer { receive($0, at: time, &events) }
        return events
    }

    private mutating func receive(
        _ bytes: UnsafeBufferPointer<UInt8>, at time: GateTime, _ events: inout [PortalEvent]
    ) {
        if isUnsure, !bytes.isEmpty {
            isUnsure = false
            isSkipping = !Self.beginsLine(bytes)
            if isSkipping, bytes.prefix(while: { $0 != 0x0A }).contains(where: { $0 > 0x20 }) { counts.halfLines += 1 }
        }
        var start = 0
        while start < bytes.count {
            let feed = Self.lineFeed(in: bytes, from: start)
            let piece = UnsafeBufferPointer(rebasing: bytes[start..<(feed ?? bytes.count)])
            if isSkipping {
                if feed != nil { isSkipping = false }
            } else if partial.count + piece.count > Self.lineLimit {
                let head = partial + piece.prefix(DeviceFault.rawLimit)
                partial.removeAll(keepingCapacity: true)
                isSkipping = feed == nil
                reject(.tooLong, "a line of more than \(Self.lineLimit) bytes was skipped", head, &events)
            } else if feed == nil {
                partial.append(contentsOf: piece)
            } else if partial.isEmpty {
                line(piece, at: time, &events)
            } else {
                let whole = partial + piece
                partial.removeAll(keepingCapacity: true)
                whole.withUnsafeBufferPointer { line($0, at: time, &events) }
            }
            start += piece.count + 1
        }
    }

    private static func lineFeed(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, let hit = memchr(base + start, 0x0A, bytes.count - start) else {
            return nil
        }
        return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }

    /// Messages are missing before the next one: half a line that waits is dropped.
    public mutating func noteGap() {
        partial.removeAll(keepingCapacity: true)
        isUnsure = true
        isSkipping = false
    }

    /// The connection that the bytes came over has ended: half a line will stay half.
    public mutating func breakOff() -> [PortalEvent] {
        reported = 0
        var events: [PortalEvent] = []
        if partial.contains(where: { $0 > 0x20 }) {
            reject(.truncated, "the stream ended in the middle of a line", partial, &events)
        }
        noteGap()
        return events
    }

    /// Reads a message that others overtook: whole lines of the occupancy that still stands open, and nothing
    /// else, since an old background or a half line would undo what has been said since. An alarm that comes
    /// after its occupancy's end is a fault, never silence.
    public mutating func receiveLate(_ bytes: [UInt8], at time: GateTime) -> [PortalEvent] {
        reported = 0
        saidSpectroscopic = false
        var events: [PortalEvent] = []
        bytes.withUnsafeBufferPointer { bytes in
            guard bytes.last == 0x0A, Self.beginsLine(bytes) else { return }
            for piece in bytes.split(separator: 0x0A) where piece.count <= Self.lineLimit {
                late(UnsafeBufferPointer(rebasing: piece), at: time, &events)
            }
        }
        return events
    }

    private mutating func late(
        _ bytes: UnsafeBufferPointer<UInt8>, at time: GateTime, _ events: inout [PortalEvent]
    ) {
        switch PortalLine(bytes).tag {
        case .gammaAlarm, .neutronAlarm:
            if isOccupied {
                line(bytes, at: time, &events)
            } else {
                reject(.tooLate, "an alarm line came after its occupancy had ended", bytes, &events)
            }
        case .gammaScan, .neutronScan, .speed, .end: if isOccupied { line(bytes, at: time, &events) }
        default: break
        }
    }

    private static func beginsLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // TT and TC stand alone.
        let tag = bytes.prefix { $0 != UInt8(ascii: ",") && $0 > 0x20 }
        return tag.endIndex < bytes.count && PortalLine.Tag(tag) != nil
    }

    /// Closes an occupancy that has lasted longer than ``occupancyLimit``. What it had in alarm is still
    /// reported: a portal that died must not take its alarm with it.
    public mutating func expire(at time: GateTime) -> [PortalEvent] {
        guard let passage = occupancy, time - passage.began > Self.occupancyLimit else { return [] }
        return abandon("no end came within \(Self.occupancyLimit.seconds) s", at: time)
    }

    /// Ends an occupancy whose portal is taken away, as ``expire(at:)`` does.
    mutating func close(at time: GateTime) -> [PortalEvent] { abandon("the portal was taken away", at: time) }

    private mutating func abandon(_ why: String, at time: GateTime) -> [PortalEvent] {
        guard let passage = occupancy else { return [] }
        occupancy = nil
        var events: [PortalEvent] = []
        if passage.isAlarm {
            events.append(.occupancy(passage.result(number: 0, background: gammaBackground, at: time)))
        }
        events.append(
            .rejected(
                DeviceFault(
                    .occupancyNeverEnded, "an occupancy of \(passage.lines) lines was closed: \(why)",
                    place: .init(field: "GX"))))
        return events
    }

    private mutating func reject(
        _ code: DeviceFault.Code, _ message: String, _ line: some Sequence<UInt8>, _ events: inout [PortalEvent],
        field: String = ""
    ) {
        counts.rejectedLines += 1
        guard reported < Self.reportLimit else { return }
        reported += 1
        events.append(.rejected(DeviceFault(code, message, place: .init(field: field), raw: line)))
    }

    // MARK: Lines

    private mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>, at time: GateTime, _ events: inout [PortalEvent]
    ) {
        guard bytes.contains(where: { $0 > 0x20 }) else { return }
        counts.lines += 1
        let line = PortalLine(bytes)
        guard let tag = line.tag else {
            counts.unknownLines += 1
            if reported < Self.reportLimit {
                reported += 1
                events.append(.unknown(Array(bytes.prefix(DeviceFault.rawLimit))))
            }
            return
        }
        switch tag {
        case .vendor: counts.vendorLines += 1
        case .setUp:
            counts.setUpLines += 1
            return
        case .tamper, .tamperCleared:
            isTampered = tag == .tamper
            events.append(.tamper(isTampered))
            return
        case .gammaBackground, .neutronBackground, .gammaHigh, .gammaLow, .neutronHigh:
            background(tag, line, at: time, &events)
            return
        case .gammaScan, .gammaAlarm, .neutronScan, .neutronAlarm:
            guard let counts = line.counts else { return malformed(line, &events) }
            isSpectroscopic = false
            if occupancy == nil { occupancy = PortalPassage(began: time) }
            occupancy?.scan(tag, counts)
        case .speed:
            guard let pace = line.field(2).flatMap(PortalLine.thousandths) else {
                return malformed(line, &events)
            }
            // The beams see a person walk by as well: a speed alone is no vehicle, and would wait for an end.
            guard occupancy != nil else {
                counts.strayLines += 1
                return
            }
            occupancy?.speed(thousandths: pace)
        case .end:
            end(line, at: time, &events)
            return
        }
        guard occupancy != nil else { return }
        occupancy?.lines += 1
        if let stamp = line.stamp { occupancy?.stamped(stamp) }
        if let lines = occupancy?.lines, lines > Self.occupancyLineLimit {
            events += abandon("more than \(Self.occupancyLineLimit) lines", at: time)
        }
    }

    private mutating func malformed(_ line: PortalLine, _ events: inout [PortalEvent]) {
        let name = String(decoding: line.bytes.prefix { $0 != UInt8(ascii: ",") }.prefix(3), as: UTF8.self)
        if let first = line.field(0)?.first, first | 0x20 >= UInt8(ascii: "a"), first | 0x20 <= UInt8(ascii: "z") {
            isSpectroscopic = true
            refuseDialect(line.bytes, &events, field: name)
        } else {
            reject(.malformed, "expected whole counts of four detectors", line.bytes, &events, field: name)
        }
    }

    /// Said once a message: such a portal says everything so.
    private mutating func refuseDialect(
        _ bytes: UnsafeBufferPointer<UInt8>, _ events: inout [PortalEvent], field: String
    ) {
        guard !saidSpectroscopic else {
            counts.rejectedLines += 1
            return
        }
        saidSpectroscopic = true
        reject(
            .unsupportedDialect,
            "a spectroscopic portal's line (a detector's name follows the tag): only gross counting is read",
            bytes, &events, field: field)
    }

    private mutating func end(_ line: PortalLine, at time: GateTime, _ events: inout [PortalEvent]) {
        guard let number = line.field(0).flatMap(PortalLine.count) else {
            return malformed(line, &events)
        }
        guard var passage = occupancy else {
            guard !isSpectroscopic else { return refuseDialect(line.bytes, &events, field: "GX") }
            reject(.truncated, "the end of an occupancy whose beginning is missing", line.bytes, &events, field: "GX")
            return
        }
        occupancy = nil
        passage.lines += 1
        if let stamp = line.stamp { passage.stamped(stamp) }
        var result = passage.result(number: Int64(number), background: gammaBackground, at: time)
        result.neutronBackground = line.field(1).flatMap(PortalLine.count) ?? 0
        events.append(.occupancy(result))
    }

    private mutating func background(
        _ tag: PortalLine.Tag, _ line: PortalLine, at time: GateTime, _ events: inout [PortalEvent]
    ) {
        guard let counts = line.counts else { return malformed(line, &events) }
        isSpectroscopic = false
        // Backgrounds are sent only while the portal is empty: whatever stood in it has gone.
        events += abandon("a background line came", at: time)
        let sum = counts.0 + counts.1 + counts.2 + counts.3
        switch tag {
        case .neutronBackground:
            neutronBackground = sum
            neutronFault = nil
        case .gammaBackground:
            gammaBackground = sum
            gammaFault = nil
            events.append(.background(gamma: sum, neutron: neutronBackground))
        case .gammaHigh: Self.stand(.gammaHigh, &gammaFault, &events)
        case .gammaLow: Self.stand(.gammaLow, &gammaFault, &events)
        default: Self.stand(.neutronHigh, &neutronFault, &events)
        }
    }

    private static func stand(_ fault: DeviceReason, _ standing: inout DeviceReason?, _ events: inout [PortalEvent]) {
        events.append(.fault(fault, isNew: standing != fault))
        standing = fault
    }
}

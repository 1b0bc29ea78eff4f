public import GateModel

/// Reads Mettler-Toledo continuous output: STX, SWA, SWB, SWC, six digits of weight, six of tare, CR and, where
/// the scale is set so, a checksum (the two's complement of the sum of all bytes, seven bits).
///
/// The parity bit is ignored. Bytes outside a frame are dropped up to the next STX, and every decision rests on
/// the bytes alone, never on how they were cut into messages.
public struct ScaleDecoder: Sendable {
    private static let stx: UInt8 = 0x02
    /// Frames in a row that must contradict what was found out before it is given up.
    private static let doubtLimit = 3

    public let settings: ScaleSettings
    /// Frames whose weight was given out.
    public private(set) var frames: Int64 = 0
    /// Bytes that belonged to no frame.
    public private(set) var discardedBytes: Int64 = 0
    /// Frames and stray bytes that were refused, reported or not.
    public private(set) var rejections: Int64 = 0

    private var frame: [UInt8] = []
    /// A frame of 17 bytes is whole and the next byte may be its checksum.
    private var awaits = false
    private var mode: ScaleSettings.Checksum
    private var doubts = 0
    /// Between frames as it should be, so that a stray byte is worth a fault.
    private var isInStep = false
    /// Bytes dropped since the last frame, or the last word of them.
    private var frameless = 0
    private var reported = 0

    public init(settings: ScaleSettings = ScaleSettings()) {
        self.settings = settings
        mode = settings.checksum
        frame.reserveCapacity(18)
    }

    /// Reads the bytes of one message.
    ///
    /// - Parameter time: when the gate received them.
    public mutating func receive(_ bytes: [UInt8], at time: GateTime) -> [ScaleEvent] {
        var events: [ScaleEvent] = []
        reported = 0
        for byte in bytes { receive(byte & 0x7F, at: time, &events) }
        return events
    }

    /// Messages are missing before the next one: half a frame that waits is dropped.
    public mutating func noteGap() {
        frame.removeAll(keepingCapacity: true)
        awaits = false
        isInStep = false
    }

    /// The connection that the bytes came over has ended: half a frame will stay half. A frame that only its checksum may
    /// follow is whole, but where every frame has one.
    public mutating func breakOff() -> [ScaleEvent] {
        reported = 0
        var events: [ScaleEvent] = []
        if !frame.isEmpty, !awaits || mode == .present {
            reject(.truncated, "the stream ended after \(frame.count) bytes of a frame", &events)
            discardedBytes += Int64(frame.count)
        }
        noteGap()
        return events
    }

    private mutating func receive(_ byte: UInt8, at time: GateTime, _ events: inout [ScaleEvent]) {
        if awaits, afterFrame(byte, at: time, &events) { return }
        if frame.isEmpty {
            if byte == Self.stx {
                frame.append(byte)
            } else if byte != 0, byte != 0x0A, byte != 0x0D {
                stray(byte, &events)
            }
            return
        }
        guard belongs(byte) else {
            if isInStep || frame.count > 4 {
                reject(.truncated, "a frame broke off after \(frame.count) bytes", &events)
            }
            drop(frame, &events)
            frame.removeAll(keepingCapacity: true)
            isInStep = false
            if byte == Self.stx { frame.append(byte) } else { drop([byte], &events) }
            return
        }
        frame.append(byte)
        if frame.count == 17 { endFrame(at: time, &events) }
    }

    /// Whether `byte` may stand at the frame's next place.
    private func belongs(_ byte: UInt8) -> Bool {
        switch frame.count {
        case 1: byte & 0x20 != 0
        case 2, 3: byte != 0x0D && byte != 0x0A
        case 16: byte == 0x0D
        default: byte == 0x20 || byte &- 48 <= 9
        }
    }

    private mutating func stray(_ byte: UInt8, _ events: inout [ScaleEvent]) {
        drop([byte], &events)
        guard isInStep else { return }
        isInStep = false
        reject(.malformed, "bytes outside a frame", &events, raw: [byte])
    }

    /// Counts bytes that belong to no frame; where nothing else comes, that is a fault.
    private mutating func drop(_ bytes: [UInt8], _ events: inout [ScaleEvent]) {
        discardedBytes += Int64(bytes.count)
        frameless += bytes.count
        guard frameless >= ScaleStream.framelessLimit else { return }
        frameless = 0
        reject(.unsupportedDialect, ScaleStream.frameless, &events, raw: bytes)
    }

    private mutating func endFrame(at time: GateTime, _ events: inout [ScaleEvent]) {
        isInStep = true
        frameless = 0
        awaits = true
        if mode != .present { giveWeight(at: time, &events) }
        if mode == .absent, settings.checksum == .absent {
            awaits = false
            frame.removeAll(keepingCapacity: true)
        }
    }

    /// Judges the byte after CR; true where it was the frame's checksum and is used up.
    private mutating func afterFrame(_ byte: UInt8, at time: GateTime, _ events: inout [ScaleEvent]) -> Bool {
        awaits = false
        let sum = frame.reduce(0) { $0 &+ $1 }
        let expected = (0 &- sum) & 0x7F
        defer { frame.removeAll(keepingCapacity: true) }
        switch mode {
        case .present:
            if byte == expected {
                doubts = 0
                giveWeight(at: time, &events)
                return true
            }
            reject(
                .checksum, "the checksum is \(byte), computed \(expected)", &events, field: "checksum")
            // A scale that was set to send none shows it by its next STX, again and again.
            if byte == Self.stx, settings.checksum == .automatic { doubt(.absent) }
            return byte != Self.stx
        case .automatic:
            if byte == Self.stx {
                if expected != Self.stx { mode = .absent }
                return false
            }
            if byte == expected {
                mode = .present
                return true
            }
            if byte != 0, byte != 0x0A, byte != 0x0D {
                reject(.checksum, "the checksum is \(byte), computed \(expected)", &events, field: "checksum")
                return true
            }
            return false
        case .absent:
            if byte == expected, byte != Self.stx {
                doubt(.present)
                return true
            }
            doubts = 0
            return false
        }
    }

    private mutating func doubt(_ other: ScaleSettings.Checksum) {
        doubts += 1
        guard doubts >= Self.doubtLimit else { return }
        doubts = 0
        mode = other
    }

    private mutating func reject(
        _ code: DeviceFault.Code, _ message: String, _ events: inout [ScaleEvent], field: String = "",
        raw: [UInt8]? = nil
    ) {
        rejections += 1
        guard reported < ScaleStream.reportLimit else { return }
        reported += 1
        events.append(.rejected(DeviceFault(code, message, place: .init(field: field), raw: raw ?? frame)))
    }

    // MARK: Meaning

    private mutating func giveWeight(at time: GateTime, _ events: inout [ScaleEvent]) {
        guard var units = digits(4..<10), let tare = digits(10..<16, blankIsZero: true) else {
            reject(.malformed, "the weight is blank or broken", &events, field: "weight")
            return
        }
        let state = frame[2]
        let isNegative = state & 0b10 != 0
        if isNegative { units = -units }
        // Net mode shows what is left of the gross weight; the gate wants the gross.
        if state & 0b1 != 0 { units += tare }
        let unit: ScaleUnit = state & 0b1_0000 == 0 ? .pound : .kilogram
        let exponent = settings.decimalExponents[Int(frame[1] & 7)]
        guard let kilograms = unit.kilograms(units, exponent: exponent) else {
            reject(.outOfRange, "the weight is beyond any scale", &events, field: "weight")
            return
        }
        frames += 1
        let isMoving = state & 0b1000 != 0
        let isWarmingUp = state & 0b100_0000 != 0
        events.append(
            .weight(
                WeightReading(
                    kilograms: kilograms, isStable: !isMoving && !isWarmingUp, isOverload: state & 0b100 != 0,
                    at: time)))
    }

    /// Six digits with spaces in front of them.
    private func digits(_ range: Range<Int>, blankIsZero: Bool = false) -> Int64? {
        var value: Int64 = 0
        var count = 0
        for byte in frame[range] {
            if byte == 0x20 {
                guard count == 0 else { return nil }
                continue
            }
            value = value * 10 + Int64(byte &- 48)
            count += 1
        }
        return count > 0 || blankIsZero ? value : nil
    }
}

public import GateModel

/// Reads the continuous frames of Yaohua's XK3190-A9 and its kin: STX, sign, six digits, the number of decimals (0–4),
/// the XOR of those eight bytes as two hexadecimal characters, ETX. (XK3190-A23p manual, continuous format; the A9's is
/// the same.)
///
/// A frame says neither whether the weight moves nor whether the scale is overloaded, and names no unit. So a weight
/// counts as stable when ``steadyFrames`` frames in a row have stated it, and is taken as kilograms, which the A9 of a
/// weighbridge shows.
public struct ScaleFrameDecoder: Sendable {
    private static let stx: UInt8 = 0x02
    private static let etx: UInt8 = 0x03
    private static let length = 12

    /// Equal frames in a row that make a weight stable, at least 2.
    public let steadyFrames: Int
    /// Frames whose weight was given out.
    public private(set) var frames: Int64 = 0
    /// Bytes that belonged to no frame.
    public private(set) var discardedBytes: Int64 = 0
    /// Frames and stray bytes that were refused, reported or not.
    public private(set) var rejections: Int64 = 0

    private var frame: [UInt8] = []
    /// Between frames as it should be, so that a stray byte is worth a fault.
    private var isInStep = false
    /// Bytes dropped since the last frame, or the last word of them.
    private var frameless = 0
    private var reported = 0
    /// Of the byte being read, within its message.
    private var position = 0
    private var lastUnits: Int64?
    private var lastDecimals = 0
    private var equalFrames = 0

    /// - Parameter steadyFrames: the A9 sends about ten frames a second.
    public init(steadyFrames: Int = 10) {
        self.steadyFrames = max(2, steadyFrames)
        frame.reserveCapacity(Self.length)
    }

    /// Reads the bytes of one message.
    ///
    /// - Parameter time: when the gate received them.
    public mutating func receive(_ bytes: [UInt8], at time: GateTime) -> [ScaleEvent] {
        var events: [ScaleEvent] = []
        reported = 0
        for (index, byte) in bytes.enumerated() {
            position = index
            receive(byte, at: time, &events)
        }
        return events
    }

    /// Messages are missing before the next one: half a frame that waits is dropped, and what stood still before may
    /// have moved meanwhile.
    public mutating func noteGap() {
        frame.removeAll(keepingCapacity: true)
        isInStep = false
        unsettle()
    }

    /// The connection that the bytes came over has ended: half a frame will stay half.
    public mutating func breakOff() -> [ScaleEvent] {
        reported = 0
        position = 0
        var events: [ScaleEvent] = []
        if !frame.isEmpty {
            reject(.truncated, "the stream ended after \(frame.count) bytes of a frame", &events)
            discardedBytes += Int64(frame.count)
        }
        noteGap()
        return events
    }

    private mutating func unsettle() {
        lastUnits = nil
        equalFrames = 0
    }

    private mutating func receive(_ byte: UInt8, at time: GateTime, _ events: inout [ScaleEvent]) {
        if frame.isEmpty {
            if byte == Self.stx { frame.append(byte) } else { stray(byte, &events) }
            return
        }
        guard belongs(byte) else {
            if isInStep || frame.count > 3 {
                reject(
                    byte == Self.stx ? .truncated : .malformed,
                    "a frame broke off after \(frame.count) bytes", &events)
            }
            drop(frame, &events)
            frame.removeAll(keepingCapacity: true)
            isInStep = false
            unsettle()
            if byte == Self.stx { frame.append(byte) } else { drop([byte], &events) }
            return
        }
        frame.append(byte)
        guard frame.count == Self.length else { return }
        isInStep = true
        frameless = 0
        endFrame(at: time, &events)
        frame.removeAll(keepingCapacity: true)
    }

    /// Whether `byte` may stand at the frame's next place.
    private func belongs(_ byte: UInt8) -> Bool {
        switch frame.count {
        case 1: byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        case 2...7: byte &- 0x30 <= 9
        case 8: byte &- 0x30 <= 4
        case 9, 10: byte &- 0x30 <= 9 || (0x41...0x46).contains(byte)
        default: byte == Self.etx
        }
    }

    private mutating func stray(_ byte: UInt8, _ events: inout [ScaleEvent]) {
        drop([byte], &events)
        // Line ends between frames are what terminal servers add.
        guard isInStep, byte != 0x0A, byte != 0x0D else { return }
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
        let expected = Self.checksum(frame[1..<9])
        guard frame[9] == expected.0, frame[10] == expected.1 else {
            let found = String(decoding: frame[9..<11], as: UTF8.self)
            let wanted = String(decoding: [expected.0, expected.1], as: UTF8.self)
            reject(.checksum, "the checksum is \(found), computed \(wanted)", &events, field: "checksum", back: 2)
            unsettle()
            return
        }
        let magnitude = frame[2..<8].reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        let units = frame[1] == UInt8(ascii: "-") ? -magnitude : magnitude
        let decimals = Int(frame[8] - 0x30)
        guard let kilograms = ScaleUnit.kilogram.kilograms(units, exponent: -decimals) else { return }
        equalFrames = units == lastUnits && decimals == lastDecimals ? min(equalFrames + 1, steadyFrames) : 1
        lastUnits = units
        lastDecimals = decimals
        frames += 1
        events.append(
            .weight(WeightReading(kilograms: kilograms, isStable: equalFrames >= steadyFrames, at: time)))
    }

    /// The XOR of the bytes, its high and its low half as `0`–`9`, `A`–`F`.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> (UInt8, UInt8) {
        let sum = bytes.reduce(0, ^)
        func character(_ half: UInt8) -> UInt8 { half <= 9 ? half + 0x30 : half + 0x37 }
        return (character(sum >> 4), character(sum & 0x0F))
    }

    /// - Parameter back: how far before the byte being read the fault stands.
    private mutating func reject(
        _ code: DeviceFault.Code, _ message: String, _ events: inout [ScaleEvent], field: String = "", back: Int = 0,
        raw: [UInt8]? = nil
    ) {
        rejections += 1
        guard reported < ScaleStream.reportLimit else { return }
        reported += 1
        let place = DeviceFault.Place(byte: max(0, position - back), field: field)
        events.append(.rejected(DeviceFault(code, message, place: place, raw: raw ?? frame)))
    }
}

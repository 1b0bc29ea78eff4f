public import GateModel

/// Reads the lines of A&D and CAS indicators: `ST,GS,+0012450kg`, ended by CR LF, LF or CR.
///
/// The first word says how the weight stands (ST stable, US unstable, OL or LO out of range), the second which one it
/// is (GS gross, NT net, TR tare), then come eight characters of sign, digits and point, and two of the unit. CAS puts a
/// device number, a byte of lamps and a comma before the weight, and a blank after it. (A&D AD-4404 specifications,
/// 9.2.6; CAS CI-400 manual, appendix 1.)
///
/// Both lengths are fixed, so that a line which lost a digit on its way is refused rather than read a tenth as heavy.
public struct ScaleLineDecoder: Sendable {
    /// Longest line in bytes; real ones have 16 and 20.
    public static let lineLimit = 64
    private static let plainLength = 16
    private static let casLength = 20
    /// A scale that prints gross, net and tare by turns has said the gross weight within so many lines.
    private static let grossEvery = 3

    /// Lines whose weight was given out.
    public private(set) var weights: Int64 = 0
    /// Lines of tare and net weights, which the gross weight makes needless.
    public private(set) var passedLines: Int64 = 0
    /// Lines that could not be read, reported or not.
    public private(set) var rejectedLines: Int64 = 0

    private var line: [UInt8] = []
    /// Bytes are dropped up to the next end of a line.
    private var isSkipping = false
    /// The first line may have lost its head: it is not worth a fault.
    private var mayBeHalf = true
    private var linesSinceGross = ScaleLineDecoder.grossEvery
    private var reported = 0
    /// Of the byte being read, within its message.
    private var position = 0

    public init() { line.reserveCapacity(Self.lineLimit) }

    /// Reads the bytes of one message.
    ///
    /// - Parameter time: when the gate received them.
    public mutating func receive(_ bytes: [UInt8], at time: GateTime) -> [ScaleEvent] {
        var events: [ScaleEvent] = []
        reported = 0
        for (index, byte) in bytes.enumerated() {
            position = index
            if byte == 0x0A || byte == 0x0D {
                if isSkipping {
                    isSkipping = false
                } else if !line.isEmpty {
                    endLine(at: time, &events)
                }
                line.removeAll(keepingCapacity: true)
            } else if !isSkipping {
                if line.count == Self.lineLimit {
                    reject(.tooLong, "a line of more than \(Self.lineLimit) bytes was skipped", &events)
                    line.removeAll(keepingCapacity: true)
                    isSkipping = true
                    mayBeHalf = false
                } else {
                    line.append(byte)
                }
            }
        }
        return events
    }

    /// Messages are missing before the next one: half a line that waits is dropped.
    public mutating func noteGap() {
        line.removeAll(keepingCapacity: true)
        isSkipping = false
        mayBeHalf = true
    }

    /// The connection that the bytes came over has ended: half a line will stay half.
    public mutating func breakOff() -> [ScaleEvent] {
        reported = 0
        position = 0
        var events: [ScaleEvent] = []
        if !line.isEmpty { reject(.truncated, "the stream ended after \(line.count) bytes of a line", &events) }
        noteGap()
        return events
    }

    private mutating func endLine(at time: GateTime, _ events: inout [ScaleEvent]) {
        defer { mayBeHalf = false }
        do throws(DeviceFault) {
            if let reading = try reading(at: time) {
                weights += 1
                events.append(.weight(reading))
            } else {
                passedLines += 1
            }
        } catch {
            if mayBeHalf {
                rejectedLines += 1
                events.append(.unknown(line))
            } else {
                report(error, &events)
            }
        }
    }

    private mutating func reject(_ code: DeviceFault.Code, _ message: String, _ events: inout [ScaleEvent]) {
        report(fault(code, message, 0, ""), &events)
    }

    private mutating func report(_ fault: DeviceFault, _ events: inout [ScaleEvent]) {
        rejectedLines += 1
        guard reported < ScaleStream.reportLimit else { return }
        reported += 1
        events.append(.rejected(fault))
    }

    // MARK: Meaning

    private enum Standing { case stable, unstable, beyond }

    /// - Parameter byte: within the line, from 0.
    private func fault(_ code: DeviceFault.Code, _ message: String, _ byte: Int, _ field: String) -> DeviceFault {
        // A line that began in an earlier message has its beginning before this one's.
        DeviceFault(
            code, message, place: .init(byte: max(0, position - line.count + byte), field: field), raw: line)
    }

    /// The gross weight that the line states; nil where it states the tare, or a net weight beside the gross.
    private mutating func reading(at time: GateTime) throws(DeviceFault) -> WeightReading? {
        let standing = try standing()
        guard line.count > 5, line[2] == UInt8(ascii: ","), line[5] == UInt8(ascii: ",") else {
            throw fault(.malformed, "expected two words of two letters, each with a comma", 2, "header")
        }
        let isCAS = line.count == Self.casLength
        guard isCAS || line.count == Self.plainLength else {
            throw fault(
                line.count < Self.plainLength ? .truncated : .malformed,
                "\(line.count) bytes where \(Self.plainLength) or \(Self.casLength) are expected", 6, "weight")
        }
        let kind = String(decoding: line[3..<5], as: UTF8.self)
        let reading = try isCAS ? casWeight(standing, at: time) : weight(6, unit: 14, standing, at: time)
        switch kind {
        case "GS":
            linesSinceGross = 0
            return reading
        case "TR": return nil
        case "NT":
            linesSinceGross = min(linesSinceGross + 1, Self.grossEvery)
            guard linesSinceGross < Self.grossEvery else {
                throw fault(
                    .unsupportedDialect, "the scale shows net weights: without the tare the gross is unknown", 3,
                    "kind")
            }
            return nil
        default: throw fault(.unknownName, "expected GS, NT or TR", 3, "kind")
        }
    }

    private func standing() throws(DeviceFault) -> Standing {
        switch String(decoding: line.prefix(2), as: UTF8.self) {
        case "ST": return .stable
        case "US": return .unstable
        case "OL", "LO": return .beyond
        default: throw fault(.unknownName, "expected ST, US or OL", 0, "state")
        }
    }

    private func casWeight(_ standing: Standing, at time: GateTime) throws(DeviceFault) -> WeightReading {
        guard line[8] == UInt8(ascii: ","), line[17] == 0x20 else {
            throw fault(.malformed, "expected a comma before the weight and a blank after it", 8, "weight")
        }
        return try weight(9, unit: 18, standing, at: time)
    }

    /// Eight characters: a sign or none, blanks, digits and at most one point. A weight beyond the scale may be blank.
    private func weight(
        _ start: Int, unit place: Int, _ standing: Standing, at time: GateTime
    ) throws(DeviceFault) -> WeightReading {
        guard let unit = ScaleUnit(line[place..<place + 2]) else {
            throw fault(.unknownName, "expected the unit kg, t or lb", place, "unit")
        }
        var units: Int64 = 0
        var digits = 0
        var decimals: Int?
        var isNegative = false
        for index in start..<start + 8 {
            let byte = line[index]
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard index == start else { throw fault(.malformed, "a sign amid the digits", index, "weight") }
                isNegative = byte == UInt8(ascii: "-")
            case 0x20:
                guard digits == 0, decimals == nil else {
                    throw fault(.malformed, "a blank amid the digits", index, "weight")
                }
            case UInt8(ascii: "."):
                guard decimals == nil, digits > 0 else {
                    throw fault(.malformed, "a point where none can be", index, "weight")
                }
                decimals = 0
            case 0x30...0x39:
                units = units * 10 + Int64(byte - 0x30)
                digits += 1
                decimals = decimals.map { $0 + 1 }
            default: throw fault(.malformed, "expected a digit", index, "weight")
            }
        }
        guard digits > 0 || standing == .beyond else { throw fault(.malformed, "the weight is blank", start, "weight") }
        guard let kilograms = unit.kilograms(isNegative ? -units : units, exponent: -(decimals ?? 0)) else {
            throw fault(.outOfRange, "the weight is beyond any scale", start, "weight")
        }
        return WeightReading(
            kilograms: kilograms, isStable: standing == .stable, isOverload: standing == .beyond, at: time)
    }
}

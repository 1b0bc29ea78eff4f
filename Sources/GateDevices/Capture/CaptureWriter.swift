internal import GateModel

/// Writes device messages as a capture: NDJSON, one CloudEvents 1.0 object a line.
///
/// Vendor JSON goes into `data` as it is, byte for byte; everything else, broken JSON included, goes into
/// `data_base64`. A line read back gives an equal ``DeviceMessage``.
public struct CaptureWriter: Sendable {
    /// Longest line of a capture in bytes, its LF included: 24 MiB, which holds the longest message a link takes,
    /// 16 MiB, in base64.
    public static let lineLimit = 24 << 20

    /// The lines written and not yet taken.
    public private(set) var bytes: [UInt8] = []
    private var times = TimeText()

    public init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// The written lines, which the writer then forgets; their storage is handed over, not copied.
    public mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    /// Forgets the written lines and keeps their storage for the next.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Appends one line.
    ///
    /// - Throws: ``DeviceFault`` with the code `tooLong` where the line would pass ``lineLimit``; nothing is
    ///   written then.
    public mutating func append(_ message: DeviceMessage) throws(DeviceFault) {
        let start = bytes.count
        appendKey("{\"specversion\":\"1.0\",\"id\":\"")
        Self.append(message.source, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(UInt64(message.boot), to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(message.sequence, to: &bytes)
        appendKey("\",\"source\":\"")
        Self.append(message.source, to: &bytes)
        appendKey("\",\"type\":\"")
        Self.append(message.type, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        if let time = message.deviceTime {
            appendKey(",\"time\":")
            times.append(time, to: &bytes)
        }
        appendKey(",\"sequence\":\"")
        Self.append(message.sequence, to: &bytes)
        appendKey("\",\"boot\":")
        Self.append(UInt64(message.boot), to: &bytes)
        appendKey(",\"receivedtime\":")
        times.append(message.receivedTime, to: &bytes)
        message.data.withUnsafeBufferPointer { appendData($0) }
        appendKey("}\n")
        guard bytes.count - start <= Self.lineLimit else {
            let length = bytes.count - start
            bytes.removeSubrange(start...)
            throw DeviceFault(
                .tooLong, "the line would have \(length) bytes, at most \(Self.lineLimit) are allowed",
                place: .init(field: "data"), raw: message.data.prefix(DeviceFault.rawLimit))
        }
    }

    /// One message as one line.
    public static func line(_ message: DeviceMessage) throws(DeviceFault) -> [UInt8] {
        var writer = CaptureWriter(reserving: message.data.count + 320)
        try writer.append(message)
        return writer.bytes
    }

    private mutating func appendData(_ data: UnsafeBufferPointer<UInt8>) {
        guard !data.isEmpty else { return }
        if Self.isOneLineJSON(data) {
            appendKey(",\"data\":")
            bytes.append(contentsOf: data)
        } else {
            appendKey(",\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"")
            Base64.append(data, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Whether the bytes can stand in a line untouched: one JSON object or list, valid UTF-8, no line break, and
    /// no white space around it, which a reader could not give back.
    private static func isOneLineJSON(_ data: UnsafeBufferPointer<UInt8>) -> Bool {
        guard data[0] == UInt8(ascii: "{") || data[0] == UInt8(ascii: "["),
            !data.contains(0x0A), !data.contains(0x0D), UTF8Check.firstInvalid(in: data) == nil
        else { return false }
        var scanner = JSONScanner(data)
        guard let range = try? scanner.skipValue() else { return false }
        return range.count == data.count
    }

    @inline(__always)
    private mutating func appendKey(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        let start = bytes.count
        repeat {
            bytes.append(UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0"))
            rest /= 10
        } while rest > 0
        if bytes.count - start > 1 { bytes[start...].reverse() }
    }

    /// The text as it stands between quotes: a plain one is copied in one go.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let isCopied =
            text.utf8.withContiguousStorageIfAvailable { utf8 in
                for byte in utf8 where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    return false
                }
                bytes.append(contentsOf: utf8)
                return true
            } ?? false
        guard !isCopied else { return }
        var quoted: [UInt8] = []
        JSONText.append(text, to: &quoted)
        bytes.append(contentsOf: quoted.dropFirst().dropLast())
    }
}

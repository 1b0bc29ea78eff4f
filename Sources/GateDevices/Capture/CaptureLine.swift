internal import GateModel

/// Reads one line of a capture: a flat JSON object whose attributes stand in any order.
struct CaptureLine: Sendable {
    private var times = TimeText()
    /// Sources and types seen, so that a day's lines share a few texts instead of making each anew.
    private var texts = [String](repeating: "", count: 256)

    /// The message of one line without its LF.
    ///
    /// - Parameter receivedTime: stands in for the line's own, where the line is only now received.
    /// - Throws: ``JSONFault`` whose byte counts from the line's beginning.
    mutating func message(
        in line: UnsafeBufferPointer<UInt8>, receivedTime: GateTime? = nil
    ) throws(JSONFault) -> DeviceMessage {
        if let byte = UTF8Check.firstInvalid(in: line) {
            throw JSONFault(code: .badText, byte: byte, field: "", problem: "bytes that are not UTF-8")
        }
        var scanner = JSONScanner(line)
        var found = Attributes()
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            try attribute(key, of: &scanner, into: &found)
        }
        try scanner.end()
        if let receivedTime { found.receivedTime = receivedTime }
        return try message(from: found, scanner)
    }

    private struct Attributes {
        var hasVersion = false
        var source: String?
        var type: String?
        var time: GateTime?
        var receivedTime: GateTime?
        var sequence: UInt64 = 0
        var boot: UInt32 = 0
        var data: Range<Int>?
        var encoded: JSONScanner.Token?
        var isPlainText = false
    }

    private mutating func attribute(
        _ key: Range<Int>, of scanner: inout JSONScanner, into found: inout Attributes
    ) throws(JSONFault) {
        if scanner.key(key, is: "data") {
            scanner.field = "data"
            found.data = try scanner.skipValue()
        } else if scanner.key(key, is: "data_base64") {
            scanner.field = "data_base64"
            if try !scanner.skipNull() { found.encoded = try scanner.token() }
        } else if scanner.key(key, is: "source") {
            scanner.field = "source"
            found.source = try shared(scanner.token(), scanner)
        } else if scanner.key(key, is: "type") {
            scanner.field = "type"
            found.type = try shared(scanner.token(), scanner)
        } else if scanner.key(key, is: "time") {
            scanner.field = "time"
            found.time = try time(&scanner)
        } else if scanner.key(key, is: "receivedtime") {
            scanner.field = "receivedtime"
            found.receivedTime = try time(&scanner)
        } else if scanner.key(key, is: "sequence") {
            scanner.field = "sequence"
            found.sequence = try count(&scanner)
        } else if scanner.key(key, is: "boot") {
            scanner.field = "boot"
            guard let boot = UInt32(exactly: try count(&scanner)) else {
                throw scanner.fault(.outOfRange, "the count is too large")
            }
            found.boot = boot
        } else if scanner.key(key, is: "specversion") {
            scanner.field = "specversion"
            let version = try scanner.token().range
            guard version.count >= 2, scanner.bytes[version.lowerBound] == UInt8(ascii: "1"),
                scanner.bytes[version.lowerBound + 1] == UInt8(ascii: ".")
            else { throw scanner.fault(.unsupportedDialect, "only CloudEvents 1.x is read") }
            found.hasVersion = true
        } else if scanner.key(key, is: "datacontenttype") {
            scanner.field = "datacontenttype"
            if try !scanner.skipNull() {
                let text = try scanner.text()
                found.isPlainText = !text.lowercased().contains("json")
            }
        } else {
            try scanner.skipValue()
        }
    }

    private func message(from found: Attributes, _ scanner: JSONScanner) throws(JSONFault) -> DeviceMessage {
        func missing(_ field: StaticString) -> JSONFault {
            JSONFault(code: .missingField, byte: 0, field: field, problem: "the attribute is missing")
        }
        guard found.hasVersion else { throw missing("specversion") }
        guard let source = found.source, !source.isEmpty else { throw missing("source") }
        guard let type = found.type, !type.isEmpty else { throw missing("type") }
        guard let received = found.receivedTime ?? found.time else { throw missing("receivedtime") }
        var data: [UInt8] = []
        if let token = found.encoded {
            let text = token.isPlain ? Array(scanner.bytes[token.range]) : try scanner.unescaped(token)
            guard let plain = text.withUnsafeBufferPointer({ Base64.decode($0) }) else {
                throw JSONFault(
                    code: .badText, byte: token.range.lowerBound, field: "data_base64", problem: "not base64")
            }
            data = plain
        } else if let range = found.data {
            data = Array(scanner.bytes[range])
            if data.first == UInt8(ascii: "\""), found.isPlainText || MessageType.xml.contains(type) {
                // Text that is no JSON travels as a JSON string (CloudEvents JSON format § 3.1), and XML is never JSON,
                // whether or not its sender said what it is.
                var inner = JSONScanner(scanner.bytes)
                inner.move(to: range.lowerBound)
                data = Array(try inner.text().utf8)
            }
        }
        return DeviceMessage(
            source: source, type: type, boot: found.boot, sequence: found.sequence, deviceTime: found.time,
            receivedTime: received, data: data)
    }

    private mutating func time(_ scanner: inout JSONScanner) throws(JSONFault) -> GateTime? {
        if try scanner.skipNull() { return nil }
        let token = try scanner.token()
        guard let time = times.read(UnsafeBufferPointer(rebasing: scanner.bytes[token.range])) else {
            scanner.move(to: token.range.lowerBound)
            throw scanner.fault(.malformed, "expected an RFC 3339 time")
        }
        return time
    }

    /// A count written as a number or as a string of digits (the sequence extension allows the latter only).
    private func count(_ scanner: inout JSONScanner) throws(JSONFault) -> UInt64 {
        if scanner.kind() == .string {
            let token = try scanner.stringToken()
            var value: UInt64 = 0
            for byte in scanner.bytes[token.range] {
                let digit = byte &- 48
                let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, carry) = scaled.addingReportingOverflow(UInt64(digit))
                guard digit <= 9 else { throw scanner.fault(.wrongType, "expected a count") }
                guard !overflow, !carry else { throw scanner.fault(.outOfRange, "the count is too large") }
                value = sum
            }
            guard !token.range.isEmpty else { throw scanner.fault(.wrongType, "expected a count") }
            return value
        }
        let value = try scanner.integer()
        guard value >= 0 else { throw scanner.fault(.outOfRange, "a count is never negative") }
        return UInt64(value)
    }

    private mutating func shared(
        _ token: JSONScanner.Token, _ scanner: JSONScanner
    ) throws(JSONFault) -> String {
        guard token.isPlain else { return try scanner.text(of: token) }
        let bytes = UnsafeBufferPointer(rebasing: scanner.bytes[token.range])
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let slot = Int((hash ^ hash >> 16) & 255)
        let isKnown =
            texts[slot].utf8.withContiguousStorageIfAvailable { known in
                known.count == bytes.count && known.elementsEqual(bytes)
            } ?? false
        if !isKnown {
            let text = String(decoding: bytes, as: UTF8.self)
            // A hostile text is not kept beyond its message.
            guard bytes.count <= 256 else { return text }
            texts[slot] = text
        }
        return texts[slot]
    }
}

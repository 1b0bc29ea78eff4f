import GateText

/// What the JSON of plate cameras has in common.
extension JSONScanner {
    /// A plate, normalised; empty for null.
    @inline(__always)
    mutating func plateText() throws(JSONFault) -> String {
        if try skipNull() { return "" }
        let token = try self.token()
        guard token.isPlain else { return TextNormaliser.identifier(try text(of: token)) }
        return TextNormaliser.identifier(utf8: UnsafeBufferPointer(rebasing: bytes[token.range]))
    }

    /// A camera's own id of something, at most 64 characters; empty for null.
    @inline(__always)
    mutating func identifier() throws(JSONFault) -> String {
        if try skipNull() { return "" }
        let token = try self.token()
        if isShortASCII(token) { return try text(of: token) }
        return TextNormaliser.line(try text(of: token), limit: 64)
    }

    /// Whether a token is an identifier as it stands.
    @inline(__always)
    private func isShortASCII(_ token: Token) -> Bool {
        token.isPlain && token.range.count <= 64 && bytes[token.range].allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    /// The fingerprint of what ``identifier()`` would make of a token, as a rule without making it.
    func fingerprint(of token: Token) throws(JSONFault) -> UInt64 {
        if isShortASCII(token) { return PlateSighting.fingerprint(bytes[token.range]) }
        return PlateSighting.fingerprint(TextNormaliser.line(try text(of: token), limit: 64).utf8)
    }

    /// A confidence from 0 to 1, as thousandths; 0 for null or an empty text. Rounding may pass 1 by a hair.
    mutating func share() throws(JSONFault) -> Int32 {
        let start = cursor
        guard let share = try perhapsQuoted({ (scanner) throws(JSONFault) in try scanner.number() }) else { return 0 }
        guard share >= -0.005, share <= 1.005 else {
            throw JSONFault(code: .outOfRange, byte: start, field: field, problem: "a confidence is from 0 to 1")
        }
        return min(max(Int32((share * 1000).rounded()), 0), 1000)
    }

    /// Degrees, 0…359; nil for null or an empty text.
    mutating func degrees() throws(JSONFault) -> Int32? {
        guard let degrees = try perhapsQuoted({ (scanner) throws(JSONFault) in try scanner.number() }) else {
            return nil
        }
        return (Int32(degrees.truncatingRemainder(dividingBy: 360).rounded()) + 360) % 360
    }

    /// Reads a value that some cameras put between quotes; nil for null and for an empty text.
    mutating func perhapsQuoted<Value>(
        _ read: (inout JSONScanner) throws(JSONFault) -> Value
    ) throws(JSONFault) -> Value? {
        if try skipNull() { return nil }
        guard kind() == .string else { return try read(&self) }
        let inside = try stringToken().range
        if inside.isEmpty { return nil }
        var inner = JSONScanner(UnsafeBufferPointer(rebasing: bytes[inside]))
        inner.field = field
        do throws(JSONFault) {
            let value = try read(&inner)
            try inner.end()
            return value
        } catch {
            // The text is whole, whatever is wrong with the number in it.
            throw JSONFault(
                code: error.code == .truncated ? .malformed : error.code, byte: inside.lowerBound + error.byte,
                field: field, problem: error.problem)
        }
    }
}

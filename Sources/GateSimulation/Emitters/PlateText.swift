/// A plate of at most sixteen Unicode scalars, held in place: candidates are made by the hundred thousand.
struct PlateText: Hashable, Sendable {
    static let limit = 16

    private(set) var scalars = SIMD16<UInt32>()
    private(set) var count = 0

    init() {}
    init(_ text: String) {
        for scalar in text.unicodeScalars.prefix(Self.limit) { append(scalar.value) }
    }

    subscript(_ position: Int) -> UInt32 {
        get { scalars[position] }
        set { scalars[position] = newValue }
    }

    mutating func append(_ scalar: UInt32) { insert(scalar, at: count) }

    mutating func insert(_ scalar: UInt32, at position: Int) {
        guard count < Self.limit else { return }
        var index = count
        while index > position {
            scalars[index] = scalars[index - 1]
            index -= 1
        }
        scalars[position] = scalar
        count += 1
    }

    mutating func remove(at position: Int) {
        guard count > 0 else { return }
        for index in position..<count - 1 { scalars[index] = scalars[index + 1] }
        count -= 1
        scalars[count] = 0
    }

    /// Appends the plate as UTF-8.
    func write(to writer: inout ByteWriter) {
        for index in 0..<count {
            let scalar = scalars[index]
            if scalar < 0x80 {
                writer.byte(UInt8(truncatingIfNeeded: scalar))
            } else if scalar < 0x800 {
                writer.byte(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
                writer.byte(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
            } else {
                writer.byte(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x0F))
                writer.byte(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
                writer.byte(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
            }
        }
    }

    var text: String {
        var text = String.UnicodeScalarView()
        for index in 0..<count {
            if let scalar = Unicode.Scalar(scalars[index]) { text.append(scalar) }
        }
        return String(text)
    }
}

/// Something that can be written to, and read from, a sequence of named fields.
///
/// A type lists its fields once, in ``code(_:)``; the same list writes JSON for the journal, reads it back, and
/// writes and reads the canonical bytes that snapshots and state hashes are made of. There is no second list to
/// forget.
public protocol FieldCoded: Sendable {
    init()
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault)
}

/// An enumeration whose cases travel by a short, stable name. Raw values count from 0 and index `names`.
public protocol NamedCode: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == UInt8 {
    static var names: [StaticString] { get }
}

extension NamedCode {
    /// The stable name, as files and logs write it.
    public var name: String { "\(Self.names[Int(rawValue)])" }

    public init?(name: some StringProtocol) {
        for (index, candidate) in Self.names.enumerated() where "\(candidate)" == name {
            self.init(rawValue: UInt8(index))
            return
        }
        return nil
    }
}

/// What is wrong with coded fields: the field and the byte where reading stopped.
public struct FieldFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var field: String
    public var byte: Int
    public var problem: String

    public init(field: String, byte: Int, problem: String) {
        self.field = field
        self.byte = byte
        self.problem = problem
    }

    public var description: String { "field '\(field)', byte \(byte): \(problem)" }
}

/// Writes or reads the fields of a ``FieldCoded`` value, in the order the value names them.
///
/// A field that holds its type's empty value (0, false, "", no elements) is left out of JSON; a reader leaves a
/// missing field as `init()` made it, so `init()` makes every field empty.
public protocol FieldCoder {
    mutating func integer(_ name: StaticString, _ value: inout Int64) throws(FieldFault)
    mutating func text(_ name: StaticString, _ value: inout String) throws(FieldFault)
    mutating func flag(_ name: StaticString, _ value: inout Bool) throws(FieldFault)
    mutating func named<Code: NamedCode>(_ name: StaticString, _ value: inout Code) throws(FieldFault)
    mutating func object<Value: FieldCoded>(_ name: StaticString, _ value: inout Value) throws(FieldFault)
    mutating func list<Value: FieldCoded>(_ name: StaticString, _ values: inout [Value]) throws(FieldFault)
    mutating func integers(_ name: StaticString, _ values: inout [Int32]) throws(FieldFault)
}

extension FieldCoder {
    @inline(__always)
    public mutating func number<Number: FixedWidthInteger>(
        _ name: StaticString, _ value: inout Number
    ) throws(FieldFault) {
        var wide = Int64(truncatingIfNeeded: value)
        try integer(name, &wide)
        guard let narrow = Number(exactly: wide) else {
            throw FieldFault(field: "\(name)", byte: 0, problem: "\(wide) is out of range")
        }
        value = narrow
    }

    @inline(__always)
    public mutating func time(_ name: StaticString, _ value: inout GateTime) throws(FieldFault) {
        try integer(name, &value.milliseconds)
    }

    /// An identifier that counts from 1; 0 stands for none.
    @inline(__always)
    public mutating func identifier<ID: GateIdentifier>(_ name: StaticString, _ value: inout ID?) throws(FieldFault) {
        var wide = value.map { Int64($0.number) } ?? 0
        try integer(name, &wide)
        value = ID(number: wide)
    }

    @inline(__always)
    public mutating func identifier<ID: GateIdentifier>(_ name: StaticString, _ value: inout ID) throws(FieldFault) {
        var optional: ID? = value
        try identifier(name, &optional)
        guard let present = optional else {
            throw FieldFault(field: "\(name)", byte: 0, problem: "an identifier is missing")
        }
        value = present
    }
}

/// A number that names a thing of this gate, counting from 1.
public protocol GateIdentifier: Hashable, Sendable, Comparable {
    var number: UInt32 { get }
    /// Nil for 0, a negative number, or one that does not fit.
    init?(number: Int64)
}

extension GateIdentifier {
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

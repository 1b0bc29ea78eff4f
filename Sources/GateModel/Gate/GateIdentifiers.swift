/// A lane of this gate, by the number painted above it (1…255).
public struct LaneID: GateIdentifier {
    public let number: UInt32
    public init?(number: Int64) {
        guard (1...255).contains(number) else { return nil }
        self.number = UInt32(number)
    }
}

/// A device of this gate, by its place in the gate plan (1…65,535).
public struct DeviceID: GateIdentifier {
    public let number: UInt32
    public init?(number: Int64) {
        guard (1...65_535).contains(number) else { return nil }
        self.number = UInt32(number)
    }
}

/// One vehicle's one passage, numbered as declared at this gate (1…4,294,967,295).
public struct VisitID: GateIdentifier {
    public let number: UInt32
    public init?(number: Int64) {
        guard number >= 1, let narrow = UInt32(exactly: number) else { return nil }
        self.number = narrow
    }
    static let first = VisitID(unchecked: 1)
    init(unchecked number: UInt32) { self.number = number }
    var next: VisitID { VisitID(unchecked: number &+ 1) }
}

/// An alarm raised at this gate, numbered in order.
public struct AlarmID: GateIdentifier {
    public let number: UInt32
    public init?(number: Int64) {
        guard number >= 1, let narrow = UInt32(exactly: number) else { return nil }
        self.number = narrow
    }
    static let first = AlarmID(unchecked: 1)
    init(unchecked number: UInt32) { self.number = number }
    var next: AlarmID { AlarmID(unchecked: number &+ 1) }
}

public import GateModel

/// What a portal's lines amount to.
public enum PortalEvent: Hashable, Sendable {
    case occupancy(PortalOccupancy)
    /// Sums of the four detectors as the portal states them: counts a second for both, averaged by the portal.
    case background(gamma: Int32, neutron: Int32)
    /// The portal doubts itself: its background is too high or too low. `isNew` on the first line of a run, which
    /// a normal background ends.
    case fault(DeviceReason, isNew: Bool)
    /// The cabinet was opened, or shut again.
    case tamper(Bool)
    /// A line of no known tag, as it came.
    case unknown([UInt8])
    case rejected(DeviceFault)
}

/// Lines of a portal by what became of them.
public struct PortalCounts: Hashable, Sendable {
    public var lines: Int64 = 0
    /// The vendor's algorithm lines, passed over.
    public var vendorLines: Int64 = 0
    /// Dumps of the portal's settings, which no officer needs.
    public var setUpLines: Int64 = 0
    /// Speeds without a vehicle to measure.
    public var strayLines: Int64 = 0
    public var unknownLines: Int64 = 0
    public var rejectedLines: Int64 = 0
    /// Lines whose beginning was lost with the messages before them.
    public var halfLines: Int64 = 0

    public init() {}
}

public import GateModel

/// What a device said, typed and timed; which visit it is about is the station's to find out.
public enum DeviceSignal: Hashable, Sendable {
    case plate(PlateSighting)
    case container(ContainerRead)
    case driver(DriverRead)
    case weight(WeightReading)
    case occupancy(PortalOccupancy)
    /// Counts a second, the four detectors together, as the portal states them every 5 s.
    case portalBackground(gamma: Int32, neutron: Int32)
    /// The portal began to doubt itself; said once, until its background is normal again.
    case portalFault(DeviceReason)
    /// The cabinet was opened (true) or shut.
    case tamper(Bool)
    /// A vehicle stands on the loop, or has left it.
    case loop(Bool)
    case barrier(BarrierReport)
    /// What a signal light or a board shows.
    case light(LightColour)
    case board(DriverPhrase)
    case tag(TagRead)
    /// Where a driverless vehicle is.
    case vehiclePosition(VehiclePosition)
    case declaration(Declaration)
    /// A customs declaration: the vehicle that it lets the gate expect, and what else it says.
    case lodged(Declaration, LodgedDeclaration)
    case answer(CustomsAnswer)
    case movement(MovementMessage)
    case permit(Permit)
    case neighbour(NeighbourRecord)
    case pace(NeighbourPace)
    /// What drivers thought of their passage.
    case ratings(DriverRatings)
    case scan(ScanResult, declaration: String)
    case act(Act)
    /// An orange plate, a seal, a declaration's code.
    case code(CodeRead)
    /// The device lives.
    case heartbeat
}

/// What came of one message.
public struct Receipt: Hashable, Sendable {
    /// Nil where the gate plan has no device of this source.
    public var device: DeviceID?
    /// In the order in which the message says them.
    public var signals: [DeviceSignal] = []
    public var faults: [DeviceFault] = []
    /// Faults of the message beyond those, which are counted only.
    public var untoldFaults = 0
    /// The message was received before; it says nothing a second time.
    public var isDuplicate = false
    /// Messages with a higher sequence came first.
    public var isLate = false
    /// The device's condition, where it changed with this message in a way that cannot wait for the clock.
    public var report: DeviceReport?

    public init(device: DeviceID? = nil) { self.device = device }

    /// Told or not.
    public var faultCount: Int { faults.count + untoldFaults }
}

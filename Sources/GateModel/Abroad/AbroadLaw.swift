/// How long a vehicle registered in Viet Nam may stay on the other side, while one law is in force. Hours of the clock: over
/// there this gate's calendar says nothing.
public struct AbroadLaw: DatedLaw {
    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    /// Of any vehicle, in hours.
    public var hours: Int32 = 0
    /// Of one that carries goods both ways, in hours.
    public var twoWayHours: Int32 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.number("hours", &hours)
        try coder.number("twoWayHours", &twoWayHours)
    }
}

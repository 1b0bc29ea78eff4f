/// How long one agency took, from beginning to result; nobody's name is with it.
public struct AgencyPace: FieldCoded, Hashable {
    public var agency = Agency.borderGuard
    /// Seconds of today's newest results, at most ``Shift/paceLimit``.
    public var seconds: [Int32] = []

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("agency", &agency)
        try coder.integers("seconds", &seconds)
    }
}

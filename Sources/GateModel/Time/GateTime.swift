/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// The model never asks what time it is: every moment arrives with an input. Text forms live at the edge
/// (see ``CivilTime``), because parsing a date costs a microsecond and comparing two integers costs nothing.
public struct GateTime: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch; negative before 1970.
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The epoch itself; stands for "never" in a fresh state.
    public static let epoch = GateTime(milliseconds: 0)

    public static func < (left: GateTime, right: GateTime) -> Bool { left.milliseconds < right.milliseconds }

    public static func + (time: GateTime, span: GateSpan) -> GateTime {
        GateTime(milliseconds: time.milliseconds &+ span.milliseconds)
    }

    public static func - (time: GateTime, span: GateSpan) -> GateTime {
        GateTime(milliseconds: time.milliseconds &- span.milliseconds)
    }

    public static func - (later: GateTime, earlier: GateTime) -> GateSpan {
        GateSpan(milliseconds: later.milliseconds &- earlier.milliseconds)
    }
}

/// A length of time in whole milliseconds.
public struct GateSpan: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func milliseconds(_ value: Int64) -> GateSpan { GateSpan(milliseconds: value) }
    public static func seconds(_ value: Int64) -> GateSpan { GateSpan(milliseconds: value * 1000) }
    public static func minutes(_ value: Int64) -> GateSpan { GateSpan(milliseconds: value * 60_000) }
    public static func hours(_ value: Int64) -> GateSpan { GateSpan(milliseconds: value * 3_600_000) }

    public static let zero = GateSpan(milliseconds: 0)

    /// Whole seconds, rounded towards zero.
    public var seconds: Int64 { milliseconds / 1000 }
    /// Whole minutes, rounded towards zero.
    public var minutes: Int64 { milliseconds / 60_000 }

    public static func + (left: GateSpan, right: GateSpan) -> GateSpan {
        GateSpan(milliseconds: left.milliseconds &+ right.milliseconds)
    }

    public static func - (left: GateSpan, right: GateSpan) -> GateSpan {
        GateSpan(milliseconds: left.milliseconds &- right.milliseconds)
    }

    public static func < (left: GateSpan, right: GateSpan) -> Bool { left.milliseconds < right.milliseconds }
}

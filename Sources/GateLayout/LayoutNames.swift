import GateDevices
import GateModel

/// The names that a layout may use: what a field's mistake is measured against, for those who write one.
public enum LayoutNames {
    /// One line a field: its path, then its names.
    public static var lines: [String] {
        var lines = [
            line("gate.class", GateReader.classes),
            line("gate.neighbour.country", GateReader.neighbours),
            line("gate.agencies", Agency.allCases.map(\.name)),
            line("hours.days", Weekday.allCases.map(\.name)),
            line("lane.direction", Direction.allCases.map(\.name)),
            line("lane.kind", LaneKind.allCases.map(\.name)),
            line("lane.devices", DeviceReader.laneDevices.map(\.tail)),
            line("device.kind", DeviceKind.allCases.map(\.name)),
            line("link.transport", LinkPlan.Transport.allCases.map(\.rawValue)),
            line("link.overflow", LinkPlan.Overflow.allCases.map(\.rawValue)),
        ]
        for kind in DeviceKind.allCases where kind != .terminal {
            lines.append(line("link.type of a \(kind.name)", LinkFormat.names(of: kind) + [LinkFormat.envelope]))
        }
        return lines
    }

    private static func line(_ field: String, _ names: [String]) -> String {
        field + ": " + names.joined(separator: ", ")
    }
}

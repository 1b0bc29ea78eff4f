import GateDevices
import GateModel
import GateScreens

/// What is counted of the devices, for the glass.
extension Station {
    /// Lines, types and sources that nobody knows: kept in the capture, counted here.
    var unknownLines: Int {
        var count = desk.unknownSources.values.reduce(0, +) + desk.unknownTypes.values.reduce(0, +)
        for device in working.plan.devices { count += desk.health(device.id)?.unknownLines ?? 0 }
        return Int(count)
    }

    /// How the devices fare; nil while nobody looks at them.
    func deviceFigures() -> [DeviceFigures]? {
        guard glass.tap.isWatched else { return nil }
        glass.tap.begin { source in
            shown.plan.devices.first { $0.source == source }.flatMap { desk.health($0.id) }?.recent ?? []
        }
        return shown.plan.devices.map { device in
            desk.health(device.id).map { DeviceFigures($0, at: lastReceived) } ?? .init()
        }
    }
}

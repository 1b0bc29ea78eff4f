import GateDevices
import GateLinks
import GateModel

extension Station {
    /// What is measured now.
    ///
    /// - Parameter now: the gate's clock; nil where the feed sets it.
    func metrics(links: [LinkStatus], now: GateTime?) -> GateMetrics {
        GateMetrics(
            state: state, status: status, events: recordedByKind,
            devices: state.plan.devices.map { desk.health($0.id) ?? DeviceHealth() }, links: links,
            now: now ?? state.clock)
    }
}

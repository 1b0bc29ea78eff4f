import GateModel

/// Devices that fell silent while the gate was shut: silence is normal then. It is remembered, and told only if it lasts
/// into opening hours.
struct NightSilence {
    private var reports: [DeviceID: DeviceReport] = [:]

    /// What is to be told of the devices whose condition has changed, and of those that ought to be at work by now.
    mutating func judge(
        _ changed: [(DeviceID, DeviceReport)], at time: GateTime, _ plan: GatePlan
    ) -> [(DeviceID, DeviceReport)] {
        var told: [(DeviceID, DeviceReport)] = []
        for (device, report) in changed {
            reports[device] = nil
            if report.condition == .silent, !plan.isAtWork(device, at: time) {
                reports[device] = report
            } else {
                told.append((device, report))
            }
        }
        for (device, report) in reports.sorted(by: { $0.key < $1.key }) where plan.isAtWork(device, at: time) {
            told.append((device, report))
            reports[device] = nil
        }
        return told
    }

    /// Devices have other numbers in another plan, or are gone.
    mutating func move(from old: GatePlan, to new: GatePlan) {
        var moved: [DeviceID: DeviceReport] = [:]
        for (id, report) in reports {
            guard let source = old.device(id)?.source, let device = new.devices.first(where: { $0.source == source })
            else { continue }
            moved[device.id] = report
        }
        reports = moved
    }
}

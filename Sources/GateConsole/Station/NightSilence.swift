import GateModel

/// What is not told of devices at once: that they fell silent while the gate was shut, for that is normal then, and is told
/// only if it lasts into opening hours; and what came to light with a message that says nothing else, which is left to the
/// clock's next tick.
struct NightSilence {
    private var silent: [DeviceID: DeviceReport] = [:]
    private var late: [DeviceID: DeviceReport] = [:]

    /// What is to be told, at a tick, of the devices whose condition has changed, and of those that ought to be at work by
    /// now.
    mutating func judge(
        _ changed: [(DeviceID, DeviceReport)], at time: GateTime, _ plan: GatePlan
    ) -> [(DeviceID, DeviceReport)] {
        var told: [(DeviceID, DeviceReport)] = []
        for (device, report) in late.sorted(by: { $0.key < $1.key }).map({ ($0.key, $0.value) }) + changed {
            if let report = hear(report, of: device, at: time, plan) { told.append((device, report)) }
        }
        late = [:]
        for (device, report) in silent.sorted(by: { $0.key < $1.key }) where plan.isAtWork(device, at: time) {
            told.append((device, report))
            silent[device] = nil
        }
        return told
    }

    /// What is to be told of one device, whose condition has changed; nil where it is remembered instead.
    mutating func hear(
        _ report: DeviceReport, of device: DeviceID, at time: GateTime, _ plan: GatePlan
    ) -> DeviceReport? {
        silent[device] = nil
        late[device] = nil
        guard report.condition == .silent, !plan.isAtWork(device, at: time) else { return report }
        silent[device] = report
        return nil
    }

    /// Leaves to the next tick what cannot be recorded with its message, whose events the journal has already.
    mutating func postpone(_ report: DeviceReport, of device: DeviceID) { late[device] = report }

    /// Devices have other numbers in another plan, or are gone.
    mutating func move(from old: GatePlan, to new: GatePlan) {
        func moved(_ reports: [DeviceID: DeviceReport]) -> [DeviceID: DeviceReport] {
            var moved: [DeviceID: DeviceReport] = [:]
            for (id, report) in reports {
                guard let source = old.device(id)?.source,
                    let device = new.devices.first(where: { $0.source == source })
                else { continue }
                moved[device.id] = report
            }
            return moved
        }
        silent = moved(silent)
        late = moved(late)
    }
}

public import GateModel
import GateText

/// Where every device's messages arrive: it knows the gate's devices, decodes what they say, drops what was said
/// before, and watches how each of them fares.
///
/// It reads no clock: the same messages and questions in the same order give the same receipts and reports.
public struct DeviceDesk: Sendable {
    /// Unknown sources and types that are counted by name; further ones are counted together as `…`.
    public static let unknownLimit = 64

    /// Messages of sources that the gate plan does not name, by source.
    public private(set) var unknownSources: [String: Int64] = [:]
    /// Messages of types that this issue does not read, by type.
    public private(set) var unknownTypes: [String: Int64] = [:]
    /// Messages by type, of known devices.
    public private(set) var messagesByType: [String: Int64] = [:]

    private let scales: ScaleSettings
    private var slots: [DeviceSlot]
    private var places: [String: Int] = [:]
    private var opened: GateTime?

    /// - Parameters:
    ///   - plan: names the devices; of two with one source the first is heard.
    ///   - scales: how the weighbridges are set.
    public init(plan: GatePlan, scales: ScaleSettings = ScaleSettings()) {
        self.scales = scales
        slots = plan.devices.map { DeviceSlot($0, scales) }
        place()
    }

    private mutating func place() {
        places = [:]
        for (index, slot) in slots.enumerated() where places[slot.device.source] == nil {
            places[slot.device.source] = index
        }
    }

    /// Ends what devices have begun that another plan does not have; to be decided on before going over to it.
    public mutating func close(allBut plan: GatePlan, at now: GateTime) -> [Receipt] {
        let kept = Set(plan.devices.map(\.source))
        return slots.indices.compactMap { kept.contains(slots[$0].device.source) ? nil : slots[$0].close(at: now) }
    }

    /// Goes over to another plan. A device is known by its source: those that stay keep their decoders, their sequence
    /// and their health, whatever number they have now.
    public mutating func adopt(_ plan: GatePlan) {
        slots = plan.devices.map { device in
            guard let place = places[device.source] else { return DeviceSlot(device, scales) }
            var slot = slots[place]
            slot.device = device
            return slot
        }
        place()
    }

    /// Reads one message. Nothing a device sends is fatal: faults are in the receipt.
    public mutating func receive(_ message: DeviceMessage) -> Receipt {
        if opened == nil { opened = message.receivedTime }
        guard let place = places[message.source] else {
            Self.count(message.source, in: &unknownSources)
            var receipt = Receipt()
            receipt.faults = [
                DeviceFault(
                    .unknownSource,
                    "no device has the source '\(TextNormaliser.line(message.source, limit: 120))'",
                    place: .init(field: "source"), raw: message.data.prefix(DeviceFault.rawLimit))
            ]
            return receipt
        }
        let receipt = slots[place].receive(message)
        if receipt.faults.contains(where: { $0.code == .unknownType }) {
            Self.count(message.type, in: &unknownTypes)
        } else {
            Self.count(message.type, in: &messagesByType)
        }
        return receipt
    }

    private static func count(_ name: String, in table: inout [String: Int64]) {
        if table[name] == nil, table.count >= unknownLimit {
            table["…", default: 0] += 1
        } else {
            table[name, default: 0] += 1
        }
    }

    /// Closes what has lasted too long, as a portal's occupancy whose end never came, and tells the newest state of a
    /// device that chattered and is calm again; gives a receipt for each device that had something of the kind. To be called now and then, before ``condition(at:)``.
    public mutating func expire(at now: GateTime) -> [Receipt] {
        var receipts: [Receipt] = []
        for index in slots.indices {
            if let receipt = slots[index].expire(at: now) { receipts.append(receipt) }
        }
        return receipts
    }

    /// Reports on the devices whose condition has changed since it was last asked for, in the order of the plan.
    /// A device appears first when it is first heard, or when it has not been heard for too long.
    public mutating func condition(at now: GateTime) -> [(DeviceID, DeviceReport)] {
        let begin = opened ?? now
        opened = begin
        var reports: [(DeviceID, DeviceReport)] = []
        for index in slots.indices {
            if let report = slots[index].change(at: now, opened: begin) {
                reports.append((slots[index].device.id, report))
            }
        }
        return reports
    }

    /// An order to a device did not leave the gate: counted with it. Of a source that the plan does not have nothing is
    /// kept, for nobody orders it anything.
    public mutating func noteUnsent(to source: String, at time: GateTime) {
        guard let place = places[source] else { return }
        slots[place].noteUnsent(at: time)
    }

    /// How a device has fared; nil for one that the plan does not have.
    public func health(_ device: DeviceID) -> DeviceHealth? {
        let index = Int(device.number) - 1
        return slots.indices.contains(index) ? slots[index].health : nil
    }

    /// The condition last reported of a device.
    public func lastCondition(_ device: DeviceID) -> DeviceCondition {
        let index = Int(device.number) - 1
        return slots.indices.contains(index) ? slots[index].judge.reported : .unseen
    }
}

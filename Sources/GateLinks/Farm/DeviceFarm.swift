public import GateDevices
public import GateLayout
public import GateModel

/// The other side of every link: it listens where the gate calls, calls where the gate listens, posts and publishes,
/// with the bytes it is given. For integrators who have no devices yet, and for our own tests.
public final class DeviceFarm: Sendable {
    /// How one device has fared.
    public struct Counts: Hashable, Sendable {
        public var source: String
        /// Messages that went out; of a device that counts for itself, those that the gate has acknowledged.
        public var sent: Int64 = 0
        /// Messages that were refused, or that a broken connection took with it.
        public var failed: Int64 = 0
        /// Messages sent again because nobody acknowledged them.
        public var repeated: Int64 = 0
        /// Orders of the gate.
        public var orders: Int64 = 0
        public var connections: Int64 = 0
        /// Why the last connection failed; empty if none did.
        public var problem = ""

        init(source: String) { self.source = source }
    }

    private let devices: [FarmDevice]
    private let places: [String: Int]
    private let certificates: @Sendable (LinkPlan.Member) -> LinkPlan.Certificates?
    private let pause: LinkHub.Pause

    /// - Parameters:
    ///   - certificates: a device's own, for its broker; where it has none it uses the gate's.
    ///   - clock: what devices with a clock of their own read from it.
    ///   - opened: hears of each barrier that was told to open, by its source.
    public init(
        _ plans: [LinkPlan], clock: @escaping @Sendable () -> GateTime,
        certificates: @escaping @Sendable (LinkPlan.Member) -> LinkPlan.Certificates? = { _ in nil },
        pause: @escaping LinkHub.Pause = { try await Task.sleep(for: .seconds($0)) },
        opened: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        devices = plans.flatMap { plan in plan.members.map { FarmDevice(plan, $0, clock: clock, opened: opened) } }
        var places: [String: Int] = [:]
        for (index, device) in devices.enumerated() { places[device.member.source] = index }
        self.places = places
        self.certificates = certificates
        self.pause = pause
    }

    /// In the order of the plans.
    public var counts: [Counts] { devices.map(\.counts) }

    /// Whether everything given so far is with the gate, or has failed.
    public var isIdle: Bool { devices.allSatisfy(\.isIdle) }

    /// Lets a device say something, waiting while it has much to say. False where no link has such a device, or has
    /// it in another format.
    public func say(_ message: DeviceMessage) async -> Bool {
        guard let place = places[message.source] else { return false }
        return await devices[place].say(message)
    }

    /// Works until cancelled.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            for device in devices {
                group.addTask { [self] in
                    await withTaskCancellationHandler {
                        await keep(device)
                    } onCancel: {
                        device.outbox.close()
                    }
                }
            }
        }
    }

    private func keep(_ device: FarmDevice) async {
        var backoff = Backoff()
        let publisher = device.plan.transport == .mqtt ? MQTTDevice(device, certificates(device.member), pause) : nil
        while !Task.isCancelled {
            let before = device.counts.sent
            do {
                switch device.plan.transport {
                // The farm is at the other end.
                case .tcpClient: try await TCPDevice(device).listen()
                case .tcpServer: try await TCPDevice(device).call()
                case .http: try await HTTPDevice(device).post()
                case .mqtt: try await publisher?.publish()
                }
            } catch {
                if !Task.isCancelled { device.note { $0.problem = "\(error)" } }
            }
            if device.counts.sent > before { backoff.heard() }
            if Task.isCancelled { break }
            do { try await pause(backoff.next()) } catch { break }
        }
    }
}

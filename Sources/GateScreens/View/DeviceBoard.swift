public import GateModel
import GateText

/// How one device has fared since the station began, as the devices screen shows it.
public struct DeviceFigures: Hashable, Sendable {
    public var messages: Int64 = 0
    /// In the last minute.
    public var perMinute: Int64 = 0
    /// Gate time of the last message; nil before the first.
    public var lastSeenAt: GateTime?
    /// Gate's clock less the device's, in milliseconds, at the last message that carried a time.
    public var clockErrorMilliseconds: Int64 = 0
    public var restarts: Int64 = 0
    public var missing: Int64 = 0
    public var duplicates: Int64 = 0
    public var late: Int64 = 0
    /// Messages, lines and frames that could not be read.
    public var errors: Int64 = 0
    public var unknownLines: Int64 = 0
    /// Changes of state that were held back because it chattered.
    public var withheld: Int64 = 0
    /// Orders to it that could not be handed over or were too old, and when the last one was.
    public var unsent: Int64 = 0
    public var lastUnsentAt: GateTime?
    public var lastFault: LastFault?
    public var link: LinkFigures?

    public init() {}

    /// The last message that could not be read.
    public struct LastFault: Hashable, Sendable {
        /// Stable name, with words in the catalogue.
        public var code: String
        public var field: String
        public var byte: Int
        /// Its first bytes.
        public var raw: [UInt8]

        public init(code: String, field: String, byte: Int, raw: [UInt8]) {
            self.code = code
            self.field = field
            self.byte = byte
            self.raw = raw
        }
    }
}

/// The link over which a device is heard.
public struct LinkFigures: Hashable, Sendable {
    public enum Phase: String, CaseIterable, Sendable {
        case starting, connecting, listening, connected, waiting, stopped
    }

    /// `tcp-client 10.1.3.20:4001`.
    public var address: String
    public var phase: Phase
    /// Devices connected, or seconds until it tries again.
    public var number: Int
    /// Why it last failed; nil if it never did.
    public var problem: Reason?
    /// Messages of this device that made room for newer ones.
    public var dropped: Int64
    /// Messages of this device that were turned away, and why the last one was.
    public var refused: Int64 = 0
    public var refusal: Reason?
    /// Messages, requests and connections turned away at the link that are no device's, and why the last one was.
    public var strangers: Int64 = 0
    public var strangerProblem: Reason?

    /// Why something went wrong: a stable name with words in the catalogue, and what the words speak of.
    public struct Reason: Hashable, Sendable {
        public var code: String
        public var arguments: [String]

        public init(code: String, arguments: [String]) {
            self.code = code
            self.arguments = arguments
        }
    }

    public init(address: String, phase: Phase, number: Int, problem: Reason?, dropped: Int64) {
        self.address = address
        self.phase = phase
        self.number = number
        self.problem = problem
        self.dropped = dropped
    }
}

/// One line of what a device said, or the whole of a message that has no lines.
public struct RawLine: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        case good
        case duplicate
        case late
        /// Stable name of the fault, and the field it stands in.
        case fault(code: String, field: String)
    }

    /// Bytes kept of a line.
    public static let limit = 512

    public var at: GateTime
    public var sequence: UInt64
    /// The first ``limit`` bytes.
    public var bytes: [UInt8]
    /// Of the whole line.
    public var size: Int
    public var verdict: Verdict

    public init(at: GateTime, sequence: UInt64, bytes: [UInt8], size: Int, verdict: Verdict) {
        self.at = at
        self.sequence = sequence
        self.bytes = bytes
        self.size = size
        self.verdict = verdict
    }

    /// Bytes as people read them: text as it stands, anything else as `<02>`.
    public static func text(_ bytes: [UInt8]) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7F {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "<" + (digits.count < 2 ? "0" : "") + digits + ">"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// What the devices screen shows beyond the gate's state. Empty where there is no station: in a replay.
public struct DeviceBoard: Hashable, Sendable {
    /// By device number − 1; empty until the station has been asked.
    public var figures: [DeviceFigures] = []
    /// The newest lines of the watched device, oldest first.
    public var lines: [RawLine] = []
    /// Lines that came while the picture was held.
    public var missed: Int = 0

    public init() {}

    public func figures(of device: DeviceID) -> DeviceFigures? {
        let index = Int(device.number) - 1
        return figures.indices.contains(index) ? figures[index] : nil
    }
}

/// Which device's lines a person looks at.
public struct DeviceWatch: Hashable, Sendable {
    public var source: String
    /// The picture is held: what comes is counted, not shown.
    public var isHeld: Bool

    public init(source: String, isHeld: Bool) {
        self.source = source
        self.isHeld = isHeld
    }
}

extension ScreenContext {
    /// Devices as the devices screen lists them: those that need somebody first, then in the order of the plan.
    func deviceRows(_ view: ViewState) -> [Device] {
        let filter = Filter(view.deviceFilter)
        var rows: [(rank: Int, device: Device)] = []
        for device in state.plan.devices {
            let rank = rank(of: device)
            if view.devicesTroubledOnly, rank > 1 { continue }
            if !filter.isEmpty, !filter.accepts(searchText(of: device)) { continue }
            rows.append((rank, device))
        }
        return rows.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element.device)
    }

    func condition(of device: Device) -> DeviceReport {
        let index = Int(device.id.number) - 1
        return state.devices.indices.contains(index) ? state.devices[index].report : DeviceReport()
    }

    /// 0 fares badly, 1 may: its link is down; 2 works, 3 was never heard.
    private func rank(of device: Device) -> Int {
        switch condition(of: device).condition {
        case .silent, .faulty, .tampered: return 0
        case .working, .unseen: break
        }
        if isCutOff(device) || (devices.figures(of: device.id)?.link?.refused ?? 0) > 0 { return 1 }
        return condition(of: device).condition == .working ? 2 : 3
    }

    /// Nothing is known against the device, but its link is down: what it says does not come.
    func isCutOff(_ device: Device) -> Bool {
        switch condition(of: device).condition {
        case .silent, .faulty, .tampered: return false
        case .working, .unseen: break
        }
        guard let link = devices.figures(of: device.id)?.link else { return false }
        return link.phase == .waiting || link.phase == .connecting
    }

    private func searchText(of device: Device) -> String {
        let report = condition(of: device)
        return [
            device.source, name(of: device).text, device.kind.name, words.name(report.condition).text,
            words.reason(report.detail).text, devices.figures(of: device.id)?.link?.address ?? "",
        ].joined(separator: " ")
    }

    /// The device chosen on the devices screen.
    public func chosenDevice(_ view: ViewState) -> Device? {
        let rows = deviceRows(view)
        return view.devices.chosen(in: rows.map(\.id)).map { rows[$0] }
    }

    /// Whose lines are looked at now; nil on every other screen.
    public func watch(_ view: ViewState) -> DeviceWatch? {
        guard view.screen == .devices, let device = chosenDevice(view) else { return nil }
        return DeviceWatch(source: device.source, isHeld: view.rawIsHeld)
    }
}

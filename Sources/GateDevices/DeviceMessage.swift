public import GateModel

/// One message of one device, exactly as the field sends it, in the envelope every source shares.
///
/// A capture line, a simulated device and a network socket all end here; whatever comes after cannot tell them
/// apart.
public struct DeviceMessage: Hashable, Sendable {
    /// CloudEvents `source`: `/gate/huu-nghi/lane/3/front`.
    public var source: String
    /// CloudEvents `type`: names the format of `data`.
    public var type: String
    /// Counts restarts of the source, so that its sequence may begin again.
    public var boot: UInt32
    /// Counts per source and boot, from 1.
    public var sequence: UInt64
    /// The device's own time; nil where it has no clock.
    public var deviceTime: GateTime?
    /// When the gate received it.
    public var receivedTime: GateTime
    /// The vendor's bytes, untouched.
    public var data: [UInt8]

    public init(
        source: String, type: String, boot: UInt32, sequence: UInt64, deviceTime: GateTime?, receivedTime: GateTime,
        data: [UInt8]
    ) {
        self.source = source
        self.type = type
        self.boot = boot
        self.sequence = sequence
        self.deviceTime = deviceTime
        self.receivedTime = receivedTime
        self.data = data
    }

    /// What events of this message name as their cause.
    public var cause: Cause { Cause(source: source, boot: boot, number: sequence) }
}

/// The CloudEvents type names of this formats.
public enum MessageType {
    public static let plateResults = "org.openalpr.alpr_results"
    public static let plateGroup = "org.openalpr.alpr_group"
    public static let plateHeartbeat = "org.openalpr.heartbeat"
    public static let plateRecognizer = "com.platerecognizer.webhook"
    public static let axisPlate = "com.axis.lpr"
    public static let frigatePlate = "com.frigate.lpr"
    public static let hikvisionPlate = "com.hikvision.isapi.anpr"
    public static let portal = "com.rapiscan.rpm"
    public static let spectra = "gov.n42"
    public static let scaleContinuous = "com.mt.continuous"
    public static let scaleLine = "com.and.line"
    public static let scaleFrame = "com.yaohua.frame"
    public static let containerCode = "org.iso.6346"
    public static let machineReadableZone = "org.icao.mrz"
    public static let identityCard = "vn.gov.cccd.qr"
    public static let manifest = "vn.smartgate.manifest"
    /// A declaration of the WCO Data Model.
    public static let customsDeclaration = "int.wco.dec"
    /// Customs' answer to one.
    public static let customsResponse = "int.wco.res"
    /// A movement record in the shape of the United Kingdom's.
    public static let movement = "gov.gvms.gmr"
    /// A licence, or the result of a specialised inspection.
    public static let permit = "vn.smartgate.permit"
    /// What the other side of the border tells of a vehicle, and how many it takes in an hour.
    public static let neighbour = "vn.smartgate.neighbour"
    public static let neighbourPace = "vn.smartgate.neighbour-pace"
    public static let loop = "vn.smartgate.loop"
    public static let barrier = "vn.smartgate.barrier"
    public static let light = "vn.smartgate.light"
    public static let board = "vn.smartgate.board"
    public static let tag = "vn.smartgate.rfid"
    public static let vehiclePosition = "vn.smartgate.agv"
    public static let axles = "vn.smartgate.axles"
    /// What drivers thought of their passage, gathered at an exit.
    public static let ratings = "vn.smartgate.ratings"
    public static let scan = "vn.smartgate.scan"
    public static let hazardPlate = "vn.smartgate.hazard"
    public static let seal = "vn.smartgate.seal"
    public static let declarationCode = "vn.smartgate.declaration.qr"
    /// What a device's broker says of it: `online` or `offline`.
    public static let state = "vn.smartgate.state"
    /// What a device sent and its link did not take for a message, as it came: only the gate says so.
    public static let refused = "vn.smartgate.refused"
    /// The connection over which a device's bytes came has ended; it has no data, and only the gate says so.
    public static let cut = "vn.smartgate.cut"
    /// The gate's clock came so far although nothing was received; it has no data.
    public static let clock = "vn.smartgate.clock"
    /// The gate began to hear its devices again; it has no data.
    public static let start = "vn.smartgate.start"
    /// An order that could not be handed to its barrier.
    public static let unsent = "vn.smartgate.unsent"
    /// The image behind a scan was looked at, and what came of it.
    public static let scanCheck = "vn.smartgate.scan-check"
    /// The gate went over to another layout, with the plan it holds.
    public static let layout = "vn.smartgate.layout"
    /// What an officer decided at a terminal.
    public static let act = "vn.smartgate.act"
    /// What an officer pressed, and the event up to which the screen showed: the glass half of a capture.
    public static let glass = "vn.smartgate.glass"

    /// Messages that say how something is now: of two the newer one counts, however they arrive.
    static let tellsStates: Set<String> = [loop, barrier, light, board, vehiclePosition]

    /// Formats that are XML, or hold some.
    static let xml: Set<String> = [hikvisionPlate, spectra, customsDeclaration, customsResponse]

    /// The formats in which a device on a link may speak.
    public static let wire = [
        plateResults, plateGroup, plateHeartbeat, plateRecognizer, axisPlate, frigatePlate, hikvisionPlate, portal,
        spectra, scaleContinuous, scaleLine, scaleFrame, containerCode, machineReadableZone, identityCard, manifest,
        loop, barrier, light, board, tag, vehiclePosition, axles, scan, hazardPlate, seal, declarationCode,
        customsDeclaration, customsResponse, movement, permit, neighbour, neighbourPace, ratings,
    ]

    /// What is said in the name of an authority: only the gate's own feed of documents may say it.
    public static let documents: Set<String> = [
        manifest, customsDeclaration, customsResponse, movement, permit,
    ]

    /// What is said in the other side's name: only its own feed may say it.
    public static let neighbourly: Set<String> = [neighbour, neighbourPace]

    /// What drivers said, unsigned: only what stands at an exit may say it.
    public static let drivers: Set<String> = [ratings]

    /// What an officer decided: only a terminal's capture holds it, and no link takes it.
    public static let officers: Set<String> = [act]

    /// Those in whose name a kind of device may speak, by the types of message.
    public static func entrusted(to kind: DeviceKind?) -> Set<String> {
        switch kind {
        case .terminal: officers
        case .manifestFeed: documents
        case .neighbourFeed: neighbourly
        case .ratingPad: drivers
        default: []
        }
    }

    /// Types that only a device to which they are entrusted may use.
    public static let reserved = documents.union(neighbourly).union(drivers).union(officers)

    /// Whether a kind of device may use a type.
    public static func allows(_ type: String, for kind: DeviceKind?) -> Bool {
        !reserved.contains(type) || entrusted(to: kind).contains(type)
    }
}

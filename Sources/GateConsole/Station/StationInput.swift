import GateDevices
import GateModel
import GateScreens

/// What the station acts on, one at a time, in the order in which it came.
enum StationInput: Sendable {
    case message(DeviceMessage)
    /// A line that could not be read as a message: counted and shown.
    case rejected(String)
    /// An officer's act at this console.
    case act(OfficerAct)
    /// What a person pressed: kept in the capture, decided by nobody.
    case glass(DeviceMessage)
    /// The gate's clock has come this far although nothing was received.
    case clock(GateTime)
    /// The gate begins to hear its devices, after a time in which it did not.
    case started(at: GateTime)
    /// An order that was recorded and could not be handed to its barrier.
    case unsent(BarrierOrdered, at: GateTime)
    /// The image of a scan was looked at.
    case scanChecked(ScanChecked)
    /// What a light or a board was to show could not be handed to it, or was too old: counted and told, nothing follows.
    case undelivered(to: String, at: GateTime)
    /// The gate is to go over to another layout.
    case layout(LayoutChange)
    /// The feed has nothing more.
    case feedEnded(FeedTrouble?)

    /// A run begins here, at work or played.
    var isStart: Bool {
        switch self {
        case .started: true
        case .message(let message): message.type == MessageType.start
        default: false
        }
    }

    /// Bytes of a device's message.
    var bytes: Int {
        if case .message(let message) = self { message.data.count } else { 0 }
    }
}

/// What became of something a person should hear of.
enum StationNews: Sendable {
    /// An act and the declaration it was about, so that the message names the vehicle.
    case recorded(Act)
    /// Recorded, and without any effect before a second person agrees.
    case asked(Act)
    case refused(Act, Refusal)
    case conflict(Act, [String])
    case denied(Act, String)
    case unknown(Act, String)
    case feedEnded(received: Int, problem: FeedTrouble?)
    /// A light or a board did not get what it was to show.
    case undelivered(Device)
    case layout(LayoutReload)
    case evidence(EvidenceNews)

    /// Something was not done, or nobody knows whether it was.
    var isUrgent: Bool {
        switch self {
        case .refused, .conflict, .denied, .unknown, .undelivered, .evidence(.failed): true
        case .recorded, .asked, .feedEnded, .layout, .evidence: false
        }
    }
}

extension [Recorded] {
    /// A milder channel was asked for, and nothing else happened.
    var isOnlyAsked: Bool {
        contains { if case .channelLowering(let lowering) = $0.event { !lowering.isGranted } else { false } }
    }
}

public import GateModel

/// What a weighbridge's bytes amount to.
public enum ScaleEvent: Hashable, Sendable {
    case weight(WeightReading)
    case rejected(DeviceFault)
    /// A first line that says nothing, and may have lost its head: it is no fault of the scale.
    case unknown([UInt8])
}

/// The wire formats that weighbridges speak, each with its own decoder; all of them end in the same events.
public struct ScaleStream: Sendable {
    /// Faults reported of one message; the rest are counted only.
    static let reportLimit = 8
    /// Bytes without a frame after which it is a fault that none comes: more than a scale sends between two of its frames,
    /// even where it begins amid one, and less than a second of a line at 2400 baud.
    static let framelessLimit = 128
    static let frameless = "\(framelessLimit) bytes and no frame in them: another format, or another speed of the line?"

    private let settings: ScaleSettings
    private var continuous: ScaleDecoder
    private var lines = ScaleLineDecoder()
    private var frames: ScaleFrameDecoder

    public init(settings: ScaleSettings = ScaleSettings()) {
        self.settings = settings
        continuous = ScaleDecoder(settings: settings)
        frames = ScaleFrameDecoder(steadyFrames: settings.steadyFrames)
    }

    /// Whether a message type is one of a weighbridge's.
    public static func speaks(_ type: String) -> Bool {
        type == MessageType.scaleContinuous || type == MessageType.scaleLine || type == MessageType.scaleFrame
    }

    /// Reads the bytes of one message of a type that ``speaks(_:)``; of any other type there is nothing to say.
    ///
    /// - Parameter time: when the gate received them.
    public mutating func receive(_ bytes: [UInt8], type: String, at time: GateTime) -> [ScaleEvent] {
        switch type {
        case MessageType.scaleContinuous: continuous.receive(bytes, at: time)
        case MessageType.scaleLine: lines.receive(bytes, at: time)
        case MessageType.scaleFrame: frames.receive(bytes, at: time)
        default: []
        }
    }

    /// Frames, lines and stray bytes that were refused, told or not.
    var rejections: Int64 { continuous.rejections + lines.rejectedLines + frames.rejections }

    /// Messages are missing before the next one: what waits half read is dropped.
    public mutating func noteGap() {
        continuous.noteGap()
        lines.noteGap()
        frames.noteGap()
    }

    /// The connection that the bytes came over has ended.
    public mutating func breakOff() -> [ScaleEvent] { continuous.breakOff() + lines.breakOff() + frames.breakOff() }

    /// The scale was started anew; what was found out about it may no longer hold.
    public mutating func restart() { self = ScaleStream(settings: settings) }
}

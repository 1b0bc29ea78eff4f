public import GateModel

/// What the console tells a device, as one line of JSON that ends in LF. See docs/equipment.md.
public enum DeviceCommand: Hashable, Sendable {
    /// `{"epoch":1795491580,"order":17,"command":"open","within_ms":5000}`: to be answered within that time, and not to be
    /// carried out after it, nor when a higher epoch, or a higher number of the same one, has been heard. The epoch is
    /// the journal's: another journal counts its orders from 1 again.
    case barrier(epoch: UInt32, order: UInt32, BarrierCommand)
    /// `{"command":"show","colour":"green"}`.
    case light(LightColour)
    /// `{"command":"show","phrase":"openDoors","plate":"12C12345","declaration":"105…","language":"zh","text":"请打开…"}`:
    /// a board may know the words by their code, or show the text; a gateway to phones finds the driver by the declaration.
    case tell(DriverInstruction)

    public var line: [UInt8] {
        switch self {
        case .barrier(let epoch, let order, let command):
            let limit = BarrierOrder.answerWithin.milliseconds
            return Array(
                "{\"epoch\":\(epoch),\"order\":\(order),\"command\":\"\(command.name)\",\"within_ms\":\(limit)}\n".utf8)
        case .light(let colour): return Array("{\"command\":\"show\",\"colour\":\"\(colour.name)\"}\n".utf8)
        case .tell(let instruction): return JSONFieldWriter.json(instruction) + [UInt8(ascii: "\n")]
        }
    }
}

/// What a lane's board or a gateway to phones is to tell a driver. A plate comes from a manifest and may hold anything, so it
/// is escaped as such.
public struct DriverInstruction: FieldCoded, Hashable {
    private var command = "show"
    public var phrase = DriverPhrase.none
    public var plate = ""
    public var declaration = ""
    /// `vi`, `en`, `zh`, `lo` or `km`.
    public var language = DriverLanguage.vietnamese
    /// The phrase with its reason, in that language.
    public var text = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("command", &command)
        try coder.named("phrase", &phrase)
        try coder.text("plate", &plate)
        try coder.text("declaration", &declaration)
        try coder.named("language", &language)
        try coder.text("text", &text)
    }
}

/// An order as a barrier hears it: what a barrier's controller, or one that plays it, has to read.
public struct BarrierInstruction: FieldCoded, Hashable {
    public var epoch: UInt32 = 0
    public var order: UInt32 = 0
    public var command = BarrierCommand.open
    public var withinMilliseconds: Int32 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("epoch", &epoch)
        try coder.number("order", &order)
        try coder.named("command", &command)
        try coder.number("within_ms", &withinMilliseconds)
    }

    /// - Throws: ``DeviceFault`` where a field is missing or of no known meaning.
    public init(line: [UInt8]) throws(DeviceFault) {
        self = try LooseFieldReader.value(Self.self, from: line, required: ["order", "command"])
    }
}

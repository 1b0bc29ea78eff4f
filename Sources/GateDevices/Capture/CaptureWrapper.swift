internal import GateModel
import GateText

/// Makes messages of files that carry no envelope: a portal's log, the objects and alerts of plate cameras, a device's own
/// bytes.
struct CaptureWrapper: Sendable {
    /// Longest object or document put together from lines, in bytes.
    static let objectLimit = 1 << 20

    private let source: String
    private var sequence: UInt64 = 0
    private var lastTime = GateTime.epoch
    /// For files that tell no time: when they begin.
    private let begins: GateTime
    private var pending: [CaptureItem] = []
    private var given = 0

    /// Settled before the first line.
    private var format: CaptureFormat?

    // Portal: the lines of one second travel together, as one read of a serial port would.
    private var burst: [UInt8] = []
    private var burstFirst: GateTime?

    private var alerts = AlertCutter()
    private var own: (type: String, framing: MessageFraming)?
    /// Somebody said what the bytes are.
    private let isSaid: Bool
    private var documents = DocumentCutter()

    // JSON: an object until its braces close.
    private var object: [UInt8] = []
    private var objectPlace = DeviceFault.Place()
    private var depth = 0
    private var isInText = false
    private var isEscaped = false

    init(_ options: CaptureOptions) {
        source = options.source
        begins = options.begins
        isSaid = options.type != nil
    }

    /// - Parameter type: of a device's own bytes.
    mutating func begin(_ format: CaptureFormat, type: String?) {
        self.format = format
        if format == .ownBytes, let type { own = (type, MessageFraming(of: type)) }
    }

    /// How many bytes are wanted in one piece as they come; nil where lines are.
    var piece: Int? {
        switch own?.framing {
        case .stream: Self.streamBytes
        case .message: Self.documentBytes
        case .line, nil: nil
        }
    }

    /// A finished item, if one waits.
    mutating func ready() -> CaptureItem? {
        guard given < pending.count else { return nil }
        let item = pending[given]
        given += 1
        if given == pending.count {
            pending.removeAll(keepingCapacity: true)
            given = 0
        }
        return item
    }

    /// What is left when the file ends.
    mutating func finish() -> CaptureItem? {
        endBurst()
        if !object.isEmpty { rejectObject("the file ends inside an object") }
        if let cut = documents.finish() { take(cut) }
        // Nothing follows a stream's end: what is half said stays half, as where a connection ends.
        if own?.framing == .stream, sequence > 0 {
            own = nil
            let end = DeviceMessage(
                source: source, type: MessageType.cut, boot: 1, sequence: 0, deviceTime: nil, receivedTime: lastTime,
                data: [])
            pending.append(.message(end))
        }
        if let (bytes, place) = alerts.unfinished {
            pending.append(
                .rejected(DeviceFault(.truncated, "the file ends inside an alert", place: place, raw: bytes)))
            alerts = AlertCutter()
        }
        return ready()
    }

    // MARK: Portal log

    mutating func portalLine(_ line: ArraySlice<UInt8>, _ place: LineBuffer.Line) {
        guard !line.isEmpty else { return }
        let stamp = PortalLine.stamp(of: line)
        if let stamp {
            // A new second, or a clock that was set back, begins another message.
            let second = stamp.milliseconds / 1000
            if !burst.isEmpty, second != lastTime.milliseconds / 1000 { endBurst() }
            if burstFirst == nil { burstFirst = stamp }
            lastTime = stamp
        }
        burst.append(contentsOf: line)
        burst.append(0x0D)
        burst.append(0x0A)
        if burst.count > 64 << 10 { endBurst() }
    }

    private mutating func endBurst() {
        guard !burst.isEmpty else { return }
        emit(MessageType.portal, burst, deviceTime: burstFirst)
        burst.removeAll(keepingCapacity: true)
        burstFirst = nil
    }

    private mutating func emit(_ type: String, _ data: [UInt8], deviceTime: GateTime?) {
        sequence += 1
        pending.append(
            .message(
                DeviceMessage(
                    source: source, type: type, boot: 1, sequence: sequence, deviceTime: deviceTime,
                    receivedTime: lastTime, data: data)))
    }

    // MARK: Hikvision alerts

    mutating func alertLine(_ line: ArraySlice<UInt8>, _ place: LineBuffer.Line) {
        for cut in alerts.take(line, number: place.number, offset: place.offset) {
            switch cut {
            case .alert(let bytes): emitPlate(MessageType.hikvisionPlate, bytes, try? HikvisionDecoder.decode(bytes))
            case .broken(let bytes, let place, let isTooLong):
                pending.append(
                    .rejected(
                        DeviceFault(
                            isTooLong ? .tooLong : .truncated,
                            isTooLong ? "an alert of more than 1 MiB" : "an alert was not closed before the next",
                            place: place, raw: bytes)))
            }
        }
    }

    /// What its decoder cannot read is passed on all the same: the desk says what is wrong with it.
    private mutating func emitPlate(_ type: String, _ bytes: [UInt8], _ message: PlateMessage?) {
        var time: GateTime?
        switch message {
        case .sightings(let sightings): time = sightings.first?.deviceTime
        case .heartbeat(let told): time = told
        case .trouble, nil: break
        }
        if let time { lastTime = time }
        emit(type, bytes, deviceTime: time)
    }

    // MARK: A device's own bytes

    /// Bytes of a stream that are one message, as one read of a serial port would be.
    private static let streamBytes = 256
    /// Bytes of documents that are looked at in one go.
    private static let documentBytes = 4_096

    /// - Parameter line: or a ``piece``.
    mutating func ownBytes(_ line: ArraySlice<UInt8>, _ place: LineBuffer.Line) {
        guard let own else { return }
        switch own.framing {
        case .stream: emitOwn(Array(line))
        case .message: for cut in documents.take(line) { take(cut) }
        case .line:
            guard let first = line.first(where: { $0 > 0x20 }) else { return }
            let isObject = depth > 0 || first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
            // What goes on from a list, and its end.
            let isList = !isObject && (first == UInt8(ascii: "]") || first == UInt8(ascii: ","))
            if isObject || isList { objectLine(line, place) } else { emitOwn(Array(line)) }
        }
    }

    private mutating func take(_ cut: DocumentCutter.Cut) {
        switch cut {
        case .document(let bytes):
            // Customs' answers may stand among the declarations.
            emitOwn(bytes, as: isSaid ? nil : CaptureSniffer.type(of: bytes[...], kind: nil))
        case .tooLong(let bytes, let place):
            let limit = DocumentCutter.limit >> 20
            pending.append(
                .rejected(DeviceFault(.tooLong, "a document of more than \(limit) MiB", place: place, raw: bytes)))
        }
    }

    /// Nobody knows when the bytes came: a message a second is taken, so that whatever waits for time goes on.
    private mutating func emitOwn(_ bytes: [UInt8], as type: String? = nil) {
        guard let own else { return }
        lastTime = begins + .seconds(Int64(sequence))
        emit(type ?? own.type, bytes, deviceTime: nil)
    }

    // MARK: Objects

    mutating func objectLine(_ line: ArraySlice<UInt8>, _ place: LineBuffer.Line) {
        // An object that never closes must not swallow the file: a brace in the first column begins anew.
        if depth > 0, line.first == UInt8(ascii: "{") { rejectObject("an object was not closed before the next") }
        for (index, byte) in line.enumerated() {
            if object.count > Self.objectLimit { return rejectObject("an object of more than 1 MiB") }
            if depth == 0 {
                guard byte == UInt8(ascii: "{") else {
                    guard byte <= 0x20 || byte == UInt8(ascii: ",") || byte == 0x5B || byte == 0x5D else {
                        pending.append(
                            .rejected(
                                DeviceFault(
                                    .malformed, "expected an object",
                                    place: .init(line: place.number, byte: place.offset + index), raw: line)))
                        return
                    }
                    continue
                }
                objectPlace = .init(line: place.number, byte: place.offset + index)
            }
            object.append(byte)
            follow(byte)
            if depth == 0 { endObject() }
        }
        if depth > 0 {
            object.append(0x0A)
            if object.count > Self.objectLimit { rejectObject("an object of more than 1 MiB") }
        }
    }

    private mutating func follow(_ byte: UInt8) {
        if isInText {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInText = false
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): isInText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
    }

    private mutating func endObject() {
        switch format {
        case .axis: emitPlate(MessageType.axisPlate, object, try? AxisDecoder.decode(object))
        case .frigate: emitPlate(MessageType.frigatePlate, object, try? FrigateDecoder.decode(object))
        case .ownBytes: emitOwn(object)
        case .plateRecognizer:
            emitPlate(MessageType.plateRecognizer, object, try? PlateRecognizerDecoder.decode(object))
        default:
            endAgentObject()
            return
        }
        resetObject()
    }

    private mutating func endAgentObject() {
        let outcome: Result<(String, GateTime?), JSONFault> = object.withUnsafeBufferPointer { bytes in
            do throws(JSONFault) { return .success(try Self.head(of: bytes)) } catch { return .failure(error) }
        }
        switch outcome {
        case .success((let type, let time)):
            if let time { lastTime = time }
            emit("org.openalpr." + type, object, deviceTime: time)
        case .failure(let fault):
            var outer = object.withUnsafeBufferPointer { fault.deviceFault(raw: $0) }
            outer.place.line = objectPlace.line
            outer.place.byte += objectPlace.byte
            pending.append(.rejected(outer))
        }
        resetObject()
    }

    private mutating func rejectObject(_ problem: String) {
        pending.append(.rejected(DeviceFault(.truncated, problem, place: objectPlace, raw: object)))
        resetObject()
    }

    private mutating func resetObject() {
        object.removeAll(keepingCapacity: true)
        depth = 0
        isInText = false
        isEscaped = false
    }

    /// The data type and the time of an OpenALPR object.
    private static func head(of bytes: UnsafeBufferPointer<UInt8>) throws(JSONFault) -> (String, GateTime?) {
        if let byte = UTF8Check.firstInvalid(in: bytes) {
            throw JSONFault(code: .badText, byte: byte, field: "", problem: "bytes that are not UTF-8")
        }
        var scanner = JSONScanner(bytes)
        var type: String?
        var time: GateTime?
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if scanner.key(key, is: "data_type") {
                scanner.field = "data_type"
                type = TextNormaliser.line(try scanner.text(), limit: 64)
            } else if scanner.key(key, is: "epoch_time") || scanner.key(key, is: "epoch_end")
                || scanner.key(key, is: "timestamp")
            {
                scanner.field = "epoch_time"
                if scanner.kind() == .number {
                    time = GateTime(milliseconds: try scanner.integer())
                } else {
                    try scanner.skipValue()
                }
            } else {
                try scanner.skipValue()
            }
        }
        try scanner.end()
        guard let type, !type.isEmpty else { throw scanner.fault(.missingField, "the data type is missing") }
        return (type, time)
    }
}

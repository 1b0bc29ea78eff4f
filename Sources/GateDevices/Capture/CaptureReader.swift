public import GateModel

/// How a capture file is laid out.
public enum CaptureFormat: String, CaseIterable, Sendable {
    /// One CloudEvents object a line.
    case cloudEvents = "cloudevents"
    /// A radiation portal's log: its lines, each with a local timestamp at its end.
    case portalLog = "portal-log"
    /// OpenALPR objects, one a line or each over many lines.
    case openALPR = "openalpr"
    /// Plate Recognizer's webhooks or result lines, laid out in either way.
    case plateRecognizer = "platerecognizer"
    /// Events of Axis cameras.
    case axis = "axis"
    /// Frigate's updates, as a subscriber to its topic prints them.
    case frigate = "frigate"
    /// Hikvision alerts in XML, with or without the headers and pictures of a saved stream.
    case hikvision = "hikvision"
    /// What one device sends, as it sends it: bytes of a ``CaptureOptions/type``, known by their first ones where they are
    /// N42 or WCO documents, movement records or a weighbridge's.
    case ownBytes = "bytes"

    /// Whether a device of a kind says what such a file holds.
    ///
    /// - Parameter type: of a device's own bytes.
    func isSpoken(by kind: DeviceKind, type: String?) -> Bool {
        switch self {
        case .cloudEvents: true
        case .portalLog: kind == .portal
        case .openALPR, .plateRecognizer, .axis, .frigate, .hikvision: kind.readsPlates
        case .ownBytes:
            switch type {
            case MessageType.spectra: kind == .portal
            case MessageType.customsDeclaration, MessageType.customsResponse, MessageType.movement:
                kind == .manifestFeed
            case MessageType.scaleContinuous, MessageType.scaleLine, MessageType.scaleFrame: kind.weighs
            default: true
            }
        }
    }
}

/// What a capture cannot say of itself.
public struct CaptureOptions: Sendable {
    /// The source where nobody said one.
    public static let nobody = "/capture"

    /// The source given to messages of a file that is no CloudEvents, which must name a device of the gate plan.
    public var source: String
    /// What that device is, so that a file of another kind of device is refused; nil where nobody knows.
    public var kind: DeviceKind?
    /// Overrides what the first bytes say.
    public var format: CaptureFormat?
    /// The type of a device's own bytes, in the place of what the first ones say.
    public var type: String?
    /// Receipt time of the first message of a file that tells no times: of a device's own bytes.
    public var begins: GateTime

    public init(
        source: String = nobody, kind: DeviceKind? = nil, format: CaptureFormat? = nil, type: String? = nil,
        begins: GateTime = .epoch
    ) {
        self.source = source
        self.kind = kind
        self.format = type == nil ? format : .ownBytes
        self.type = type
        self.begins = begins
    }
}

/// A fault in a capture; its place counts lines from 1 and bytes from the file's beginning.
public typealias CaptureFault = DeviceFault

/// One step through a capture.
public enum CaptureItem: Hashable, Sendable {
    case message(DeviceMessage)
    /// A line that could not be read; the next ones still can.
    case rejected(CaptureFault)
}

/// What a reader has met so far.
public struct CaptureCounts: Hashable, Sendable {
    public var lines = 0
    public var messages = 0
    public var rejected = 0
    /// Lines beyond ``CaptureWriter/lineLimit``, which are among the rejected too.
    public var tooLong = 0

    public init() {}
}

/// Reads a capture from a file, a pipe or memory, message by message, in bounded memory.
///
/// Blank lines are passed over, CRLF is tolerated, and a bad line is reported and costs no other line.
public struct CaptureReader: Sendable {
    /// Known once the first item was asked for.
    public private(set) var format: CaptureFormat?
    public private(set) var counts = CaptureCounts()
    /// The file names no device, and nobody said which one's it is.
    public var namesNoDevice: Bool {
        format != nil && format != .cloudEvents && options.source == CaptureOptions.nobody
    }
    private var lines: LineBuffer
    private var cloudEvents = CaptureLine()
    private var wrapper: CaptureWrapper
    private var isOpened = false
    private var isFinished = false
    private let options: CaptureOptions

    public init(_ source: some ByteSource, options: CaptureOptions = CaptureOptions()) {
        lines = LineBuffer(source, limit: CaptureWriter.lineLimit)
        wrapper = CaptureWrapper(options)
        self.options = options
    }

    /// - Parameter descriptor: an open file, which stays the caller's to close.
    public init(descriptor: Int32, options: CaptureOptions = CaptureOptions()) {
        self.init(DescriptorSource(descriptor), options: options)
    }

    public init(bytes: [UInt8], options: CaptureOptions = CaptureOptions()) {
        self.init(MemorySource(bytes), options: options)
    }

    /// The next message or rejected line; nil at the end.
    ///
    /// - Throws: ``DeviceFault`` with the code `input` where reading fails, `unknownFormat` where the first bytes
    ///   belong to no known format and none was given. Nothing follows either.
    public mutating func next() throws(DeviceFault) -> CaptureItem? {
        guard !isFinished else { return nil }
        do throws(DeviceFault) {
            if !isOpened { try open() }
            let item = try advance()
            if item == nil { isFinished = true }
            return item
        } catch {
            isFinished = true
            throw error
        }
    }

    /// Settles the format from as few bytes as it takes, so that a live pipe need not fill a buffer first.
    private mutating func open() throws(DeviceFault) {
        isOpened = true
        while lines.ahead.count < 3, try lines.readAhead() {}
        if lines.storage[lines.ahead].starts(with: [0xEF, 0xBB, 0xBF]) { lines.drop(3) }
        format = options.format
        var type = options.type
        var nextLook = 1
        while format == nil || format == .ownBytes && type == nil {
            let isMore = try lines.readAhead()
            guard !isMore || lines.ahead.count >= nextLook else { continue }
            // Doubling keeps a source that gives out single bytes from being looked at again for each.
            nextLook = 2 * lines.ahead.count
            let head = lines.storage[lines.ahead]
            let found = CaptureSniffer.format(of: head)
            // Whatever an envelope or an alert holds, it is one.
            if options.format != nil || found == nil {
                type = CaptureSniffer.type(of: head, kind: options.kind)
                if type != nil { format = .ownBytes }
            }
            if options.format == nil, format == nil { format = found }
            guard !isMore, format == nil || format == .ownBytes && type == nil else { continue }
            // A file without a word in it is a capture of nothing.
            guard head.allSatisfy({ $0 <= 0x20 }), head.count < LineBuffer.chunk else {
                throw CaptureSniffer.fault(head)
            }
            format = .cloudEvents
        }
        guard let format else { return }
        wrapper.begin(format, type: type)
        guard let kind = options.kind, !format.isSpoken(by: kind, type: type) else { return }
        throw DeviceFault(
            .unknownFormat, "this is a file of the format '\(type ?? format.rawValue)', which no '\(kind.name)' speaks",
            place: .init(field: options.source), raw: lines.storage[lines.ahead])
    }

    /// The next line, or piece where the wrapper takes those; nil at the end.
    private mutating func nextLine() throws(DeviceFault) -> LineBuffer.Line? {
        guard let size = wrapper.piece else { return try lines.next() }
        return try piece(size)
    }

    private mutating func piece(_ size: Int) throws(DeviceFault) -> LineBuffer.Line? {
        while lines.ahead.isEmpty { if try !lines.readAhead() { return nil } }
        let range = lines.ahead.prefix(size)
        lines.drop(range.count)
        return LineBuffer.Line(range: range, number: 0, offset: 0)
    }

    private mutating func advance() throws(DeviceFault) -> CaptureItem? {
        while true {
            if let item = wrapper.ready() { return counted(item) }
            guard let line = try nextLine() else {
                guard let item = wrapper.finish() else { return nil }
                return counted(item)
            }
            if wrapper.piece == nil { counts.lines += 1 }
            if line.isTooLong {
                counts.tooLong += 1
                return counted(
                    .rejected(
                        CaptureFault(
                            .tooLong, "a line of more than \(CaptureWriter.lineLimit) bytes was skipped",
                            place: .init(line: line.number, byte: line.offset), raw: lines.storage[line.range])))
            }
            switch format {
            case .portalLog: wrapper.portalLine(lines.storage[line.range], line)
            case .openALPR, .plateRecognizer, .axis, .frigate:
                wrapper.objectLine(lines.storage[line.range], line)
            case .hikvision: wrapper.alertLine(lines.storage[line.range], line)
            case .ownBytes: wrapper.ownBytes(lines.storage[line.range], line)
            case .cloudEvents, nil:
                if let item = Self.item(lines.storage, line, &cloudEvents) { return counted(item) }
            }
        }
    }

    private mutating func counted(_ item: CaptureItem) -> CaptureItem {
        switch item {
        case .message: counts.messages += 1
        case .rejected: counts.rejected += 1
        }
        return item
    }

    private static func item(
        _ storage: [UInt8], _ line: LineBuffer.Line, _ cloudEvents: inout CaptureLine
    ) -> CaptureItem? {
        storage.withUnsafeBufferPointer { storage in
            let bytes = UnsafeBufferPointer(rebasing: storage[line.range])
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
            do throws(JSONFault) {
                return .message(try cloudEvents.message(in: bytes))
            } catch {
                var fault = error.deviceFault(raw: bytes)
                fault.place.line = line.number
                fault.place.byte += line.offset
                return .rejected(fault)
            }
        }
    }
}

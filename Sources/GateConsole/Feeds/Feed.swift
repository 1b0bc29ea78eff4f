import GateDevices
import GateModel
import GateScreens
import GateSimulation
import Glibc

/// Where messages come from, one after the other in order of receipt.
protocol Feed: Sendable {
    /// The next message, a line that could not be read, or nil at the end.
    mutating func next() -> FeedItem?
}

enum FeedItem: Sendable {
    case message(DeviceMessage)
    case rejected(String)
    /// Nothing more can be read.
    case failed(FeedTrouble)
}

/// The simulated device layer: a gate day that heeds what people at the console decide.
struct SimulatedFeed: Feed {
    private var day: GateDay
    /// Where the scanners leave their images; nil for nowhere, also once it takes no more.
    private var pictures: PictureFolder?
    private let notices: NoticeBoard
    /// The boot number of this day's devices, its low bits free for restarts: another day or seed has other ids, so
    /// that a journal can go on with the next day and never mixes two.
    private let boot: UInt32

    init(plan: GatePlan, parameters: DayParameters, pictures: PictureFolder?, notices: NoticeBoard) {
        self.pictures = pictures
        day = GateDay(plan: plan, parameters: parameters)
        self.notices = notices
        let date = UInt64(bitPattern: parameters.date.milliseconds / 86_400_000)
        let mixed = (date &* 0x9E37_79B9_7F4A_7C15) ^ (parameters.seed &* 0xD1B5_4A32_D192_ED03)
        boot = UInt32(truncatingIfNeeded: mixed >> 35) << 3
    }

    mutating func next() -> FeedItem? {
        for notice in notices.take() { day.heed(notice) }
        guard var message = day.next() else { return nil }
        // A disk that takes no more is found out by whoever looks for the image: its message is the scanner's word.
        for scan in day.takeScans() {
            do { try pictures?.put(scan) } catch { pictures = nil }
        }
        message.boot &+= boot
        return .message(message)
    }
}

/// A capture file, a portal's log, or recorded camera objects.
struct FileFeed: Feed {
    /// Bad lines looked past in search of the first message.
    private static let lookAhead = 1_000

    private var reader: CaptureReader
    private var isOver = false
    /// What was read in search of the first message's time, still to be played.
    private var waiting: [FeedItem] = []
    /// When the first message was received; nil where there is none near the beginning.
    private(set) var firstTime: GateTime?

    init(reader: CaptureReader) {
        self.reader = reader
        while firstTime == nil, waiting.count < Self.lookAhead, let item = read() {
            if case .message(let message) = item { firstTime = message.receivedTime }
            waiting.append(item)
        }
        waiting.reverse()
    }

    /// Why there is nothing to play; nil where there is something, if only to refuse.
    var nothing: String? {
        guard let first = waiting.last else { return "holds no message" }
        if case .failed(let trouble) = first { return trouble.report }
        return reader.namesNoDevice ? "names no device: say with --source which one sent it" : nil
    }

    mutating func next() -> FeedItem? { waiting.popLast() ?? read() }

    private mutating func read() -> FeedItem? {
        if isOver { return nil }
        do {
            guard let item = try reader.next() else { return nil }
            switch item {
            case .message(let message): return .message(message)
            case .rejected(let fault): return .rejected("\(fault)")
            }
        } catch {
            isOver = true
            return .failed(FeedTrouble(code: error.code.rawValue, line: error.place.line, report: "\(error)"))
        }
    }
}

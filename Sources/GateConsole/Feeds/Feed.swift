import GateDevices
import GateModel
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
    case failed(String)
}

/// The simulated device layer: a gate day that heeds what people at the console decide.
struct SimulatedFeed: Feed {
    private var day: GateDay
    private let notices: NoticeBoard

    init(day: GateDay, notices: NoticeBoard) {
        self.day = day
        self.notices = notices
    }

    mutating func next() -> FeedItem? {
        for notice in notices.take() { day.heed(notice) }
        return day.next().map { .message($0) }
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
            return .failed("\(error)")
        }
    }
}

/// How fast a feed is played.
public enum Pace: Sendable, Hashable {
    /// As fast as possible.
    case unlimited
    /// Hundredths of real time: 100 is real time.
    case hundredths(Int)
}

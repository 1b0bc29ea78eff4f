import GateDevices
import GateScreens
import Glibc

/// Keeps every message as it was received, beside the journal: "through the wall". Always on while live.
///
/// The journal comes first: before the disk is so full that it could not go on, the capture pauses, counts what it does not
/// keep, and goes on when there is room again.
final class CaptureLog {
    /// What there must be of free space on the capture's disk, in bytes, and how it is found out.
    struct Room: Sendable {
        /// Below it nothing is kept. The journal takes some 300 bytes an event: this is enough for weeks.
        var reserve: Int64 = 512 << 20
        /// Below it people are warned.
        var warning: Int64 = 2 << 30
        /// Above the reserve before the capture goes on, so that it does not come and go.
        var margin: Int64 = 64 << 20
        /// Free bytes beside a file; nil where nobody knows, which stops nothing.
        var free: @Sendable (_ descriptor: Int32) -> Int64? = { CaptureLog.free($0) }
        /// Seconds of a clock that never runs backwards. The disk is looked at once a second.
        var clock: @Sendable () -> Int64 = { CaptureLog.clock() }
    }

    /// Bytes gathered before they are handed to the system.
    private static let bufferLimit = 1 << 20

    private let descriptor: Int32
    private let room: Room
    private var writer = CaptureWriter(reserving: 1 << 20)
    private var lastFlush: Int64 = 0
    private var lastLook = Int64.min
    /// Messages in the writer.
    private var waiting: Int64 = 0
    /// The last write ended within a line.
    private var isTorn = false
    private var isPaused = false
    private var freeBytes: Int64?
    /// What the system said of the last write; nil where it took it.
    private var problem: String?

    /// Messages that were not kept: no room, a failed write, too long a line. The journal goes on without them.
    private(set) var lost: Int64 = 0

    /// - Throws: ``ConsoleError`` where the file cannot be opened.
    init(path: String, room: Room = Room()) throws {
        self.room = room
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw ConsoleError.file(path, String(cString: strerror(errno))) }
    }

    deinit {
        flush()
        close(descriptor)
    }

    /// Why what is received is not kept, or soon will not be; nil while all is well.
    var trouble: CaptureTrouble? {
        let free = (freeBytes ?? 0) >> 20
        if isPaused { return .paused(freeMebibytes: free) }
        if let problem { return .failed(problem) }
        if let freeBytes, freeBytes < room.warning { return .low(freeMebibytes: free) }
        return nil
    }

    /// Takes what was received; to be called although it is nothing, for the disk is looked at then.
    func write(_ messages: [DeviceMessage]) {
        let now = room.clock()
        look(at: now)
        guard !isPaused else {
            lost += Int64(messages.count)
            return
        }
        for message in messages {
            do {
                try writer.append(message)
                waiting += 1
            } catch {
                lost += 1
            }
        }
        // At most a second of what was received may be lost with the power; the journal loses nothing.
        if writer.bytes.count > Self.bufferLimit || now > lastFlush {
            lastFlush = now
            flush()
        }
    }

    private func look(at now: Int64) {
        guard now != lastLook else { return }
        lastLook = now
        freeBytes = room.free(descriptor)
        guard let freeBytes else {
            isPaused = false
            return
        }
        let isFull = freeBytes < room.reserve + (isPaused ? room.margin : 0)
        // What was taken before is still kept.
        if isFull, !isPaused { flush() }
        isPaused = isFull
    }

    func flush() {
        var bytes = writer.take()
        let count = waiting
        waiting = 0
        guard !bytes.isEmpty else { return }
        // What a failed write left of a line is ended, so that it spoils no other.
        if isTorn { bytes.insert(0x0A, at: 0) }
        var start = 0
        while start < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start)
            }
            if written < 0, errno == EINTR { continue }
            if written <= 0 {
                problem = String(cString: strerror(errno))
                let whole = bytes[..<start].count { $0 == 0x0A } - (isTorn && start > 0 ? 1 : 0)
                lost += count - Int64(whole)
                if start > 0 { isTorn = bytes[start - 1] != 0x0A }
                return
            }
            start += written
        }
        isTorn = false
        problem = nil
    }

    private static func free(_ descriptor: Int32) -> Int64? {
        var disk = statvfs()
        // A pipe, and some network disks, have no blocks to count.
        guard fstatvfs(descriptor, &disk) == 0, disk.f_blocks > 0 else { return nil }
        return Int64(clamping: UInt64(disk.f_bavail) &* UInt64(disk.f_frsize))
    }

    private static func clock() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec)
    }
}

/// Why a command could not begin or go on.
public enum ConsoleError: Error, CustomStringConvertible {
    case file(String, String)
    /// A feed holds nothing that could be played.
    case feed(String, String)
    case noData
    case usage(String)
    /// The port for metrics cannot be had.
    case port(UInt16)
    /// The journal took no more events while the console ran.
    case journalStopped(String)

    public var description: String {
        switch self {
        case .file(let path, let problem): "\(path): \(problem)"
        case .feed(let path, let problem): "\(path == "-" ? "standard input" : path): \(problem)"
        case .noData:
            "the folders data and layouts were not found; set SMARTGATE_HOME to the folder that holds them"
        case .usage(let text): text
        case .port(let port): "metrics: port \(port) on this machine is taken or not allowed; choose another"
        case .journalStopped(let reason): "the journal stopped: \(reason)"
        }
    }
}

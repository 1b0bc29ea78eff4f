import GateDevices
import Glibc

/// Keeps every message as it was received, beside the journal: "through the wall". Always on while live.
final class CaptureLog {
    /// Bytes gathered before they are handed to the system.
    private static let bufferLimit = 1 << 20

    private let descriptor: Int32
    private var writer = CaptureWriter(reserving: 1 << 20)
    private var lastFlush: Int64 = 0
    /// Messages that could not be written; the journal goes on without them, and says so.
    private(set) var lost = 0
    /// Why the file took no more; nil while it does.
    private(set) var problem: String?

    /// - Throws: ``ConsoleError`` where the file cannot be opened.
    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw ConsoleError.file(path, String(cString: strerror(errno))) }
    }

    deinit {
        flush()
        close(descriptor)
    }

    func write(_ messages: [DeviceMessage]) {
        for message in messages {
            do { try writer.append(message) } catch { lost += 1 }
        }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        // At most a second of what was received may be lost with the power; the journal loses nothing.
        if writer.bytes.count > Self.bufferLimit || Int64(now.tv_sec) > lastFlush {
            lastFlush = Int64(now.tv_sec)
            flush()
        }
    }

    func flush() {
        let bytes = writer.take()
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 {
                lost += 1
                problem = String(cString: strerror(errno))
                return
            }
            start += count
        }
        problem = nil
    }
}

/// Why a command could not begin or go on.
public enum ConsoleError: Error, CustomStringConvertible {
    case file(String, String)
    case noData
    case usage(String)
    /// The port for metrics cannot be had.
    case port(UInt16)
    /// The journal took no more events while the console ran.
    case journalStopped(String)

    public var description: String {
        switch self {
        case .file(let path, let problem): "\(path): \(problem)"
        case .noData:
            "the folders data and layouts were not found; set SMARTGATE_HOME to the folder that holds them"
        case .usage(let text): text
        case .port(let port): "metrics: port \(port) on this machine is taken or not allowed; choose another"
        case .journalStopped(let reason): "the journal stopped: \(reason)"
        }
    }
}

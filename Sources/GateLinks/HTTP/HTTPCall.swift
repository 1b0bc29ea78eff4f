import FlyingSocks
import Foundation
import Glibc
import Synchronization

/// One connection of an HTTP address, and until when it may take over what it is doing.
final class HTTPCall: Sendable {
    private struct State {
        var isOpen = true
        var deadline: ContinuousClock.Instant?
        /// What is waited for is the peer's word, so that it can still be told that it came too late.
        var isListening = true
        var isLate = false
        /// Since when the next request is waited for.
        var idleSince: ContinuousClock.Instant?
    }

    let socket: AsyncSocket
    private let state = Mutex(State())

    init(_ socket: AsyncSocket) { self.socket = socket }

    /// Whether a deadline passed.
    var isLate: Bool { state.withLock(\.isLate) }

    /// Allows so long for what comes now; nil for as long as it takes.
    ///
    /// - Parameter isListening: false where the peer could not be told any more that it was too slow.
    func allow(_ span: Duration?, isListening: Bool = true) {
        state.withLock {
            $0.deadline = span.map { ContinuousClock.now + $0 }
            $0.isListening = isListening
        }
    }

    /// Since when nothing was asked; nil while something is.
    var idleSince: ContinuousClock.Instant? {
        get { state.withLock(\.idleSince) }
        set { state.withLock { $0.idleSince = newValue } }
    }

    /// Ends the connection, whatever it is doing; whoever converses closes it.
    func hangUp() {
        state.withLock { if $0.isOpen { shutdown(socket.socket.file.rawValue, Int32(SHUT_RDWR)) } }
    }

    /// Ends the waiting, should its time be over. Whoever waits reads the end of the connection then.
    func look(at now: ContinuousClock.Instant) {
        state.withLock { state in
            // Under the lock: a closed socket's number may belong to another one by now.
            guard state.isOpen, let deadline = state.deadline, deadline <= now else { return }
            state.deadline = nil
            state.isLate = true
            shutdown(socket.socket.file.rawValue, state.isListening ? Int32(SHUT_RD) : Int32(SHUT_RDWR))
        }
    }

    /// Says a status, and that nothing follows where this is the connection's last.
    func say(_ status: HTTPStatus, because words: String = "", isLast: Bool, within span: Duration) async throws {
        allow(span, isListening: false)
        try await socket.write(Data(status.answer(isLast: isLast, because: words).utf8))
        allow(nil)
    }

    /// Says nothing more, but lets the peer finish what it is saying, within limits, and then closes: see
    /// ``HTTPLimits/drainedBytes``.
    func linger(_ limits: HTTPLimits) async {
        allow(limits.drained, isListening: false)
        shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
        var left = limits.drainedBytes
        while left > 0, let part = try? await socket.read(atMost: 4_096), !part.isEmpty { left -= part.count }
    }

    func close() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            try? socket.close()
        }
    }

    /// Answers a connection for which there is no place, without waiting for anything, and closes it.
    static func turnAway(_ socket: AsyncSocket) {
        let file = socket.socket.file.rawValue
        let answer = Array(HTTPStatus.unavailable.answer(isLast: true).utf8)
        _ = answer.withUnsafeBytes {
            send(file, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        shutdown(file, Int32(SHUT_WR))
        // What has come already must not reset the connection.
        _ = withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) {
            recv(file, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
        try? socket.close()
    }
}

/// The answers of an HTTP address.
enum HTTPStatus: Int, Error {
    case noContent = 204
    case badRequest = 400
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case payloadTooLarge = 413
    case expectationFailed = 417
    case headTooLarge = 431
    case notImplemented = 501
    case unavailable = 503
    case versionNotSupported = 505

    private var phrase: String {
        switch self {
        case .noContent: "No Content"
        case .badRequest: "Bad Request"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .requestTimeout: "Request Timeout"
        case .payloadTooLarge: "Content Too Large"
        case .expectationFailed: "Expectation Failed"
        case .headTooLarge: "Request Header Fields Too Large"
        case .notImplemented: "Not Implemented"
        case .unavailable: "Service Unavailable"
        case .versionNotSupported: "HTTP Version Not Supported"
        }
    }

    /// The answer's bytes.
    ///
    /// - Parameter words: what is wrong, for whoever sets the device up; they are the answer's body.
    func answer(isLast: Bool, because words: String = "") -> String {
        var lines = ["HTTP/1.1 \(rawValue) \(phrase)"]
        let body = words.isEmpty || self == .noContent ? "" : words + "\n"
        // RFC 9110, 8.6: a 204 has no length.
        if self != .noContent { lines.append("Content-Length: \(body.utf8.count)") }
        if !body.isEmpty { lines.append("Content-Type: text/plain; charset=utf-8") }
        if self == .methodNotAllowed { lines.append("Allow: POST, PUT") }
        if self == .unavailable { lines.append("Retry-After: 5") }
        if isLast { lines.append("Connection: close") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}

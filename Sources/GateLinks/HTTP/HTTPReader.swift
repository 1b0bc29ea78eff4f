import FlyingSocks

/// Reads a connection by lines and by counts; what was read too far waits for the next request.
struct HTTPReader {
    /// Bytes of one read.
    private static let readBytes = 4_096
    /// Bytes of a line that tells a chunk's size, or of a trailer.
    private static let chunkLineBytes = 1_024

    private let socket: AsyncSocket
    private var buffer: [UInt8] = []
    private var start = 0

    init(_ socket: AsyncSocket) { self.socket = socket }

    /// The peer has said everything.
    struct Ended: Error {}

    /// Waits for a byte; false at the end of the connection.
    mutating func hasMore() async throws -> Bool {
        if start < buffer.count { return true }
        do {
            buffer = try await socket.read(atMost: Self.readBytes)
        } catch SocketError.disconnected {
            buffer = []
        }
        start = 0
        return !buffer.isEmpty
    }

    /// Passes over empty lines, which some send after a body; before a request they mean nothing. False at the end of the
    /// connection.
    mutating func skipEmptyLines() async throws -> Bool {
        while try await hasMore() {
            guard let other = buffer[start...].firstIndex(where: { $0 != 0x0A && $0 != 0x0D }) else {
                start = buffer.count
                continue
            }
            start = other
            return true
        }
        return false
    }

    /// The bytes that have come, at least one and at most `count`.
    mutating func take(_ count: Int) async throws -> ArraySlice<UInt8> {
        guard try await hasMore() else { throw Ended() }
        let end = min(buffer.count, start + count)
        defer { start = end }
        return buffer[start..<end]
    }

    /// A line without its LF and CR.
    ///
    /// - Parameter room: bytes that may still come; the line's are taken off.
    /// - Throws: `status` where they do not suffice.
    mutating func line(_ room: inout Int, else status: HTTPStatus) async throws -> [UInt8] {
        var line: [UInt8] = []
        while true {
            guard try await hasMore() else { throw Ended() }
            let end = buffer[start...].firstIndex(of: 0x0A)
            let piece = buffer[start..<(end ?? buffer.count)]
            start = end.map { $0 + 1 } ?? buffer.count
            // A line that comes in pieces has one end.
            room -= piece.count + (end == nil ? 0 : 1)
            guard room >= 0 else { throw status }
            line += piece
            if end == nil { continue }
            if line.last == 0x0D { line.removeLast() }
            return line
        }
    }

    /// A body, whole.
    ///
    /// - Parameter body: takes what comes, and holds what had come where that was not all; of a body that says at once to be
    ///   too long, the beginning.
    /// - Throws: ``HTTPStatus/payloadTooLarge`` as soon as it is longer than `limit`, ``HTTPStatus/badRequest`` for
    ///   broken chunks, ``Ended``.
    mutating func body(_ head: HTTPHead, limit: Int, into body: inout [UInt8]) async throws {
        switch head.framing {
        case .length(let length):
            guard length <= limit else {
                // What has come with the head; nobody is waited for who will be turned away.
                body += buffer[start...].prefix(min(length, DeviceInbox.refusedBytes))
                throw HTTPStatus.payloadTooLarge
            }
            // The length is a claim: room is made for what comes.
            body.reserveCapacity(min(length, 1 << 20))
            while body.count < length { body += try await take(length - body.count) }
        case .chunked:
            while let size = try await chunkSize() {
                guard size <= limit - body.count else { throw HTTPStatus.payloadTooLarge }
                let end = body.count + size
                while body.count < end { body += try await take(end - body.count) }
                var room = 2
                guard try await line(&room, else: .badRequest).isEmpty else { throw HTTPStatus.badRequest }
            }
        }
    }

    /// The next chunk's size; nil after the last chunk and its trailers. RFC 9112, 7.1.
    private mutating func chunkSize() async throws -> Int? {
        var room = Self.chunkLineBytes
        let digits = try await line(&room, else: .badRequest).prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }
        let text = String(decoding: digits, as: UTF8.self)
        guard (1...12).contains(digits.count), text.allSatisfy(\.isHexDigit), let size = Int(text, radix: 16) else {
            throw HTTPStatus.badRequest
        }
        if size > 0 { return size }
        room = Self.chunkLineBytes
        while try await !line(&room, else: .badRequest).isEmpty {}
        return nil
    }
}

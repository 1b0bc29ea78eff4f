import FlyingSocks
import GateDevices
import GateLayout
import Glibc

/// A TCP connection to one device: bytes as they come, a read at a time, for the device's decoder to put together; or
/// line by line, where a message is a line.
struct TCPLink {
    /// Bytes of one read, and so of one message of a stream at most.
    static let readBytes = 4_096
    /// A peer that stops answering is given up after about as many seconds; with the system's settings it would take
    /// two hours, or a quarter of one where an order waits for it.
    private static let unansweredSeconds: Int32 = 10

    /// Calls that may still be ending when another one comes.
    private static let formerCalls = 8

    private let link: Link
    private let inbox: DeviceInbox

    init(_ link: Link) {
        self.link = link
        // What the connection is cut by; where its messages go may change while it stands.
        inbox = link.inboxes[0]
    }

    /// Calls the device and reads until the connection ends.
    func call() async throws {
        link.note { $0.phase = .connecting }
        let wire = TCPWire(try await Self.connect(link.plan.host, link.plan.port))
        defer { wire.close() }
        Self.keepAlive(wire.socket)
        link.connect(wire)
        defer { link.disconnect(wire) }
        link.note {
            $0.phase = .connected
            $0.connections += 1
            $0.problem = nil
        }
        do {
            try await read(wire)
        } catch {
            if !(error is CancellationError) { await breakOff(wire) }
            throw error
        }
    }

    /// Waits to be called. A new call takes the place of the one before: a device that lost its power does not say
    /// goodbye, and its old connection would stand for good.
    func listen() async throws {
        let listener = try await Self.listener(link.plan.host, link.plan.port)
        defer { try? listener.close() }
        try link.noteListening(listener)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var calls = 0
            while true {
                let wire = TCPWire(try await listener.accept())
                Self.keepAlive(wire.socket)
                // What the call before left half said ends before this one's bytes come.
                if let former = link.connect(wire) as? TCPWire { await breakOff(former) }
                link.note {
                    $0.phase = .listening(peers: 1)
                    $0.connections += 1
                }
                group.addTask { await answer(wire) }
                // The calls before this one have been hung up: what is left of them is cleared away.
                calls += 1
                if calls > Self.formerCalls {
                    try await group.next()
                    calls -= 1
                }
            }
        }
    }

    private func answer(_ wire: TCPWire) async {
        defer { wire.close() }
        var failure: (any Error)?
        do { try await read(wire) } catch { failure = error }
        guard link.disconnect(wire), let failure, !(failure is CancellationError) else { return }
        await breakOff(wire)
        link.note {
            $0.phase = .listening(peers: 0)
            $0.problem = LinkReason(failure)
        }
    }

    /// The decoder of a stream is told that its connection has ended, if it said anything.
    private func breakOff(_ wire: TCPWire) async {
        guard link.carriesStream, wire.hasSpoken else { return }
        await link.cut(inbox.member.source)
    }

    private func read(_ wire: TCPWire) async throws {
        let isCut = MessageFraming(of: inbox.member.type) == .line
        var splitter = LineSplitter(limit: inbox.member.limit)
        do {
            while true {
                let bytes = try await wire.socket.read(atMost: Self.readBytes)
                guard !bytes.isEmpty else { throw SocketError.disconnected }
                wire.noteSpoken()
                guard isCut else {
                    try await take(.line(bytes))
                    continue
                }
                for piece in splitter.split(bytes) { try await take(piece) }
            }
        } catch let error where !(error is CancellationError) {
            // A last line without its end is tried as it is.
            if let rest = splitter.finish() { try await take(rest) }
            throw LinkReason(error) == LinkReason(.closedByOther) ? LinkReason(.closedByDevice) : error
        }
    }

    private func take(_ piece: LineSplitter.Piece) async throws {
        switch piece {
        case .line(let bytes):
            if await link.put(bytes, from: inbox.member.source) == .closed { throw CancellationError() }
        case .tooLong(let beginning):
            link.refuse(LinkReason(.lineTooLong, inbox.member.limit), beginning, from: inbox.member.source)
        }
    }

    // MARK: Sockets

    /// A call that nobody answers is given up after as many seconds.
    private static let callSeconds = 5

    static func connect(_ host: String, _ port: UInt16) async throws -> AsyncSocket {
        if let address = try? sockaddr_in.inet(ip4: host, port: port) { return try await call(address, AF_INET) }
        guard let address = try? sockaddr_in6.inet6(ip6: host, port: port) else { throw LinkReason(.noAddress, host) }
        return try await call(address, AF_INET6)
    }

    private static func call(_ address: some SocketAddress, _ family: Int32) async throws -> AsyncSocket {
        let socket = try await AsyncSocket(socket: Socket(domain: family), pool: .client)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await socket.connect(to: address) }
                group.addTask {
                    try await Task.sleep(for: .seconds(callSeconds))
                    throw LinkReason(.noAnswer)
                }
                try await group.next()
                group.cancelAll()
            }
            return socket
        } catch {
            // The library says only that it is disconnected; the system knows why.
            var number: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(socket.socket.file.rawValue, SOL_SOCKET, SO_ERROR, &number, &length)
            try? socket.close()
            throw number == 0 ? error : LinkReason(system: number, String(cString: strerror(number)))
        }
    }

    static func listener(_ host: String, _ port: UInt16) async throws -> AsyncSocket {
        let socket: Socket
        if let address = try? sockaddr_in.inet(ip4: host, port: port) {
            socket = try Socket(domain: AF_INET)
            try socket.setValue(true, for: .localAddressReuse)
            try socket.bind(to: address)
        } else if let address = try? sockaddr_in6.inet6(ip6: host, port: port) {
            socket = try Socket(domain: AF_INET6)
            try socket.setValue(true, for: .localAddressReuse)
            try socket.bind(to: address)
        } else {
            throw LinkReason(.noAddress, host)
        }
        try socket.listen()
        return try await AsyncSocket(socket: socket, pool: .client)
    }

    static func keepAlive(_ socket: AsyncSocket) {
        let file = socket.socket.file.rawValue
        for (level, option, value) in [
            (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, unansweredSeconds / 2),
            (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 1), (Int32(IPPROTO_TCP), TCP_KEEPCNT, unansweredSeconds / 2),
            (Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, unansweredSeconds * 1_000),
        ] {
            var value = value
            setsockopt(file, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}

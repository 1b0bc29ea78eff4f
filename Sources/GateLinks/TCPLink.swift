import FlyingSocks
import GateLayout
import Glibc
import Synchronization

/// A TCP connection to one device: bytes as they come, a read at a time, for the device's decoder to put together.
struct TCPLink {
    /// Bytes of one read, and so of one message at most.
    static let readBytes = 4_096
    /// A peer that stops answering is given up after about as many seconds; with the system's settings it would take
    /// two hours.
    private static let unansweredSeconds: Int32 = 10

    private let link: Link
    private let inbox: DeviceInbox

    init(_ link: Link) {
        self.link = link
        inbox = link.inboxes[0]
    }

    /// Calls the device and reads until the connection ends.
    func call() async throws {
        link.note { $0.phase = .connecting }
        let socket = try await Self.connect(link.plan.host, link.plan.port)
        defer { try? socket.close() }
        try Self.keepAlive(socket)
        link.note {
            $0.phase = .connected
            $0.connections += 1
        }
        try await read(socket)
    }

    /// Waits to be called. A new call takes the place of the one before: a device that lost its power does not say
    /// goodbye, and its old connection would stand for good.
    func listen() async throws {
        let listener = try await Self.listener(link.plan.host, link.plan.port, link)
        defer { try? listener.close() }
        link.note { $0.phase = .listening(peers: 0) }
        let line = Line()
        try await withThrowingTaskGroup(of: Void.self) { group in
            while true {
                let socket = try await listener.accept()
                try? Self.keepAlive(socket)
                line.take(socket)
                link.note {
                    $0.phase = .listening(peers: 1)
                    $0.connections += 1
                }
                group.addTask { await answer(socket, on: line) }
            }
        }
    }

    private func answer(_ socket: AsyncSocket, on line: Line) async {
        defer { try? socket.close() }
        var problem = ""
        do { try await read(socket) } catch { problem = "\(error)" }
        guard line.leave(socket) else { return }
        link.note {
            $0.phase = .listening(peers: 0)
            $0.problem = problem
        }
    }

    /// The one call that a listening link has.
    private final class Line: Sendable {
        private let present = Mutex<AsyncSocket?>(nil)

        /// The new call takes the line; the former one's reading ends, which closes it.
        func take(_ socket: AsyncSocket) {
            present.withLock { present in
                // Under the lock: nobody may close the former one meanwhile and give its number to another.
                if let former = present { shutdown(former.socket.file.rawValue, Int32(SHUT_RDWR)) }
                present = socket
            }
        }

        /// True if nobody else had taken the line.
        func leave(_ socket: AsyncSocket) -> Bool {
            present.withLock { present in
                guard present?.socket.file.rawValue == socket.socket.file.rawValue else { return false }
                present = nil
                return true
            }
        }
    }

    private func read(_ socket: AsyncSocket) async throws {
        while true {
            let bytes: [UInt8]
            do {
                bytes = try await socket.read(atMost: Self.readBytes)
            } catch SocketError.disconnected {
                throw LinkError.closedByDevice
            }
            if bytes.isEmpty { throw LinkError.closedByDevice }
            guard await link.take(bytes, for: inbox) else { throw CancellationError() }
        }
    }

    // MARK: Sockets

    private static func connect(_ host: String, _ port: UInt16) async throws -> AsyncSocket {
        if let address = try? sockaddr_in.inet(ip4: host, port: port) {
            return try await AsyncSocket.connected(to: address)
        }
        guard let address = try? sockaddr_in6.inet6(ip6: host, port: port) else { throw LinkError.address(host) }
        return try await AsyncSocket.connected(to: address)
    }

    private static func listener(_ host: String, _ port: UInt16, _ link: Link) async throws -> AsyncSocket {
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
            throw LinkError.address(host)
        }
        try socket.listen()
        switch try socket.sockname() {
        case .ip4(_, let port), .ip6(_, let port): link.boundPort.withLock { $0 = port }
        default: break
        }
        return try await AsyncSocket(socket: socket, pool: .client)
    }

    private static func keepAlive(_ socket: AsyncSocket) throws {
        let file = socket.socket.file.rawValue
        for (level, option, value) in [
            (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, unansweredSeconds / 2),
            (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 1), (Int32(IPPROTO_TCP), TCP_KEEPCNT, unansweredSeconds / 2),
        ] {
            var value = value
            setsockopt(file, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}

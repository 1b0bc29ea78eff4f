/// One way over which devices speak to the gate: an address, a transport, and the devices that are heard on it.
public struct LinkPlan: Hashable, Sendable {
    public enum Transport: String, CaseIterable, Sendable {
        /// The gate calls a device, or the converter before it, and reads what comes.
        case tcpClient = "tcp-client"
        /// A device calls the gate.
        case tcpServer = "tcp-server"
        /// Devices post to the gate, each to a path of its own.
        case http
    }

    /// What happens when a device sends faster than the gate takes in.
    public enum Overflow: String, CaseIterable, Sendable {
        /// The device waits: its connection is not read until there is room.
        case block
        /// The oldest waiting message makes room, and is counted.
        case dropOldest = "drop-oldest"
    }

    /// A device heard on the link.
    public struct Member: Hashable, Sendable {
        /// A source of the gate plan.
        public var source: String
        /// The format of its bytes, a CloudEvents type: `com.rapiscan.rpm`.
        public var type: String
        /// Where it posts to, `/lane/1/front`; empty for TCP.
        public var path = ""

        public var overflow = Overflow.block
        /// Messages that may wait for the station; ``waiting``.
        public var capacity = 256
        /// Longest message taken, in bytes; ``messageBytes``.
        public var limit = 1 << 20

        public init(source: String, type: String, path: String = "") {
            self.source = source
            self.type = type
            self.path = path
        }
    }

    /// Bytes of one message: 256 to 16 MiB.
    public static let messageBytes = 256...(16 << 20)
    /// Messages of one device that may wait: 1 to 10,000.
    public static let waiting = 1...10_000

    public var name: String
    public var transport: Transport
    /// An IP address; the gate's own for what listens.
    public var host: String
    public var port: UInt16
    /// One for TCP, at least one for HTTP.
    public var members: [Member]

    public init(name: String, transport: Transport, host: String, port: UInt16, members: [Member]) {
        self.name = name
        self.transport = transport
        self.host = host
        self.port = port
        self.members = members
    }
}

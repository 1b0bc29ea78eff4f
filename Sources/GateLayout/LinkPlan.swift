public import GateModel

/// One way over which devices speak to the gate: an address, a transport, and the devices that are heard on it.
public struct LinkPlan: Hashable, Sendable {
    public enum Transport: String, CaseIterable, Sendable {
        /// The gate calls a device, or the converter before it, and reads what comes.
        case tcpClient = "tcp-client"
        /// A device calls the gate.
        case tcpServer = "tcp-server"
        /// Devices post to the gate, each to a path of its own.
        case http
        /// Devices publish to a broker, each to a topic of its own, and the gate subscribes.
        case mqtt
    }

    /// What happens when a device sends faster than the gate takes in.
    public enum Overflow: String, CaseIterable, Sendable {
        /// The device waits: its connection is not read until there is room. Not for MQTT, where all devices of a
        /// broker share one connection and would wait with it.
        case block
        /// The oldest waiting message makes room, and is counted.
        case dropOldest = "drop-oldest"
    }

    /// A device heard on the link.
    public struct Member: Hashable, Sendable {
        /// A source of the gate plan.
        public var source: String
        /// The format of its bytes, a CloudEvents type: `com.rapiscan.rpm`; or ``LinkFormat/envelope``.
        public var type: String
        /// Where it posts to, `/lane/1/front`; for HTTP only.
        public var path = ""
        /// Where it publishes, `gate/g1/lane/1/front`; for MQTT only.
        public var topic = ""
        /// Where its last will says `offline` and its birth `online`; for MQTT only.
        public var stateTopic = ""
        /// What it is; nil where the layout does not say. It tells in whose name it may speak.
        public var kind: DeviceKind?

        public var overflow = Overflow.block
        /// Messages that may wait for the station; ``waiting``.
        public var capacity = 256
        /// Longest message taken, in bytes; ``messageBytes``.
        public var limit: Int

        public init(source: String, type: String, path: String = "") {
            self.source = source
            self.type = type
            self.path = path
            limit = LinkFormat.limit(of: type)
        }

        /// Where the gate says that it has a message for good.
        public var acknowledgementTopic: String { topic + "/ack" }
        /// Where the gate gives orders.
        public var commandTopic: String { topic + "/command" }
    }

    /// How the gate makes itself known to a broker.
    public struct Broker: Hashable, Sendable {
        /// Always the same, so that the broker keeps what comes while the gate is away.
        public var clientID: String
        /// Nil where everything goes in clear.
        public var certificates: Certificates?

        public init(clientID: String, certificates: Certificates? = nil) {
            self.clientID = clientID
            self.certificates = certificates
        }
    }

    /// Files of certificates, PEM.
    public struct Certificates: Hashable, Sendable {
        /// Who may vouch for the broker.
        public var authority: String
        /// The gate's own; empty where the broker asks for none.
        public var certificate = ""
        public var key = ""

        public init(authority: String, certificate: String = "", key: String = "") {
            self.authority = authority
            self.certificate = certificate
            self.key = key
        }
    }

    /// Bytes of one message: 256 to 16 MiB.
    public static let messageBytes = 256...(16 << 20)
    /// Messages of one device that may wait: 1 to 10,000.
    public static let waiting = 1...10_000
    /// Bytes of one device's messages that may wait, or one message: 16 MiB.
    public static let waitingBytes = 16 << 20

    public var name: String
    public var transport: Transport
    /// An IP address, the gate's own for what listens; of a broker also a name.
    public var host: String
    public var port: UInt16
    /// One for TCP, at least one for HTTP and MQTT.
    public var members: [Member]
    /// For MQTT only.
    public var broker: Broker?

    public init(
        name: String, transport: Transport, host: String, port: UInt16, members: [Member], broker: Broker? = nil
    ) {
        self.name = name
        self.transport = transport
        self.host = host
        self.port = port
        self.members = members
        self.broker = broker
    }
}

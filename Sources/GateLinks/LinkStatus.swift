/// What a link is doing, for people.
public struct LinkStatus: Hashable, Sendable {
    public enum Phase: Hashable, Sendable {
        case starting
        case connecting
        /// It listens; so many devices are connected.
        case listening(peers: Int)
        case connected
        /// It failed and will try again after so many seconds.
        case waiting(seconds: Int)
        case stopped
    }

    /// One device of the link.
    public struct Member: Hashable, Sendable {
        public var source = ""
        public var messages: Int64 = 0
        public var bytes: Int64 = 0
        /// Messages turned away: too long, said to be of another device, not of the format agreed on.
        public var refused: Int64 = 0
        /// Messages that made room for newer ones.
        public var dropped: Int64 = 0
        /// Messages that wait for the station now.
        public var waiting = 0
        /// Why a message was last turned away; nil if none was.
        public var problem: LinkReason?

        public init() {}

        mutating func note(_ count: Int) {
            messages += 1
            bytes += Int64(count)
        }
    }

    public var name: String
    /// `tcp-client 10.1.3.20:4001`.
    public var address: String
    public var phase = Phase.starting
    /// Why it last failed; nil if it never did, or is connected again. A link that is called keeps why its last peer left.
    public var problem: LinkReason?
    public var connections: Int64 = 0
    /// In the order of the layout.
    public var members: [Member] = []
    /// Messages, requests and connections turned away that belong to no device of the link: to no known path, beyond the
    /// connections that an HTTP address takes, too slow with a request's head, or no HTTP.
    public var strangers: Int64 = 0
    /// Why the last of them was turned away; nil if none was.
    public var strangerProblem: LinkReason?
    /// Acknowledgements that were not sent, because the broker took none; the devices will repeat themselves.
    public var unsaid: Int64 = 0

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// It has failed and waits until it tries again, tries again, or has ended.
    public var isDown: Bool {
        switch phase {
        case .waiting, .stopped: true
        case .starting, .connecting: problem != nil
        case .listening, .connected: false
        }
    }

    public var messages: Int64 { members.reduce(0) { $0 + $1.messages } }
    public var bytes: Int64 { members.reduce(0) { $0 + $1.bytes } }
    /// Messages turned away: too long, to no known path, or in no way a device should speak.
    public var refused: Int64 { members.reduce(strangers) { $0 + $1.refused } }
    /// Messages that made room for newer ones.
    public var dropped: Int64 { members.reduce(0) { $0 + $1.dropped } }
}

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

    public var name: String
    /// `tcp-client 10.1.3.20:4001`.
    public var address: String
    public var phase = Phase.starting
    /// Why it last failed, in the system's words; empty if it never did.
    public var problem = ""
    public var connections: Int64 = 0
    public var messages: Int64 = 0
    public var bytes: Int64 = 0
    /// Messages turned away: too long, to no known path, or in no way a device should speak.
    public var refused: Int64 = 0
    /// Messages that made room for newer ones.
    public var dropped: Int64 = 0
}

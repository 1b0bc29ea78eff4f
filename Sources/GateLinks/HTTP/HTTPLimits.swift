/// What those who call an HTTP address may cost the gate.
struct HTTPLimits: Sendable {
    /// Connections at a time; twice the devices that post to the address, where that is more. One beyond them is
    /// answered 503 and closed.
    var connections = 64
    /// Bytes of a request before its body.
    var headBytes = 16 << 10
    /// Time for a request's head, from the connection's beginning or the head's first byte. A head that trickles holds
    /// its place no longer than that.
    var head = Duration.seconds(10)
    /// Time for a request's body.
    var body = Duration.seconds(15)
    /// After so long without a request a connection's place may be given to another, the longest idle one's first. It is
    /// not closed otherwise: a device that posts into a connection that has just been closed loses its message.
    var idle = Duration.seconds(60)
    /// Bytes of a refused request that are read and thrown away, and the time for it. A connection that is closed with
    /// bytes unread is reset by the system, and the reset takes the answer with it: whoever sends before it reads would
    /// never learn that its message was too long. Four times the longest message that any link takes.
    var drainedBytes = 64 << 20
    var drained = Duration.seconds(10)
    /// Time for handing over an answer.
    var answer = Duration.seconds(5)
    /// Seconds a message waits for room before it is answered that there is none: a camera that is told that it failed
    /// sends again, and must not have been heard the first time.
    var roomSeconds = 5
    /// How often all this is looked at.
    var look = Duration.seconds(1)
}

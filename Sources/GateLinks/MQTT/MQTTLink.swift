import GateLayout
import GateModel

/// The devices of one broker, heard over one connection, each on a topic of its own.
struct MQTTLink {
    /// Bytes of a birth or a death.
    private static let stateLimit = 64

    private let link: Link

    init(_ link: Link) { self.link = link }

    /// Subscribes and listens until the connection ends.
    func subscribe() async throws {
        guard let broker = link.plan.broker else { throw LinkReason(.noBrokerPlanned) }
        link.note { $0.phase = .connecting }
        var places: [String: (inbox: DeviceInbox, isState: Bool)] = [:]
        for inbox in link.inboxes {
            places[inbox.member.topic] = (inbox, false)
            places[inbox.member.stateTopic] = (inbox, true)
        }
        let wire = MQTTWire(
            MQTTConnection.Setup(
                host: link.plan.host, port: link.plan.port, broker: broker, topics: places.keys.sorted()),
            onReady: { [link] in
                link.note {
                    $0.phase = .connected
                    $0.connections += 1
                    $0.problem = nil
                }
            },
            onMessage: { [link, places] topic, bytes, isRetained in
                guard let place = places[topic] else {
                    link.note {
                        $0.strangers += 1
                        $0.strangerProblem = LinkReason(.unknownTopic, topic.prefix(96))
                    }
                    return
                }
                Self.take(bytes, isRetained, for: place.inbox, isState: place.isState)
            })
        link.connect(wire)
        defer { link.disconnect(wire) }
        try await wire.connection.run()
    }

    private static func take(
        _ bytes: UnsafeRawBufferPointer, _ isRetained: Bool, for inbox: DeviceInbox, isState: Bool
    ) {
        if isState {
            if bytes.count <= stateLimit {
                inbox.offerState([UInt8](bytes))
            } else {
                inbox.refuse(LinkReason(.stateTooLong, bytes.count))
            }
        } else if isRetained {
            // Its bytes are no sign that the device lives.
            inbox.refuse(LinkReason(.retained))
        } else if bytes.isEmpty {
            inbox.refuse(LinkReason(.empty))
        } else if bytes.count > inbox.member.limit {
            inbox.refuse(
                LinkReason(.messageOfSize, bytes.count, inbox.member.limit),
                [UInt8](bytes.prefix(DeviceInbox.refusedBytes)))
        } else {
            inbox.offer([UInt8](bytes))
        }
    }
}

/// A broker's connection as a way to speak to devices.
final class MQTTWire: Wire {
    let connection: MQTTConnection

    init(
        _ setup: MQTTConnection.Setup, onReady: @escaping @Sendable () -> Void,
        onMessage: @escaping @Sendable (String, UnsafeRawBufferPointer, Bool) -> Void
    ) {
        connection = MQTTConnection(setup, onReady: onReady, onMessage: onMessage)
    }

    func send(_ bytes: [UInt8], to member: LinkPlan.Member) -> Bool {
        connection.publish(bytes, to: member.commandTopic)
    }

    func acknowledge(_ cause: Cause, to member: LinkPlan.Member) -> Bool {
        let text = #"{"boot":\#(cause.boot),"sequence":\#(cause.number)}"#
        return connection.publish(Array(text.utf8), to: member.acknowledgementTopic)
    }

    func hangUp() { connection.stop() }
}

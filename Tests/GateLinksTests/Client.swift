import GateLayout
import LinkSupport
import Synchronization

@testable import GateLinks

extension Broker {
    /// A client that says what it is told to; it must be ended.
    func client(
        _ id: String, _ name: String = "", topics: [String] = [],
        heard: @escaping @Sendable (String, [UInt8]) -> Void = { _, _ in }
    )
        async throws -> Client
    {
        let client = Client(
            MQTTConnection.Setup(
                host: "127.0.0.1", port: port,
                broker: LinkPlan.Broker(clientID: id, certificates: isSecure ? certificates(name) : nil),
                isForgotten: true, topics: topics), heard)
        guard await eventually({ client.isReady }) else { throw Failure(description: "\(id): \(client.problem)") }
        return client
    }
}

/// Another client of the broker.
final class Client: Sendable {
    let connection: MQTTConnection
    private let ready: Flag
    private let trouble = Mutex("")
    private let task = Mutex<Task<Void, Never>?>(nil)

    private final class Flag: Sendable {
        let isSet = Mutex(false)
    }

    init(_ setup: MQTTConnection.Setup, _ heard: @escaping @Sendable (String, [UInt8]) -> Void) {
        let ready = Flag()
        self.ready = ready
        connection = MQTTConnection(
            setup, onReady: { ready.isSet.withLock { $0 = true } },
            onMessage: { topic, bytes, _ in heard(topic, [UInt8](bytes)) })
        task.withLock { task in
            task = Task { [self] in
                do { try await connection.run() } catch { trouble.withLock { $0 = "\(error)" } }
            }
        }
    }

    var isReady: Bool { ready.isSet.withLock(\.self) }
    var problem: String { trouble.withLock(\.self) }

    func say(_ text: String, to topic: String, retained: Bool = false) -> Bool {
        connection.publish(Array(text.utf8), to: topic, retained: retained)
    }

    func end() async {
        let running = task.withLock(\.self)
        running?.cancel()
        await running?.value
    }
}

import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import Synchronization
import Testing

@testable import GateLinks

/// A hub at work on loopback, and what it has delivered.
final class LinkBench: Sendable {
    let hub: LinkHub
    private let delivered = Mutex<[DeviceMessage]>([])
    private let turnedAway = Mutex<[DeviceMessage]>([])
    private let types = Mutex<[String]>([])
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(
        _ plans: [LinkPlan], http: HTTPLimits = HTTPLimits(),
        pause: @escaping LinkHub.Pause = { _ in await Task.yield() }
    ) {
        hub = LinkHub(plans, boot: 7, clock: { GateTime(milliseconds: 5_000) }, http: http, pause: pause)
    }

    var messages: [DeviceMessage] { delivered.withLock(\.self) }
    /// What the links refused, as it came.
    var refused: [DeviceMessage] { turnedAway.withLock(\.self) }
    /// The types of all that came, and of what the gate said of connections that ended, in their order.
    var order: [String] { types.withLock(\.self) }
    var bytes: [UInt8] { messages.flatMap(\.data) }

    func start(deliver: (@Sendable (DeviceMessage) async -> Bool)? = nil) {
        task.withLock { task in
            task = Task { [hub, self] in
                await hub.run { message in
                    if message.type == MessageType.refused {
                        self.turnedAway.withLock { $0.append(message) }
                        return true
                    }
                    self.types.withLock { $0.append(message.type) }
                    if message.type == MessageType.cut { return true }
                    if let deliver, await !deliver(message) { return false }
                    self.delivered.withLock { $0.append(message) }
                    return true
                }
            }
        }
    }

    func stop() async {
        let running = task.withLock(\.self)
        running?.cancel()
        await running?.value
    }

    func port(_ index: Int = 0) async -> UInt16 {
        _ = await eventually { self.hub.port(of: index) != nil }
        return hub.port(of: index) ?? 0
    }
}

/// Looks again and again until `condition` holds, for at least so long. Looks are counted, not the time: where tasks wait
/// for threads, what is waited for does as well.
func eventually(seconds: Int = 10, _ condition: @Sendable () -> Bool) async -> Bool {
    for _ in 0..<(seconds * 500) {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return condition()
}

func call(_ port: UInt16) async throws -> AsyncSocket {
    try await AsyncSocket.connected(to: try sockaddr_in.inet(ip4: "127.0.0.1", port: port))
}

/// Pauses that a test ends.
final class Waits: Sendable {
    private let asked = Mutex<[Int]>([])
    private let tokens = AsyncStream<Void>.makeStream()

    var seconds: [Int] { asked.withLock(\.self) }

    func wait(_ seconds: Int) async throws {
        asked.withLock { $0.append(seconds) }
        for await _ in tokens.stream { return }
        throw CancellationError()
    }

    func go() { tokens.continuation.yield() }
}

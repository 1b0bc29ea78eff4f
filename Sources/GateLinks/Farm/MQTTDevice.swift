import Foundation
import GateDevices
import GateLayout
import GateModel
import Synchronization

/// A device that publishes to a broker: it says `online` when it comes, leaves `offline` as its last will, obeys orders,
/// and, where it counts for itself, keeps every message until the gate has acknowledged it.
final class MQTTDevice: Sendable {
    /// Messages that may be unacknowledged: the gate tells repeats from new ones 64 back.
    static let window = 32
    /// What was not acknowledged is said again after this many seconds, or up to twice as many.
    static let patience = 5

    private struct Pending {
        var boot: UInt32
        var sequence: UInt64
        var bytes: [UInt8]
        /// Rounds of ``patience`` it has waited.
        var rounds = 0
    }

    private struct State {
        /// In the order of their sequence.
        var pending: [Pending] = []
        var isReady = false
        /// Resumed when the connection is ready, or an acknowledgement made room.
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let device: FarmDevice
    private let certificates: LinkPlan.Certificates?
    private let pause: LinkHub.Pause
    private let state = Mutex(State())

    private var counts: Bool { device.member.type == LinkFormat.envelope }

    init(_ device: FarmDevice, _ certificates: LinkPlan.Certificates?, _ pause: @escaping LinkHub.Pause) {
        self.device = device
        self.certificates = certificates
        self.pause = pause
    }

    /// One life of the connection.
    func publish() async throws {
        let member = device.member
        guard var broker = device.plan.broker else { throw LinkReason(.noBrokerPlanned) }
        broker.clientID = "device-" + member.topic
        if let certificates { broker.certificates = certificates }
        let topics = [member.commandTopic] + (counts ? [member.acknowledgementTopic] : [])
        // Forgotten when it goes: no order may wait for it.
        let connection = MQTTConnection(
            MQTTConnection.Setup(
                host: device.plan.host, port: device.plan.port, broker: broker, isForgotten: true, topics: topics,
                will: (member.stateTopic, "offline")),
            onReady: { [self] in ready(true) },
            onMessage: { [self] topic, bytes, _ in
                if topic == member.commandTopic {
                    device.obey([UInt8](bytes))
                } else {
                    acknowledged([UInt8](bytes))
                }
            })
        defer { ready(false) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await connection.run() }
            group.addTask { [self] in try await talk(connection) }
            if counts { group.addTask { [self] in try await insist(connection) } }
            do { try await group.next() } catch {
                group.cancelAll()
                ready(false)
                // Wakes a talker that waits for something to say.
                device.outbox.push(.reply([]))
                throw error
            }
        }
    }

    private func talk(_ connection: MQTTConnection) async throws {
        try await wait { $0.isReady }
        device.note { $0.connections += 1 }
        try await send(Array("online".utf8), to: device.member.stateTopic, retained: true, connection)
        for pending in state.withLock(\.pending) {
            device.note { $0.repeated += 1 }
            try await send(pending.bytes, to: device.member.topic, connection)
        }
        while true {
            try await wait { [counts] in !counts || $0.pending.count < Self.window }
            guard let item = await device.outbox.take(limit: 1).first else { throw CancellationError() }
            switch item {
            case .reply(let line):
                try Task.checkCancellation()
                if !line.isEmpty { try await send(line, to: device.member.topic, connection) }
            case .message(let message): try await say(message, connection)
            }
        }
    }

    private func say(_ message: DeviceMessage, _ connection: MQTTConnection) async throws {
        guard let bytes = device.payload(message) else {
            device.end(isSent: false)
            return
        }
        if counts {
            state.withLock {
                $0.pending.append(Pending(boot: message.boot, sequence: message.sequence, bytes: bytes))
            }
            try await send(bytes, to: device.member.topic, connection)
        } else {
            do {
                try await send(bytes, to: device.member.topic, connection)
                device.end(isSent: true)
            } catch {
                device.end(isSent: false)
                throw error
            }
        }
    }

    /// Says again what was not acknowledged in time, oldest first.
    private func insist(_ connection: MQTTConnection) async throws {
        try await wait { $0.isReady }
        while true {
            try await pause(Self.patience)
            let late = state.withLock { state in
                var late: [Pending] = []
                for index in state.pending.indices {
                    state.pending[index].rounds += 1
                    guard state.pending[index].rounds > 1 else { continue }
                    state.pending[index].rounds = 0
                    late.append(state.pending[index])
                }
                return late
            }
            for pending in late {
                device.note { $0.repeated += 1 }
                try await send(pending.bytes, to: device.member.topic, connection)
            }
        }
    }

    private func acknowledged(_ bytes: [UInt8]) {
        struct Acknowledgement: Decodable {
            var boot: UInt32
            var sequence: UInt64
        }
        guard let said = try? JSONDecoder().decode(Acknowledgement.self, from: Data(bytes)) else { return }
        let isKnown = state.withLock { state in
            let place = state.pending.firstIndex { $0.boot == said.boot && $0.sequence == said.sequence }
            if let place { state.pending.remove(at: place) }
            return place != nil
        }
        if isKnown { device.end(isSent: true) }
        wake()
    }

    /// Waits for the library to take a message: it takes a thousand before the broker has to confirm one.
    private func send(
        _ bytes: [UInt8], to topic: String, retained: Bool = false, _ connection: MQTTConnection
    ) async throws {
        while !connection.publish(bytes, to: topic, retained: retained) {
            guard state.withLock(\.isReady) else { throw LinkReason(.brokerEnded) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func ready(_ isReady: Bool) {
        state.withLock { $0.isReady = isReady }
        wake()
    }

    /// Waits until `condition` holds.
    private func wait(_ condition: @Sendable (borrowing State) -> Bool) async throws {
        while true {
            try Task.checkCancellation()
            if state.withLock({ condition($0) }) { return }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isOver = state.withLock { state in
                        if Task.isCancelled || condition(state) { return true }
                        state.waiters.append(continuation)
                        return false
                    }
                    if isOver { continuation.resume() }
                }
            } onCancel: {
                wake()
            }
        }
    }

    private func wake() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        waiters.forEach { $0.resume() }
    }
}

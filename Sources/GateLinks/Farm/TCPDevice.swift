import FlyingSocks
import Foundation
import GateDevices
import GateLayout

/// A device on a TCP connection.
struct TCPDevice {
    private static let orderLimit = LinkHub.orderLimit

    private let device: FarmDevice

    init(_ device: FarmDevice) { self.device = device }

    /// Calls the gate, which listens.
    func call() async throws {
        let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][device.plan.host] ?? device.plan.host
        try await speak(TCPLink.connect(host, device.plan.port))
    }

    /// Waits for the gate to call, again and again.
    func listen() async throws {
        let listener = try await TCPLink.listener(device.plan.host, device.plan.port)
        defer { try? listener.close() }
        while true {
            let socket = try await listener.accept()
            do {
                try await speak(socket)
            } catch {
                if Task.isCancelled { throw error }
                device.note { $0.problem = "\(error)" }
            }
        }
    }

    /// Speaks and obeys until the connection ends.
    private func speak(_ socket: AsyncSocket) async throws {
        let wire = TCPWire(socket)
        defer { wire.close() }
        device.note { $0.connections += 1 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await obey(socket) }
            group.addTask { try await talk(socket) }
            do { try await group.next() } catch {
                group.cancelAll()
                wire.hangUp()
                // Wakes a talker that waits for something to say.
                device.outbox.push(.reply([]))
                throw error
            }
        }
    }

    private func talk(_ socket: AsyncSocket) async throws {
        let isLine = MessageFraming(of: device.member.type) == .line
        while let item = await device.outbox.take(limit: 1).first {
            switch item {
            case .reply(let line):
                try Task.checkCancellation()
                if !line.isEmpty { try await socket.write(Data(line + [0x0A])) }
            case .message(let message):
                guard let bytes = device.payload(message) else {
                    device.end(isSent: false)
                    continue
                }
                do {
                    try await socket.write(Data(bytes + (isLine ? [0x0A] : [])))
                    device.end(isSent: true)
                } catch {
                    device.end(isSent: false)
                    throw error
                }
            }
        }
        throw CancellationError()
    }

    private func obey(_ socket: AsyncSocket) async throws {
        var splitter = LineSplitter(limit: Self.orderLimit)
        while true {
            let bytes = try await socket.read(atMost: TCPLink.readBytes)
            if bytes.isEmpty { throw SocketError.disconnected }
            for case .line(let line) in splitter.split(bytes) { device.obey(line) }
        }
    }
}

import FlyingSocks
import Foundation
import GateLayout

/// A device that posts to the gate, one message after the other on one connection.
struct HTTPDevice {
    /// Longest answer read, in bytes.
    private static let answerLimit = 16 << 10

    private let device: FarmDevice

    init(_ device: FarmDevice) { self.device = device }

    /// Posts what there is to say until the gate does not answer.
    func post() async throws {
        let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][device.plan.host] ?? device.plan.host
        var socket: AsyncSocket?
        defer { try? socket?.close() }
        while let item = await device.outbox.take(limit: 1).first {
            guard case .message(let message) = item else { continue }
            guard !Task.isCancelled, let bytes = device.payload(message) else {
                device.end(isSent: false)
                continue
            }
            do {
                let present: AsyncSocket
                if let socket {
                    present = socket
                } else {
                    present = try await TCPLink.connect(host, device.plan.port)
                    socket = present
                    device.note { $0.connections += 1 }
                }
                let (status, isLast) = try await ask(present, bytes)
                device.end(isSent: (200..<300).contains(status))
                if !(200..<300).contains(status) { device.note { $0.problem = "the gate answers \(status)" } }
                if isLast {
                    try? present.close()
                    socket = nil
                }
            } catch {
                device.end(isSent: false)
                throw error
            }
        }
        throw CancellationError()
    }

    /// The answer's number, and whether the connection ends with it.
    private func ask(_ socket: AsyncSocket, _ body: [UInt8]) async throws -> (status: Int, isLast: Bool) {
        let head =
            "POST \(device.member.path) HTTP/1.1\r\nHost: \(device.plan.host):\(device.plan.port)\r\n"
            + "Content-Type: application/octet-stream\r\nContent-Length: \(body.count)\r\n\r\n"
        try await socket.write(Data(head.utf8) + Data(body))
        var answer: [UInt8] = []
        var end: Int?
        while end == nil {
            let part = try await socket.read(atMost: 1_024)
            guard !part.isEmpty, answer.count < Self.answerLimit else { throw SocketError.disconnected }
            answer += part
            end = answer.indices.first { answer[$0...].starts(with: [13, 10, 13, 10]) }
        }
        let lines = String(decoding: answer[..<(end ?? 0)], as: UTF8.self).lowercased().split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else { throw SocketError.disconnected }
        let length =
            lines.first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) } ?? 0
        // An answer that says more than its number, or ends here, is followed by a fresh connection.
        let isLast = length > 0 || lines.contains { $0.hasPrefix("connection:") && $0.contains("close") }
        return (status, isLast)
    }
}

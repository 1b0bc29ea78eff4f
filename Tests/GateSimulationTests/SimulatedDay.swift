import Foundation
import GateDevices
import GateModel
import GateSimulation
import Testing

/// One day, simulated once for all the tests that look at its messages.
enum SimulatedDay {
    static let vehicles = 450
    static let midnight = CivilTime(year: 2026, month: 11, day: 23).time(offsetMinutes: 420)

    static func parameters(seed: UInt64 = 2026, vehicles: Int = vehicles) -> DayParameters {
        DayParameters(seed: seed, date: midnight, vehicles: vehicles)
    }

    static func run(_ parameters: DayParameters) -> (messages: [DeviceMessage], tally: DayTally) {
        var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
        var messages: [DeviceMessage] = []
        while let message = day.next() { messages.append(message) }
        return (messages, day.tally)
    }

    static let shared = run(parameters())

    static func messages(of type: String) -> [DeviceMessage] { shared.messages.filter { $0.type == type } }

    static func act(_ message: DeviceMessage) throws -> Act { try decode(Act.self, message) }

    static func decode<Value: FieldCoded>(_ type: Value.Type, _ message: DeviceMessage) throws -> Value {
        let outcome: Result<Value, FieldFault> = message.data.withUnsafeBufferPointer { bytes in
            do throws(FieldFault) {
                return .success(try JSONFieldReader.value(type, from: bytes))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    static func json(_ message: DeviceMessage) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(message.data)) as? [String: Any])
    }

    static let declarations: [Declaration] = messages(of: MessageType.manifest)
        .compactMap { try? decode(Declaration.self, $0) }

    /// The acts of each declaration, in order.
    static let acts: [String: [(time: GateTime, act: Act)]] = {
        var acts: [String: [(GateTime, Act)]] = [:]
        for message in messages(of: MessageType.act) {
            if let act = try? act(message) { acts[act.declaration, default: []].append((message.receivedTime, act)) }
        }
        return acts
    }()

    /// FNV-1a over everything a message says.
    static func hash(_ messages: [DeviceMessage]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        func mix(_ number: Int64) { withUnsafeBytes(of: number.littleEndian) { $0.forEach { mix($0) } } }
        for message in messages {
            message.source.utf8.forEach { mix($0) }
            message.type.utf8.forEach { mix($0) }
            mix(Int64(message.boot))
            mix(Int64(message.sequence))
            mix(message.deviceTime?.milliseconds ?? 0)
            mix(message.receivedTime.milliseconds)
            message.data.forEach { mix($0) }
        }
        return hash
    }
}

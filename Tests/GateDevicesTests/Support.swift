import Foundation
import GateModel
import TestSupport
import Testing

@testable import GateDevices

enum Fuzz {
    /// Inputs for each decoder; `SMARTGATE_FUZZ` asks for more.
    static var count: Int { ProcessInfo.processInfo.environment["SMARTGATE_FUZZ"].flatMap { Int($0) } ?? 20_000 }

    static var seed: UInt64 {
        ProcessInfo.processInfo.environment["SMARTGATE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...(.max))
    }

    /// A good input with some bytes changed, cut, doubled or set among noise; now and then noise only.
    static func mutate(_ good: [UInt8], with random: inout SeededRandom) -> [UInt8] {
        var bytes = good
        for _ in 0...random.below(6) {
            let place = bytes.isEmpty ? 0 : random.below(bytes.count)
            switch random.below(8) {
            case 0 where !bytes.isEmpty: bytes[place] = UInt8(random.below(256))
            case 1 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(random.below(8))
            case 2: bytes.removeSubrange(place...)
            case 3 where !bytes.isEmpty:
                bytes.removeSubrange(place..<min(bytes.count, place + random.below(20) + 1))
            case 4:
                let end = min(bytes.count, place + random.below(40))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 5:
                let tokens = [
                    "\"", "\\", "{", "}", "[", "]", ",", ":", "-", "9e999", "null", "\\ud800", "\r\n", "\u{2}",
                    "<", "</", "<!", "<?x?>", "&", "]]>", "--gate",
                ]
                bytes.insert(contentsOf: tokens[random.below(tokens.count)].utf8, at: place)
            case 6: bytes.insert(contentsOf: (0..<random.below(8)).map { _ in UInt8(random.below(256)) }, at: place)
            default:
                if random.below(50) == 0 { bytes = (0..<random.below(200)).map { _ in UInt8(random.below(256)) } }
            }
        }
        return bytes
    }
}

enum Samples {
    static let folder = Repository.samples.map { URL(fileURLWithPath: $0) }

    static let absent: Comment = "no shared/samples above this file and SMARTGATE_SAMPLES is not set"

    static func bytes(_ path: String) throws -> [UInt8] {
        let folder = try #require(folder)
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    }
}

extension GateTime {
    /// 2026-11-23T00:00:00Z and so many seconds.
    static func at(_ seconds: Double) -> GateTime {
        GateTime(milliseconds: 1_795_392_000_000 + Int64((seconds * 1000).rounded()))
    }
}

extension Array where Element == UInt8 {
    init(_ text: String) { self = [UInt8](text.utf8) }
    var text: String { String(decoding: self, as: UTF8.self) }
}

func message(
    _ data: [UInt8], type: String, source: String = "/gate/huu-nghi/lane/3/front", boot: UInt32 = 1,
    sequence: UInt64 = 1, device: Double? = nil, received: Double = 0
) -> DeviceMessage {
    DeviceMessage(
        source: source, type: type, boot: boot, sequence: sequence, deviceTime: device.map { .at($0) },
        receivedTime: .at(received), data: data)
}

/// The fault that an operation ends with.
func fault<Value>(of operation: () throws(DeviceFault) -> Value) -> DeviceFault? {
    do throws(DeviceFault) {
        _ = try operation()
        return nil
    } catch {
        return error
    }
}

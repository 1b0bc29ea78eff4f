import Foundation
import GateModel
import TestSupport
import Testing

@testable import GateDevices

enum Fuzz {
    /// Inputs for each decoder; `SMARTGATE_FUZZ` asks for more.
    static var count: Int { ProcessInfo.processInfo.environment["SMARTGATE_FUZZ"].flatMap { Int($0) } ?? 2_000 }

    /// One for the whole run.
    static let seed =
        ProcessInfo.processInfo.environment["SMARTGATE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...(.max))
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

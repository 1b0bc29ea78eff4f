import Foundation
import GateModel
import Testing

/// How long the long tests run.
enum Effort {
    static func number(_ variable: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? standard
    }
    /// Random gates lived through.
    static let seeds = number("SMARTGATE_SEEDS", 300)
    /// Damaged inputs read.
    static let fuzz = number("SMARTGATE_FUZZ", 4000)
}

extension FieldCoded {
    var json: [UInt8] { JSONFieldWriter.json(self) }
    var jsonText: String { String(decoding: json, as: UTF8.self) }
    var canonical: [UInt8] { CanonicalWriter.bytes(self) }
}

/// Reads one value from JSON bytes; the fault as a result, so that tests can look at it.
func readJSON<Value: FieldCoded>(_ type: Value.Type, _ bytes: [UInt8]) -> Result<Value, FieldFault> {
    bytes.withUnsafeBufferPointer { buffer in
        do throws(FieldFault) {
            return .success(try JSONFieldReader.value(type, from: buffer))
        } catch {
            return .failure(error)
        }
    }
}

func readJSON<Value: FieldCoded>(_ type: Value.Type, _ text: String) -> Result<Value, FieldFault> {
    readJSON(type, Array(text.utf8))
}

func readEvent(_ kind: EventKind, _ bytes: [UInt8]) -> Result<GateEvent, FieldFault> {
    bytes.withUnsafeBufferPointer { buffer in
        do throws(FieldFault) {
            return .success(try GateEvent(kind: kind, json: buffer))
        } catch {
            return .failure(error)
        }
    }
}

func readCanonical<Value: FieldCoded>(_ type: Value.Type, _ bytes: [UInt8]) -> Result<Value, FieldFault> {
    do throws(FieldFault) {
        return .success(try CanonicalReader.value(type, from: bytes))
    } catch {
        return .failure(error)
    }
}

extension Result {
    var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
    var success: Success? { try? get() }
}

extension GateIdentifier {
    /// An identifier a test knows to be in range.
    static func n(_ number: Int64) throws -> Self { try #require(Self(number: number)) }
}

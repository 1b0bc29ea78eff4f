import Foundation
import GateModel
import Testing

/// Seeded random bits (SplitMix64; Steele, Lea and Flood 2014): a failing seed is all that is needed to see it again.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element where Values.Index == Int {
        values[values.startIndex + below(values.count)]
    }
    mutating func pick<Case: CaseIterable>(_ type: Case.Type) -> Case { pick(Array(Case.allCases)) }
}

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

import Foundation
import GateModel
import TestSupport
import Testing

@testable import GateDevices

/// The integrator's reference: what stands in docs/equipment.md is read as it stands there.
@Suite("Documented messages") struct DocumentedMessagesTests {
    private struct Example {
        var kind: DeviceKind
        var type: String
        var body: String
    }

    private static let reference: String = {
        (try? String(contentsOfFile: Repository.root + "/docs/equipment.md", encoding: .utf8)) ?? ""
    }()

    private static func examples() -> [Example] {
        var (type, kind) = ("", DeviceKind?.none)
        var examples: [Example] = []
        for row in reference.components(separatedBy: "\n") where row.hasPrefix("| ") {
            let cells = row.components(separatedBy: " | ").map { cell in
                cell.trimmingCharacters(in: CharacterSet(charactersIn: " `|"))
            }
            guard cells.count >= 3 else { continue }
            if cells[1].contains(".") { type = cells[1] }
            if let first = cells[0].split(separator: "`").first, let named = DeviceKind(name: first) { kind = named }
            guard cells[2].hasPrefix("{"), !type.isEmpty, let kind else { continue }
            examples.append(Example(kind: kind, type: type, body: cells[2]))
        }
        return examples
    }

    @Test func everyExampleIsReadWithoutAFault() throws {
        let examples = Self.examples()
        let types = Set(examples.map(\.type))
        #expect(
            types.isSuperset(of: [
                MessageType.loop, MessageType.barrier, MessageType.light, MessageType.board, MessageType.tag,
                MessageType.vehiclePosition, MessageType.axles, MessageType.containerCode,
                MessageType.machineReadableZone, MessageType.hazardPlate, MessageType.seal, MessageType.scan,
                MessageType.manifest, MessageType.permit, MessageType.neighbour, MessageType.neighbourPace,
                MessageType.ratings,
            ]), "\(types)")
        for example in examples {
            var plan = DeskTests.plan()
            plan.devices[0].kind = example.kind
            var desk = DeviceDesk(plan: plan)
            var sent = message([UInt8](example.body.utf8), type: example.type, source: DeskTests.front, sequence: 1)
            sent.receivedTime = try #require(GateTime(rfc3339: "2026-03-02T00:00:00Z"))
            let receipt = desk.receive(sent)
            #expect(receipt.faults == [] && receipt.signals.count == 1, "\(example.type): \(receipt.faults)")
        }
    }

    @Test func everyNameOfTheListsIsThere() {
        for phrase in DriverPhrase.allCases { #expect(Self.reference.contains("`\(phrase.name)`"), "\(phrase.name)") }
        for kind in GoodsClass.allCases { #expect(Self.reference.contains("`\(kind.name)`"), "\(kind.name)") }
    }
}

import GateModel
import Testing

@testable import GateDevices

@Suite("Counting faults") struct FaultCountTests {
    @Test("Every fault of a message counts, though only the first few are told") func faultsAreCounted() {
        for (type, line) in [
            (MessageType.portal, "GB,12,x\r\n"), (MessageType.scaleLine, "ST,GS,+00x2450kg\r\n"),
            (MessageType.scaleFrame, "\u{2}+0124500AA\u{3}"),
        ] {
            var desk = DeviceDesk(plan: DeskTests.plan())
            let source = type == MessageType.portal ? DeskTests.portal : DeskTests.scale
            let good = type == MessageType.scaleLine ? "ST,GS,+0012450kg\r\n" : ""
            var faults = 0
            for number in 1...2 as ClosedRange<UInt64> {
                let receipt = desk.receive(
                    message(
                        [UInt8](good + String(repeating: line, count: 50)), type: type, source: source,
                        sequence: number, received: Double(number)))
                faults += receipt.faults.count + receipt.untoldFaults
                #expect(receipt.faults.count <= 9 && receipt.untoldFaults >= 40, "\(type): \(receipt.faults.count)")
            }
            let device = DeskTests.plan().devices.first { $0.source == source }
            let errors = device.flatMap { desk.health($0.id)?.decodeErrors }
            #expect(faults == 100 && errors == 100, "\(type): \(faults)")
        }
    }
}

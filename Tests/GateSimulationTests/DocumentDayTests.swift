import GateDevices
import GateModel
import TestTraits
import Testing

/// The documents of a simulated day, read by the decoders that read real ones.
@Suite("Documents of a simulated day", .ownThread)
struct DocumentDayTests {
    @Test func declarationsAndAnswersAreReadAndAgreeWithTheManifests() throws {
        var manifests: [String: Declaration] = [:]
        for declaration in SimulatedDay.declarations { manifests[declaration.number] = declaration }
        var declared: Set<String> = []
        for message in SimulatedDay.messages(of: MessageType.customsDeclaration) {
            let (declaration, lodged) = try DeclarationDecoder.decode(message.data, at: message.receivedTime)
            let manifest = try #require(manifests[declaration.number])
            #expect(declaration.tractor == manifest.tractor && declaration.trailer == manifest.trailer)
            #expect(declaration.container == manifest.container && declaration.direction == manifest.direction)
            #expect(declaration.goods == manifest.goods && declaration.company == manifest.company)
            #expect(lodged.flawList.isEmpty && lodged.grossKilograms > 0)
            #expect(declared.insert(declaration.number).inserted)
        }
        #expect((80...160).contains(declared.count), "\(declared.count) of \(SimulatedDay.vehicles)")
        var codes: [AnswerCode: Int] = [:]
        for message in SimulatedDay.messages(of: MessageType.customsResponse) {
            let answer = try ResponseDecoder.decode(message.data, at: message.receivedTime)
            codes[answer.code, default: 0] += 1
            #expect(declared.contains(answer.declaration) && answer.at <= message.receivedTime)
            #expect((answer.code == .control) == (answer.channel != .none))
        }
        #expect(codes[.accepted] == declared.count)
        #expect(codes[.clear, default: 0] + codes[.control, default: 0] == declared.count)
        #expect(codes[.exit, default: 0] > 0)
    }

    @Test func movementRecordsAndPermitsAreRead() throws {
        let movements = try SimulatedDay.messages(of: MessageType.movement).flatMap {
            try MovementDecoder.decode($0.data, at: $0.receivedTime)
        }
        #expect(movements.count > 5 && movements.allSatisfy { $0.declarations.count == 1 })
        let permits = try SimulatedDay.messages(of: MessageType.permit).map {
            try PermitDecoder.decode($0.data, at: $0.receivedTime)
        }
        #expect(permits.count > 10 && permits.allSatisfy { $0.agency == .plant || $0.agency == .animal })
    }
}

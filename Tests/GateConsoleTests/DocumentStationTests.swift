import ConsoleSupport
import GateDevices
import GateJournal
import GateModel
import GateScreens
import GateSimulation
import Testing

@testable import GateConsole

/// Documents from their bytes to the journal: through the desk, the station and the model.
@Suite("Documents at the station") struct DocumentStationTests {
    private static let declaration = """
        <MetaData><WCOTypeName>DEC</WCOTypeName><Declaration><FunctionCode>9</FunctionCode><FunctionalReferenceID>L-1</FunctionalReferenceID>
        <ID>105000000011</ID><TypeCode>IMA</TypeCode><BorderTransportMeans><ID>12C-123.45</ID><ModeCode>3</ModeCode></BorderTransportMeans>
        <GoodsShipment><GovernmentAgencyGoodsItem><Commodity><Description>Vải thiều</Description><Classification><ID>081090</ID></Classification></Commodity>
        </GovernmentAgencyGoodsItem></GoodsShipment></Declaration></MetaData>
        """

    private static func response(_ code: String, _ number: String = "105000000011") -> String {
        "<MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>\(code)</FunctionCode><Declaration><ID>\(number)</ID></Declaration></Response></MetaData>"
    }

    private static func message(_ type: String, _ text: String, _ number: UInt64, from path: String = "manifest")
        -> DeviceMessage
    {
        .make(path, type, text, number: number, at: SampleCapture.time(9) + .seconds(Int64(number)))
    }

    @Test("A declaration, an answer, a movement record and a permit in their own bytes become events of one visit")
    func whole() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        let movement =
            #"{"gmrId":"G1","isUnaccompanied":false,"vehicleRegNum":"12C12345","customsDeclarations":[{"customsDeclarationId":"105000000011"}]}"#
        let permit =
            #"{"number":"P1","kind":"plantQuarantine","agency":"TV","result":"refused","issued":"2026-03-01T01:00:00Z","declaration":"105000000011"}"#
        await bench.play([
            Self.message(MessageType.customsDeclaration, Self.declaration, 1),
            Self.message(MessageType.movement, movement, 2),
            Self.message(
                MessageType.customsResponse,
                Self.response("05").replacing(
                    "</Response>", with: "<Status><NameCode>3</NameCode></Status></Response>"), 3),
            Self.message(MessageType.permit, permit, 4),
        ])
        let state = await bench.station.state
        let visit = try #require(state.visit(HandMade.visit(1)))
        #expect(visit.declaration.tractor == "12C12345" && visit.declaration.hasManifest)
        #expect(visit.declaration.goodsClass == .fruit && visit[.plant].decision == .pending)
        #expect(visit.documents.movement.number == "G1" && visit.channel == .red && visit.channelReason == .high)
        #expect(visit.hasTrouble(.permitRefused, of: .plant))
        #expect(try await bench.folded() == bench.hash && invariants(state).isEmpty)
        #expect(bench.glass.shows(\.status.firstFaults).isEmpty)
    }

    @Test("An answer to an unknown declaration is in the journal without a visit, and counted")
    func unknown() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        await bench.play([Self.message(MessageType.customsResponse, Self.response("09", "109999999999"), 1)])
        let events = try await journal.readAll().map(\.event)
        #expect(events.contains { if case .answered(let seen) = $0 { seen.visit == nil } else { false } })
        let state = await bench.station.state
        #expect(state.today.unknownDocuments == 1 && state.unclaimed.first?.answer.code == .clear)
        #expect(state.visits.count == 0)
    }

    @Test("What is no document of its type is counted with its place, and nothing is half done")
    func bad() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        let bad = [
            "not XML", "<!DOCTYPE a><MetaData/>", Self.response("08"), "<html/>",
            Self.declaration.replacing("<TypeCode>", with: "<ID>105000000012</ID><TypeCode>"),
            String(Self.declaration.prefix(300)), String(repeating: " ", count: 3 << 20),
        ]
        let messages = bad.enumerated().map { Self.message(MessageType.customsDeclaration, $1, UInt64($0) + 1) }
        await bench.play(messages)
        #expect(bench.glass.shows { $0.status.rejected == bad.count && !$0.status.firstFaults.isEmpty })
        let visits = await bench.station.state.visits.count
        #expect(visits == 0)
    }

    @Test("A camera that claims to speak for customs is not heard")
    func impostor() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        await bench.play([
            Self.message(MessageType.customsDeclaration, Self.declaration, 1),
            Self.message(MessageType.customsResponse, Self.response("10"), 1, from: "lane/1/front"),
        ])
        #expect(await bench.station.state.visit(HandMade.visit(1))?.documents.answers.isEmpty == true)
    }
}

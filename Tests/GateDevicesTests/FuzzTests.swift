import GateModel
import TestSupport
import Testing

@testable import GateDevices

/// Whatever the bytes, a decoder answers: with what they say or with a typed fault. The seed of each run is
/// printed; `SMARTGATE_SEED` repeats it, `SMARTGATE_FUZZ` sets the number of inputs.
@Suite("Fuzz")
struct FuzzTests {
    static let goods: [(type: String, data: [UInt8])] = [
        (
            MessageType.plateResults,
            [UInt8](
                #"{"data_type":"alpr_results","version":2,"epoch_time":1456566569022,"uuid":"cam-1","results":[{"plate":"12C12345","confidence":91.700233,"coordinates":[{"x":643,"y":602},{"x":915,"y":598},{"x":920,"y":726}],"candidates":[{"plate":"12C12345","confidence":91.7},{"plate":"桂F1234\u6302","confidence":8.0e1}]}]}"#
            )
        ),
        (
            MessageType.plateGroup,
            [UInt8](
                #"{"data_type":"alpr_group","best_plate_number":"12C12345","best_confidence":89,"best_uuid":"u","epoch_end":1456566570000,"travel_direction":90.5,"vehicle":{"color":[{"name":"white","confidence":9e1}]}}"#
            )
        ),
        (MessageType.plateRecognizer, [UInt8](PlateFamilyTests.webhook)),
        (MessageType.axisPlate, [UInt8](PlateFamilyTests.axis)),
        (MessageType.frigatePlate, [UInt8](PlateFamilyTests.frigate)),
        (MessageType.hikvisionPlate, [UInt8](HikvisionTests.alert(prefix: "h"))),
        (
            MessageType.hikvisionPlate,
            HikvisionTests.multipart([
                ("text/xml", [UInt8](HikvisionTests.short("videoloss", "active"))),
                ("application/xml", [UInt8](HikvisionTests.alert())), ("image/jpeg", HikvisionTests.picture),
            ])
        ),
        (MessageType.loop, [UInt8](#"{"occupied":true}"#)),
        (MessageType.barrier, [UInt8](#"{"position":"opening"}"#)),
        (
            MessageType.manifest,
            [UInt8](
                #"{"number":"123456789012","direction":"export","class":"fruit","tractor":"12C12345","grossKg":18240,"manifest":true,"driver":"Nguyễn"}"#
            )
        ),
        (
            MessageType.scan,
            [UInt8](
                #"{"image":"a.pgm","scanner":"S1","sha256":"abababababababababababababababababababababababababababababababab","width":2048,"height":768,"depth":16}"#
            )
        ),
        (MessageType.act, [UInt8](#"{"act":"hold","officer":"Lan","agency":"HQ","reason":"misread","lane":3}"#)),
        (MessageType.containerCode, [UInt8](#"{"code":"CSQU3054383","confidence":0.97}"#)),
        (
            MessageType.machineReadableZone,
            [UInt8](
                #"{"lines":["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","L898902C36UTO7408122F1204159ZE184226B<<<<<10"]}"#
            )
        ),
        (
            MessageType.portal,
            [UInt8](
                "GB,000380,000380,000400,000340\r\nNS,1,0,0,0\r\nGA,70,70,70,70,2016-05-31 09:30:00.974 -07\r\nSP,0.1360,05.013,008.07,0\r\nGX,000017,006683,0,0\r\nTT\r\nGH,1,2,3,4\r\n"
            )
        ),
        (
            MessageType.scaleContinuous,
            ScaleTests.frame("012450", checksum: true) + ScaleTests.frame("000020", swb: 0x3B, checksum: true)
        ),
        (
            MessageType.scaleLine,
            [UInt8]("ST,GS,+0012450kg\r\nUS,GS,+  0.860kg\r\nOL,GS,+       kg\r\nST,GS,1A,000012.5  t\r\n")
        ),
        (
            MessageType.machineReadableZone,
            [UInt8](
                #"{"lines":["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<","L89889O1C4XXX4009078F9612109<<<<<<<<"]}"#)
        ),
        (MessageType.hazardPlate, [UInt8](#"{"hazard":"X423","un":"1428","confidence":0.9}"#)),
        (MessageType.seal, [UInt8](#"{"seal":"VN-0012345","confidence":0.8}"#)),
        (MessageType.declarationCode, [UInt8]("TK|101007095300|HUU NGHI")),
        (MessageType.identityCard, [UInt8](IdentityCardTests.card)),
        (MessageType.spectra, [UInt8](N42Tests.passThrough())), (MessageType.spectra, [UInt8](N42Tests.year2006)),
        (MessageType.scaleFrame, ScaleFrameTests.frame("+012450") + ScaleFrameTests.frame("-000020", decimals: 1)),
    ]

    @Test("each decoder", arguments: FuzzTests.goods.indices) func decoders(index: Int) {
        let (type, good) = Self.goods[index]
        let seed = Fuzz.seed
        print("fuzz \(type): seed \(seed)")
        var random = SeededRandom(seed: seed)
        var desk = DeviceDesk(plan: DeskTests.plan())
        var twin = desk
        var answers = 0
        for number in 0..<Fuzz.count {
            let bytes = Fuzz.mutate(good, with: &random)
            let one = message(
                bytes, type: type, source: DeskTests.portal, sequence: UInt64(number + 1), received: Double(number) / 10
            )
            let receipt = desk.receive(one)
            answers += receipt.signals.count + receipt.faults.count
            for fault in receipt.faults where fault.raw.count > DeviceFault.rawLimit || fault.place.byte > bytes.count {
                Issue.record("seed \(seed): \(fault)")
            }
            // The same messages give the same receipts.
            if number % 10 == 0 { _ = desk.condition(at: one.receivedTime) }
            if number < 2_000 { #expect(twin.receive(one) == receipt, "seed \(seed)") }
            if number < 2_000, number % 10 == 0 { _ = twin.condition(at: one.receivedTime) }
        }
        #expect(answers > Fuzz.count / 4)
    }

    @Test func captureLines() throws {
        let seed = Fuzz.seed
        print("fuzz capture: seed \(seed)")
        var random = SeededRandom(seed: seed)
        var bytes: [UInt8] = []
        var lines = 0
        for number in 0..<Fuzz.count {
            let (type, data) = Self.goods[number % Self.goods.count]
            let line = try CaptureWriter.line(message(data, type: type, sequence: UInt64(number)))
            bytes += number % 5 == 0 ? line : Fuzz.mutate(line, with: &random)
            lines += 1
        }
        for chunk in [1 << 20, 1_013] {
            var reader = CaptureReader(
                MemorySource(bytes, chunk: chunk), options: CaptureOptions(format: .cloudEvents))
            while let item = try reader.next() {
                guard case .rejected(let fault) = item else { continue }
                #expect(fault.place.byte <= bytes.count && fault.raw.count <= 200, "seed \(seed)")
            }
            #expect(reader.counts.messages > lines / 10, "seed \(seed)")
        }
    }

    @Test("files of any kind", arguments: [nil] + CaptureFormat.allCases.map { Optional($0) })
    func files(format: CaptureFormat?) throws {
        let seed = Fuzz.seed
        print("fuzz files: seed \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<Fuzz.count / 20 {
            var bytes: [UInt8] = []
            for _ in 0..<random.below(6) {
                bytes += Fuzz.mutate(Self.goods[random.below(Self.goods.count)].data, with: &random) + [0x0A]
            }
            var reader = CaptureReader(
                MemorySource(bytes, chunk: 1 + random.below(200)), options: CaptureOptions(format: format))
            var items = 0
            do throws(DeviceFault) {
                while try reader.next() != nil { items += 1 }
            } catch {
                #expect(error.code == .unknownFormat, "seed \(seed)")
            }
            #expect(items <= bytes.count + 1, "seed \(seed)")
        }
    }

    @Test func memoryOfAStreamStaysBounded() {
        var decoder = PortalDecoder()
        let noise = [UInt8](repeating: UInt8(ascii: "G"), count: 10_000)
        for _ in 0..<1_000 { #expect(decoder.receive(noise, at: .at(0)).count <= 1) }
        var unknown = PortalDecoder()
        let many = [UInt8](String(repeating: "ZZ,1\n", count: 10_000))
        #expect(unknown.receive(many, at: .at(0)).count == PortalDecoder.reportLimit)
        #expect(unknown.counts.unknownLines == 10_000)
        var scale = ScaleDecoder()
        #expect(scale.receive([UInt8](repeating: 2, count: 1_000_000), at: .at(0)).count <= ScaleStream.reportLimit)
        #expect(scale.discardedBytes == 999_999)
    }
}

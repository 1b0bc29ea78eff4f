import Foundation
import GateModel
import TestSupport
import TestTraits
import Testing

@testable import GateDevices

@Suite("Capture")
struct CaptureTests {
    private func items(
        _ bytes: [UInt8], chunk: Int = .max, options: CaptureOptions = CaptureOptions()
    ) throws -> [CaptureItem] {
        var reader = CaptureReader(MemorySource(bytes, chunk: chunk), options: options)
        var items: [CaptureItem] = []
        while let item = try reader.next() { items.append(item) }
        return items
    }

    private func faults(_ text: String) throws -> [CaptureFault] {
        try items([UInt8](text)).compactMap {
            if case .rejected(let fault) = $0 { return fault }
            return nil
        }
    }

    @Test func aLineHasTheFieldsOfCloudEvents() throws {
        let json = try CaptureWriter.line(
            message([UInt8](#"{"occupied":true}"#), type: MessageType.loop, sequence: 42, device: 1.25, received: 1.5))
        #expect(
            json.text
                == #"{"specversion":"1.0","id":"/gate/huu-nghi/lane/3/front:1:42","#
                + #""source":"/gate/huu-nghi/lane/3/front","type":"vn.smartgate.loop","time":"2026-11-23T00:00:01.250Z","sequence":"42","boot":1,"#
                + #""receivedtime":"2026-11-23T00:00:01.500Z","data":{"occupied":true}}"# + "\n")
        let bytes = try CaptureWriter.line(message([2, 0x31, 0x0D], type: MessageType.scaleContinuous))
        #expect(bytes.text.contains(#""data_base64":"AjEN"}"#))
        let decoded = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any]
        #expect(decoded?["sequence"] as? String == "42")
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var random = SeededRandom(seed: 21)
        let samples: [[UInt8]] = [
            [], [UInt8](#"{"a":[1,{"b":"\u00e0\n"}],"ô":"桂"}"#), [UInt8]("[1,2]"), [UInt8](#"{"broken":"#),
            [UInt8](" {\"a\":1}"), [UInt8]("{\"a\":1}\n"), [UInt8]("{\n\"a\":1}"), [UInt8]("5"), [UInt8]("\"x\""),
            [2, 0x31, 0xFF, 0], [UInt8]("{\"a\":\"\u{FF}\"}").dropLast() + [0xFF],
            [UInt8](repeating: 7, count: 70_000),
            [UInt8](String(repeating: "[", count: 65) + String(repeating: "]", count: 65)),
        ]
        var written: [DeviceMessage] = []
        var writer = CaptureWriter()
        for index in 0..<400 {
            let one = DeviceMessage(
                source: ["/gate/a", "/gate/\"quoted\"\n", "/gate/hữu-nghị"][index % 3],
                type: index % 7 == 0 ? "x.unknown" : MessageType.portal,
                boot: UInt32.random(in: 0...(.max), using: &random),
                sequence: UInt64.random(in: 0...(.max), using: &random),
                deviceTime: index % 2 == 0
                    ? nil
                    : GateTime(
                        milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random)),
                receivedTime: GateTime(milliseconds: Int64.random(in: 0...2_000_000_000_000, using: &random)),
                data: samples[index % samples.count])
            written.append(one)
            try writer.append(one)
        }
        for chunk in [1_000_000, 4_096, 97] {
            let read = try items(writer.bytes, chunk: chunk)
            #expect(read == written.map { .message($0) })
        }
    }

    @Test func aLineBeyondTheLimitIsRefusedByTheWriter() throws {
        var writer = CaptureWriter()
        try writer.append(message([UInt8]("{}"), type: "a"))
        let before = writer.bytes
        let refused = fault { () throws(DeviceFault) in
            try writer.append(message([UInt8](repeating: 0, count: 18_900_000), type: "a"))
        }
        #expect(refused?.code == .tooLong)
        #expect(writer.bytes == before)
    }

    @Test func attributesStandInAnyOrderAndUnknownOnesAreSkipped() throws {
        let line = #"""
            { "data" : {"x":[1,"}"]} , "extra":{"deep":[null]}, "sequence": 7, "receivedtime":"2026-11-23T07:00:00+07:00",
             "boot":"3","type":"t","id":"1","source":"/s","specversion":"1.0","datacontenttype":"application/json"}
            """#.replacing("\n", with: "")
        let read = try items([UInt8](line + "\r\n\r\n"))
        var expected = message([UInt8](#"{"x":[1,"}"]}"#), type: "t", source: "/s", boot: 3, sequence: 7)
        expected.deviceTime = nil
        #expect(read == [.message(expected)])
    }

    @Test func textThatIsNoJSONTravelsAsAString() throws {
        let line = #"{"specversion":"1.0","type":"t","source":"s","time":"2026-11-23T00:00:00Z","#
        let xml = try items([UInt8](line + #""data":"<a>\n</a>","datacontenttype":"text/xml"}"#))
        let json = try items([UInt8](line + #""data":"<a>","datacontenttype":"application/json"}"#))
        guard case .message(let first)? = xml.first, case .message(let second)? = json.first else {
            Issue.record("not read")
            return
        }
        #expect(first.data.text == "<a>\n</a>")
        #expect(second.data.text == "\"<a>\"")
    }

    @Test(arguments: [
        MessageType.hikvisionPlate, MessageType.spectra, MessageType.customsDeclaration, MessageType.customsResponse,
    ])
    func xmlIsXMLWithoutSayingSo(type: String) throws {
        for said in ["", #","datacontenttype":"application/json""#] {
            let line =
                #"{"specversion":"1.0","type":"\#(type)","source":"s","time":"2026-11-23T00:00:00Z","data":"<a b=\"1\"/>"\#(said)}"#
            guard case .message(let read)? = try items([UInt8](line)).first else {
                Issue.record("not read")
                return
            }
            #expect(read.data.text == #"<a b="1"/>"#)
        }
    }

    @Test(
        "bad lines",
        arguments: [
            (#"{"specversion":"1.0""#, DeviceFault.Code.truncated, ""),
            (#"{"specversion":"1.0","source":"s","time":"2026-11-23T00:00:00Z"}"#, .missingField, "type"),
            (#"{"specversion":"1.0","type":"t","time":"2026-11-23T00:00:00Z"}"#, .missingField, "source"),
            (#"{"specversion":"1.0","type":"t","source":"s"}"#, .missingField, "receivedtime"),
            (#"{"specversion":"2.0","type":"t","source":"s"}"#, .unsupportedDialect, "specversion"),
            (#"{"type":"t","source":"s","time":"2026-11-23T00:00:00Z"}"#, .missingField, "specversion"),
            (#"{"specversion":"1.0","type":5}"#, .wrongType, "type"),
            (#"{"specversion":"1.0","time":"yesterday"}"#, .malformed, "time"),
            (#"{"specversion":"1.0","time":"2026-02-30T00:00:00.000Z"}"#, .malformed, "time"),
            (#"{"specversion":"1.0","sequence":"x"}"#, .wrongType, "sequence"),
            (#"{"specversion":"1.0","sequence":"99999999999999999999"}"#, .outOfRange, "sequence"),
            (#"{"specversion":"1.0","boot":4294967296}"#, .outOfRange, "boot"),
            (#"{"specversion":"1.0","boot":-1}"#, .outOfRange, "boot"),
            (#"{"specversion":"1.0","data":{"a":}}"#, .malformed, "data"),
            (
                #"{"specversion":"1.0","type":"t","source":"s","time":"2026-11-23T00:00:00Z","data_base64":"*"}"#,
                .badText, "data_base64"
            ),
            (#"{"specversion":"1.0"} x"#, .malformed, ""),
            ("garbage", .malformed, ""),
        ])
    func badLines(line: String, code: DeviceFault.Code, field: String) throws {
        let good = try CaptureWriter.line(message([], type: "t"))
        let text = good.text + line + "\n" + good.text
        let read = try items([UInt8](text))
        try #require(read.count == 3)
        guard case .rejected(let fault) = read[1] else {
            Issue.record("not rejected")
            return
        }
        #expect(fault.code == code)
        #expect(fault.place.field == field)
        #expect(fault.place.line == 2)
        #expect(fault.place.byte >= good.count && fault.place.byte <= good.count + line.utf8.count)
        #expect(fault.raw == [UInt8](line.utf8.prefix(200)))
    }

    @Test func badUTF8IsReportedWithItsPlace() throws {
        let good = try CaptureWriter.line(message([], type: "t"))
        let read = try items(good + [UInt8](#"{"specversion":""#) + [0xC3, 0x28, 0x0A] + good)
        try #require(read.count == 3)
        guard case .rejected(let fault) = read[1] else { return }
        #expect(fault.code == .badText)
        #expect(fault.place.byte == good.count + 16)
    }

    @Test("a gigantic line costs no other line", .ownThread, arguments: [997, 65_536, 4_000_000])
    func giganticLines(chunk: Int) throws {
        let good = try CaptureWriter.line(message([], type: "t"))
        let giant = [UInt8](repeating: UInt8(ascii: "x"), count: 25 << 20)
        let bytes = good + giant + [0x0A] + good + giant
        var reader = CaptureReader(MemorySource(bytes, chunk: chunk))
        var kinds: [String] = []
        while let item = try reader.next() {
            switch item {
            case .message: kinds.append("m")
            case .rejected(let fault):
                kinds.append(fault.code.rawValue)
                #expect(fault.raw == [UInt8](repeating: UInt8(ascii: "x"), count: 200))
            }
        }
        #expect(kinds == ["m", "tooLong", "m", "tooLong"])
        #expect(reader.counts.tooLong == 2)
        #expect(reader.counts.messages == 2)
    }

    @Test func filesAreReadByDescriptor() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("capture-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        var writer = CaptureWriter()
        for number in 1...5_000 {
            try writer.append(message([UInt8](#"{"occupied":true}"#), type: MessageType.loop, sequence: UInt64(number)))
        }
        try Data(writer.bytes).write(to: path)
        let handle = try FileHandle(forReadingFrom: path)
        var reader = CaptureReader(descriptor: handle.fileDescriptor)
        while try reader.next() != nil {}
        #expect(reader.counts.messages == 5_000)
        try handle.close()
        var closed = CaptureReader(descriptor: -1)
        let code = fault { () throws(DeviceFault) in try closed.next() }?.code
        #expect(code == .input)
    }

    // MARK: Other formats

    @Test func formatsAreRecognised() throws {
        func format(_ text: String) -> CaptureFormat? { CaptureSniffer.format(of: [UInt8](text)[...]) }
        #expect(try items([]).isEmpty)
        #expect(try items([UInt8](" \r\n\n")).isEmpty)
        #expect(format("{\"half\n{\"id\":1,\"specversion\":\"1.0\"}\n") == .cloudEvents)
        #expect(format("GB,000379,000371,000407,000371,2016-05-31 09:30:00.974 -07\r\n") == .portalLog)
        #expect(format("{\"data_type\":\"alpr_results\"}") == .openALPR)
        #expect(format("{\n  \"version\": 2,\n  \"data_type\": \"alpr_group\"\n}") == .openALPR)
        #expect(format(PlateFamilyTests.webhook) == .plateRecognizer)
        #expect(format(PlateFamilyTests.axis) == .axis)
        #expect(format(PlateFamilyTests.frigate) == .frigate)
        #expect(format(HikvisionTests.alert(prefix: "ns")) == .hikvision)
        #expect(format(HikvisionTests.short("VMD")) == .hikvision)
        #expect(
            CaptureSniffer.format(
                of: HikvisionTests.multipart([("text/xml", [UInt8](HikvisionTests.alert()))])[...]) == .hikvision)
        // Without its logger's times a portal's log is known where a portal is expected.
        let bare = [UInt8]("379,000371\r\nGB,000379,000371,000407,000371\r\n")[...]
        #expect(CaptureSniffer.format(of: bare) == nil)
        #expect(CaptureSniffer.type(of: bare, kind: .portal) == MessageType.portal)
        #expect(CaptureSniffer.type(of: bare, kind: .weighbridge) == nil)
        #expect(CaptureSniffer.type(of: [UInt8]("GB,hello\n")[...], kind: .portal) == nil)
        #expect(format("hello\nworld\n") == nil)
        #expect(format("<?xml version=\"1.0\"?>") == nil)
        for chunk in [1, 7, 1_000] {
            #expect(try items([UInt8]("half\n") + CaptureWriter.line(message([], type: "t")), chunk: chunk).count == 2)
        }
        var reader = CaptureReader(bytes: [UInt8]("hello"))
        let code = fault { () throws(DeviceFault) in try reader.next() }?.code
        #expect(code == .unknownFormat)
        #expect(try reader.next() == nil)
        #expect(try items([0xEF, 0xBB, 0xBF] + CaptureWriter.line(message([], type: "t"))).count == 1)
    }

    @Test(
        "What a device sends is read as it sends it, known by its first bytes or said by who opens it",
        arguments: [
            ("<?xml version=\"1.0\"?>\n<RadInstrumentData/>\n", DeviceKind.portal, nil, MessageType.spectra, 1),
            ("<N42InstrumentData>\n</N42InstrumentData>", .portal, nil, MessageType.spectra, 1),
            (
                "[\n  {\"gmrId\":\n \"G1\"},\n  {\"gmrId\":\"G2\"}\n]\n", .manifestFeed, nil, MessageType.movement, 2
            ),
            (
                "<MetaData xmlns=\"urn:wco:x\"><a/><MetaData2/></MetaData><?xml version=\"1.0\"?>\n<!-- <b> -->\n"
                    + "<MetaData xmlns=\"urn:wco:x\"\n>\n</MetaData\n><MetaData/>\n<MetaData>never closed",
                .manifestFeed, nil, MessageType.customsDeclaration, 4
            ),
            (
                "<?xml version=\"1.0\"?>\n<Declaration xmlns=\"urn:wco:x\">\n</Declaration>\n"
                    + "<?xml version=\"1.0\"?><Declaration xmlns=\"urn:wco:x\"/>",
                .manifestFeed, nil, MessageType.customsDeclaration, 2
            ),
            ("<Response xmlns=\"urn:wco:x\"/>", .manifestFeed, nil, MessageType.customsResponse, 1),
            ("{\"gmrId\":\"G1\"}\n\n{\"gmrId\":\"G2\"}\n", .manifestFeed, nil, MessageType.movement, 2),
            ("ST,GS,+0012450kg\r\n", .weighbridge, nil, MessageType.scaleLine, 1),
            ("\u{2}40  12450     0\r\u{2}40  12450     0\r", .weighbridge, nil, MessageType.scaleContinuous, 1),
            ("\u{2}+01245001E\u{3}\u{2}+01245001E\u{3}", .weighbridge, nil, MessageType.scaleFrame, 1),
            ("{\"occupied\":true}\n{\"occupied\":false}\n", .loopIn, MessageType.loop, MessageType.loop, 2),
        ])
    func ownBytes(text: String, kind: DeviceKind, said: String?, type: String, count: Int) throws {
        for chunk in [1, 5, 4_096] {
            let options = CaptureOptions(
                source: "/gate/x/1", kind: kind, type: said, begins: GateTime(milliseconds: 9_000))
            let messages = try items([UInt8](text), chunk: chunk, options: options).compactMap {
                if case .message(let one) = $0 { one } else { nil }
            }
            #expect(messages.allSatisfy { $0.source == "/gate/x/1" })
            #expect(messages.dropLast().allSatisfy { $0.type == type })
            // A stream's end is told, as a connection's would be.
            let isStream = MessageFraming(of: type) == .stream
            #expect(messages.last?.type == (isStream ? MessageType.cut : type))
            // Bytes of a stream are as they came; of documents and lines each is one message.
            if isStream {
                #expect(messages.flatMap(\.data) == [UInt8](text))
            } else {
                #expect(messages.count == count)
                #expect(
                    messages.map(\.receivedTime) == (0..<count).map { .init(milliseconds: 9_000 + 1_000 * Int64($0)) })
            }
        }
    }

    @Test func aLongObjectIsOneFault() throws {
        let long =
            [UInt8]("{\"gmrId\":\"".utf8) + [UInt8](repeating: 0x41, count: 2 << 20)
            + [UInt8]("\"}\n{\"gmrId\":\"G\"}\n".utf8)
        let read = try items(long, options: CaptureOptions(kind: .manifestFeed, type: MessageType.movement))
        guard read.count == 2, case .rejected(let fault) = read[0], case .message = read[1] else {
            Issue.record("\(read.count) items")
            return
        }
        #expect(fault.place.byte == 0 && fault.raw.count == DeviceFault.rawLimit)
    }

    @Test func declarationsAndAnswersMayStandInOneFile() throws {
        let text = "<Declaration xmlns=\"urn:wco:x\"/><Response xmlns=\"urn:wco:x\"/>"
        func types(_ options: CaptureOptions) throws -> [String] {
            try items([UInt8](text), options: options).compactMap {
                if case .message(let one) = $0 { one.type } else { nil }
            }
        }
        let (declaration, response) = (MessageType.customsDeclaration, MessageType.customsResponse)
        #expect(try types(CaptureOptions(kind: .manifestFeed)) == [declaration, response])
        #expect(try types(CaptureOptions(kind: .manifestFeed, type: declaration)) == [declaration, declaration])
    }

    @Test("An envelope is one, whatever it holds; a document is what its elements say") func envelopesComeFirst() throws
    {
        func format(_ text: String, _ kind: DeviceKind) throws -> [String] {
            try items([UInt8](text.utf8), options: CaptureOptions(source: "/gate/x/1", kind: kind)).map {
                if case .message(let one) = $0 { one.type } else { "rejected" }
            }
        }
        let movement = try CaptureWriter.line(message([UInt8](#"{"gmrId":"G1"}"#.utf8), type: MessageType.movement))
        #expect(try format(movement.text, .manifestFeed) == [MessageType.movement])
        // Words that stand in the texts of a declaration make no answer of it.
        let declaration = "<Declaration xmlns=\"urn:wco:x\"><ID>Response</ID></Declaration>"
        #expect(try format(declaration, .manifestFeed) == [MessageType.customsDeclaration])
        let answer = "<x:Response xmlns:x=\"urn:wco:x\"><x:Declaration/></x:Response>"
        #expect(try format(answer, .manifestFeed) == [MessageType.customsResponse])
    }

    @Test func ownBytesOfAnotherKindAreRefused() throws {
        let n42 = [UInt8]("<RadInstrumentData/>")
        var reader = CaptureReader(bytes: n42, options: CaptureOptions(kind: .weighbridge))
        #expect(fault { () throws(DeviceFault) in try reader.next() }?.code == .unknownFormat)
        var unknown = CaptureReader(bytes: [UInt8]("hello"), options: CaptureOptions(format: .ownBytes))
        #expect(fault { () throws(DeviceFault) in try unknown.next() }?.code == .unknownFormat)
        let long = [UInt8]("<RadInstrumentData>".utf8) + [UInt8](repeating: 0x41, count: DocumentCutter.limit)
        guard case .rejected(let fault)? = try items(long, options: CaptureOptions(kind: .portal)).first else {
            Issue.record("a document without an end was taken")
            return
        }
        #expect(fault.code == .tooLong && fault.place.line == 1)
    }

    @Test func aPortalLogIsWrappedSecondBySecond() throws {
        let log = """
            NB,000003,000000,000002,000000,2016-05-31 09:30:00.918 -07\r
            GB,000379,000371,000407,000371,2016-05-31 09:30:00.974 -07\r
            NB,000003,000000,000002,000000,2016-05-31 09:30:05.998 -07\r
            TT\r
            GB,000378,000376,000409,000365,2016-05-31 09:30:06.002 -07\r\n
            """
        let read = try items([UInt8](log), options: CaptureOptions(source: "/gate/x/lane/1/portal"))
        let messages = read.compactMap { if case .message(let one) = $0 { one } else { nil } }
        try #require(messages.count == 3)
        #expect(messages.map(\.sequence) == [1, 2, 3])
        #expect(messages.allSatisfy { $0.type == MessageType.portal && $0.source == "/gate/x/lane/1/portal" })
        #expect(messages[0].deviceTime == GateTime(rfc3339: "2016-05-31T16:30:00.918Z"))
        #expect(messages[0].receivedTime == GateTime(rfc3339: "2016-05-31T16:30:00.974Z"))
        #expect(messages[1].data.text.hasSuffix("TT\r\n"))
    }

    @Test func plateObjectsAreWrappedHoweverTheyAreLaidOut() throws {
        let text = """
            {"data_type":"alpr_results","epoch_time":1456566569022,"results":[]}
            {
             "data_type": "alpr_group",
             "best_plate_number": "12C{12345",
             "epoch_end": 1456566570000
            }
            {"data_type":"alpr_results", "results":[
            {"data_type":"heartbeat","timestamp":1456566571000}
            {"no":"type"}
            """
        let read = try items([UInt8](text), options: CaptureOptions(source: "/cam"))
        try #require(read.count == 5)
        guard case .message(let first) = read[0], case .message(let second) = read[1],
            case .rejected(let cut) = read[2], case .message(let beat) = read[3], case .rejected(let nameless) = read[4]
        else {
            Issue.record("\(read)")
            return
        }
        #expect(first.type == MessageType.plateResults)
        #expect(second.type == MessageType.plateGroup)
        #expect(second.receivedTime.milliseconds == 1_456_566_570_000)
        #expect(cut.code == .truncated && cut.place.line == 7)
        #expect(beat.type == MessageType.plateHeartbeat)
        #expect(nameless.code == .missingField && nameless.place.line == 9)
    }

    @Test("files of plate cameras", arguments: [1, 7, 1_000]) func plateFiles(chunk: Int) throws {
        let alert = HikvisionTests.alert()
        let stream = HikvisionTests.multipart([
            ("text/xml", [UInt8](HikvisionTests.short("videoloss"))), ("application/xml", [UInt8](alert)),
            ("image/jpeg", [0xFF, 0xD8, 0x0A, 0xFF, 0xD9]), ("application/xml", [UInt8](alert)),
        ])
        let half = alert.replacing("</EventNotificationAlert>", with: "")
        for (bytes, type, count, rejected) in [
            ([UInt8](PlateFamilyTests.webhook + PlateFamilyTests.webhook), MessageType.plateRecognizer, 2, 0),
            ([UInt8](PlateFamilyTests.axis + "\n" + PlateFamilyTests.axis), MessageType.axisPlate, 2, 0),
            ([UInt8](PlateFamilyTests.frigate + "\n{\"lpr\":"), MessageType.frigatePlate, 1, 1),
            ([UInt8](alert + alert), MessageType.hikvisionPlate, 2, 0), (stream, MessageType.hikvisionPlate, 3, 0),
            ([UInt8](half + "\n" + alert + "\n" + half), MessageType.hikvisionPlate, 1, 2),
        ] {
            let read = try items(bytes, chunk: chunk, options: CaptureOptions(source: "/cam"))
            let messages = read.compactMap { if case .message(let one) = $0 { one } else { nil } }
            #expect(messages.map(\.type) == Array(repeating: type, count: count))
            #expect(read.count - messages.count == rejected, "\(type)")
            #expect(
                messages.allSatisfy { $0.source == "/cam" && $0.deviceTime != nil && $0.receivedTime == $0.deviceTime })
        }
    }

    @Test func anAlertWithoutEndHoldsBoundedMemory() throws {
        let line = "<EventNotificationAlert>" + String(repeating: "x", count: 200_000) + "\n"
        let read = try items([UInt8](String(repeating: line, count: 13)), options: CaptureOptions(source: "/cam"))
        let codes = read.compactMap { if case .rejected(let fault) = $0 { fault.code } else { nil } }
        #expect(codes == [.tooLong, .tooLong, .truncated])
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theSampleFilesAreRead() throws {
        for (path, type) in [
            ("plates/axis-lpr-event.json", MessageType.axisPlate),
            ("plates/hikvision-anpr-parkpow.xml", MessageType.hikvisionPlate),
        ] {
            let read = try items(Samples.bytes(path), options: CaptureOptions(source: "/cam"))
            guard read.count == 1, case .message(let one) = read[0] else {
                Issue.record("\(path): \(read.count) items")
                continue
            }
            #expect(one.type == type && one.deviceTime != nil)
        }
        let plate = try items(
            Samples.bytes("plates/openalpr-alpr_results-restful-alpr.json"), options: CaptureOptions(source: "/cam"))
        try #require(plate.count == 1)
        guard case .message(let one) = plate[0] else { return }
        #expect(one.type == MessageType.plateResults)
        #expect(one.receivedTime.milliseconds == 1_456_566_569_022)
        for path in ["rpm/S2-C0-NONE.first8occ.csv", "rpm/S2-C3-NORM2.first8occ.csv"] {
            var reader = CaptureReader(bytes: try Samples.bytes(path))
            while try reader.next() != nil {}
            #expect(reader.format == .portalLog)
            #expect(reader.counts.rejected == 0)
            #expect(reader.counts.messages > 150)
        }
    }
}

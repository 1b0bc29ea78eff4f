import GateModel
import TestSupport
import Testing

@testable import GateDevices

@Suite("Hikvision")
struct HikvisionTests {
    /// An alert with the misspelt names of the format, in whatever namespace and prefix.
    static func alert(
        prefix: String = "", namespace: String = "http://www.hikvision.com/ver20/XMLSchema", plate: String = "12C12345",
        extra: String = ""
    ) -> String {
        let tag = prefix.isEmpty ? "" : prefix + ":"
        let declared = prefix.isEmpty ? "xmlns" : "xmlns:" + prefix
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <\(tag)EventNotificationAlert version="2.0" \(declared)="\(namespace)">
            <\(tag)ipAddress>10.1.1.9</\(tag)ipAddress><\(tag)dateTime>2026-11-23T07:00:05+07:00</\(tag)dateTime>
            <\(tag)eventType>ANPR</\(tag)eventType><\(tag)eventState>active</\(tag)eventState>
            <\(tag)ANPR><\(tag)country>3</\(tag)country><\(tag)licensePlate>\(plate)</\(tag)licensePlate>
            <\(tag)direction>forward</\(tag)direction><\(tag)confidenceLevel>97</\(tag)confidenceLevel>
            <\(tag)plateCharBelieve>99,99,61,99,99,98,97,96</\(tag)plateCharBelieve>
            <\(tag)vehicleInfo><\(tag)vehileModel>0</\(tag)vehileModel></\(tag)vehicleInfo>
            <\(tag)vehicelRect><\(tag)X>1</\(tag)X></\(tag)vehicelRect>
            <\(tag)originalLicensePlate>12C-1234S</\(tag)originalLicensePlate>\(extra)</\(tag)ANPR>
            <\(tag)UUID>u-1</\(tag)UUID></\(tag)EventNotificationAlert>
            """
    }

    static func short(_ event: String, _ state: String = "inactive", inside: String = "") -> String {
        "<EventNotificationAlert><dateTime>2026-11-23T00:00:05Z</dateTime><eventType>\(event)</eventType>"
            + "<eventState>\(state)</eventState>\(inside)</EventNotificationAlert>"
    }

    /// A picture that holds everything but the boundary: line breaks, dashes, tags.
    static let picture = [0xFF, 0xD8] + [UInt8]("\r\n--\r\n--gate no\r\n<EventNotificationAlert>\0\n-") + [0xFF, 0xD9]

    static func multipart(
        _ parts: [(type: String, body: [UInt8])], boundary: String = "gate", end: String = "\r\n", closing: Bool = true
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for (type, body) in parts {
            bytes += [UInt8]("--\(boundary)\(end)")
            if !type.isEmpty {
                bytes += [UInt8](
                    "Content-Disposition: form-data; name=\"x\"\(end)Content-Type: \(type)\(end)"
                        + "Content-Length: \(body.count)\(end)")
            }
            bytes += [UInt8](end) + body + [UInt8](end)
        }
        return closing ? bytes + [UInt8]("--\(boundary)--\(end)") : bytes
    }

    static func message(_ bytes: [UInt8]) throws -> PlateMessage { try HikvisionDecoder.decode(bytes) }

    private func check(_ message: PlateMessage, _ place: Comment) {
        guard case .sightings(let found) = message, found.count == 1 else {
            Issue.record("\(message) \(place)")
            return
        }
        let one = found[0]
        #expect(one.text == "12C12345" && one.confidence == 970, place)
        #expect(one.characters == [990, 990, 610, 990, 990, 980, 970, 960], place)
        #expect(one.candidates.map(\.text) == ["12C12345", "12C1234S"], place)
        #expect(one.deviceTime == .at(5) && one.motion == .approaching && one.region == "3" && one.uuid == "u-1", place)
    }

    @Test(arguments: ["", "hik", "ns0"]) func anyNamespaceAndPrefix(prefix: String) throws {
        for namespace in ["http://www.hikvision.com/ver20/XMLSchema", "http://www.isapi.org/ver20/XMLSchema", "urn:x"] {
            let text = Self.alert(prefix: prefix, namespace: namespace)
            check(try Self.message([UInt8](text)), "\(prefix) \(namespace)")
            check(try Self.message([0xEF, 0xBB, 0xBF] + [UInt8](text)), "with a mark")
            check(try Self.message([UInt8]("\r\n " + text + "\r\n")), "with blanks")
        }
    }

    @Test(arguments: ["\r\n", "\n"]) func amongPictures(end: String) throws {
        let alert = [UInt8](Self.alert())
        for (type, boundary) in [
            ("application/xml", "gate"), ("text/xml; charset=\"UTF-8\"", "-----------7e13971310878"),
            ("", "MIME_boundary"),
        ] {
            for closing in [true, false] {
                let bytes = Self.multipart(
                    [(type, alert), ("image/jpeg", Self.picture), ("image/jpeg", Self.picture + Self.picture)],
                    boundary: boundary, end: end, closing: closing)
                for preamble in ["", "\r\n", "Content-Type: multipart/form-data; boundary=\(boundary)\r\n\r\n"] {
                    let (message, skipped) = try HikvisionDecoder.read([UInt8](preamble) + bytes)
                    check(message, "\(type) \(closing) \(preamble)")
                    #expect(skipped.count == 2)
                    #expect(closing ? skipped.bytes == 3 * Self.picture.count : skipped.bytes >= 3 * Self.picture.count)
                }
            }
        }
    }

    @Test func severalAlertsInOneBody() throws {
        let beat = ("application/xml", [UInt8](Self.short("videoloss")))
        let loss = ("application/xml", [UInt8](Self.short("videoloss", "active")))
        let plate = ("application/xml", [UInt8](Self.alert()))
        check(try Self.message(Self.multipart([beat, plate, loss])), "plates first")
        #expect(try Self.message(Self.multipart([beat, loss, beat])) == .trouble(.pictureLost))
        #expect(try Self.message(Self.multipart([beat, beat])) == .heartbeat(.at(5)))
        guard case .sightings(let two) = try Self.message(Self.multipart([plate, plate])) else { return }
        #expect(two.count == 2)
    }

    @Test func otherAlertsOnTheSameEndpoint() throws {
        #expect(try Self.message([UInt8](Self.short("videoloss"))) == .heartbeat(.at(5)))
        #expect(try Self.message([UInt8](Self.short("VMD", "active"))) == .heartbeat(.at(5)))
        #expect(try Self.message([UInt8](Self.short("shelteralarm", "active"))) == .trouble(.lensCovered))
        var desk = DeviceDesk(plan: DeskTests.plan())
        func send(_ data: [UInt8], _ number: UInt64) -> Receipt {
            desk.receive(
                GateDevicesTests.message(
                    data, type: MessageType.hikvisionPlate, source: DeskTests.front, sequence: number,
                    received: Double(number)))
        }
        let first = send([UInt8](Self.short("VMD")), 1)
        #expect(first.signals == [.heartbeat] && first.report?.condition == .working)
        let front = try #require(DeviceID(number: 1))
        #expect(send(Self.multipart([("", [UInt8](Self.alert())), ("image/jpeg", [1, 2, 3])]), 2).signals.count == 1)
        #expect(desk.health(front)?.plates == 1 && desk.health(front)?.pictures == 1)
        #expect(desk.health(front)?.pictureBytes == 3)
        #expect(desk.messagesByType[MessageType.hikvisionPlate] == 2)
        #expect(send([UInt8](Self.short("videoloss", "active")), 3).signals == [.heartbeat])
        let reports = desk.condition(at: .at(4))
        #expect(reports.map(\.1.condition) == [.faulty])
        #expect(reports.first?.1.detail == "pictureLost")
    }

    @Test(
        "fields",
        arguments: [
            ("<licensePlate>unknown</licensePlate>", [String]()), ("<licensePlate> </licensePlate>", []),
            ("<licensePlate>unknown</licensePlate><originalLicensePlate>a 1</originalLicensePlate>", ["A1"]),
            ("<licensePlate>a&amp;1</licensePlate>", ["A&1"]), ("<licensePlate>桂F·12345</licensePlate>", ["桂F12345"]),
            ("<licensePlate><![CDATA[A1]]></licensePlate><plateCharBelieve></plateCharBelieve>", ["A1"]),
            ("<licensePlate>A<!-- c -->1</licensePlate><confidenceLevel></confidenceLevel>", ["A1"]),
        ])
    func fields(inside: String, plates: [String]) throws {
        let text = Self.short("ANPR", inside: "<ANPR>\(inside)</ANPR>")
        guard case .sightings(let found) = try Self.message([UInt8](text)) else {
            Issue.record("no plates: \(text)")
            return
        }
        #expect(found.map(\.text) == plates)
        #expect(found.allSatisfy { $0.characters.isEmpty })
    }

    @Test(
        "times",
        arguments: [
            ("2026-11-23T07:00:05+07:00", GateTime.at(5) as GateTime?), ("2026-11-23T07:00:05.250+0700", .at(5.25)),
            ("2026-11-23T00:00:05Z", .at(5)), ("2026-11-23T07:00:05", nil), ("", nil),
        ])
    func times(text: String, time: GateTime?) throws {
        let alert = Self.short("VMD").replacing("2026-11-23T00:00:05Z", with: text)
        #expect(try Self.message([UInt8](alert)) == .heartbeat(time))
    }

    @Test(
        "faults",
        arguments: [
            ("", DeviceFault.Code.malformed, ""), ("hello", .malformed, ""), ("--\r\n", .malformed, ""),
            ("--gate\r\n", .missingField, "EventNotificationAlert"),
            ("--gate\r\nContent-Type: text/xml\r\n\r\n\r\n--gate--\r\n", .truncated, ""),
            ("<a/>", .unknownName, "EventNotificationAlert"), ("<a>", .truncated, "a"), ("<a>x<b", .truncated, "a"),
            ("<a/>x", .malformed, ""), ("<a></b>", .malformed, "a"),
            ("<a/><b/>", .malformed, ""), ("<a>&lol;</a>", .malformed, "a"), ("<a>\0</a>", .badText, "a"),
            ("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", .badText, "encoding"),
            ("<?xml version=\"1.0\" encoding='utf-7' ?><a>+ADwAIQ-DOCTYPE</a>", .badText, "encoding"),
            ("<?xml version=\"1.0\" \(String(repeating: " ", count: 300)) encoding='x'?><a/>", .badText, "encoding"),
            // Instructions are passed over.
            ("<a><?x?></a>", .unknownName, "EventNotificationAlert"),
            ("<?xml?><a><?xml?></a>", .unknownName, "EventNotificationAlert"),
            ("<?xml-s x?><a/>", .unknownName, "EventNotificationAlert"),
            ("<EventNotificationAlert/>", .missingField, "eventType"),
            (HikvisionTests.short("ANPR"), .missingField, "licensePlate"),
            (
                HikvisionTests.short("ANPR", inside: "<ANPR><confidenceLevel>101</confidenceLevel></ANPR>"),
                .outOfRange,
                "confidenceLevel"
            ),
            (
                HikvisionTests.short("ANPR", inside: "<ANPR><confidenceLevel>9e9</confidenceLevel></ANPR>"),
                .outOfRange,
                "confidenceLevel"
            ),
            (
                HikvisionTests.short("ANPR", inside: "<ANPR><plateCharBelieve>99,x</plateCharBelieve></ANPR>"),
                .outOfRange,
                "plateCharBelieve"
            ),
            (HikvisionTests.short("VMD").replacing("2026-11-23T00:00:05Z", with: "soon"), .malformed, "dateTime"),
        ])
    func faults(text: String, code: DeviceFault.Code, field: String) {
        let found = fault { () throws(DeviceFault) in try HikvisionDecoder.decode([UInt8](text)) }
        #expect(found?.code == code, "\(text): \(String(describing: found))")
        #expect(found?.place.field == field, "\(text)")
        #expect(found?.raw.isEmpty == text.isEmpty, "\(text)")
        #expect(found.map { $0.place.byte <= text.utf8.count } == true)
    }

    // MARK: Hostile input

    static let bombs: [String] = [
        // Entities that name each other, one that is long, one from outside, and a type without any.
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]><EventNotificationAlert>&c;</EventNotificationAlert>",
        "<!DOCTYPE q [<!ENTITY a \"\(String(repeating: "x", count: 50_000))\">]><a>\(String(repeating: "&a;", count: 1_000))</a>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><EventNotificationAlert><eventType>&e;</eventType></EventNotificationAlert>",
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1/x.dtd\"><EventNotificationAlert/>", "<a><!doctype x></a>",
        "<?xml version=\"1.0\"?>\n\n<!\nDOCTYPE x []><a/>",
    ]

    @Test(arguments: HikvisionTests.bombs.indices) func documentTypesAreRefusedUnread(index: Int) {
        for text in [
            Self.bombs[index], Self.bombs[index].replacing("<!DOCTYPE", with: "<?xml version='1.0'?><!DOCTYPE"),
        ] {
            let plain = fault { () throws(DeviceFault) in try HikvisionDecoder.decode([UInt8](text)) }
            #expect(plain?.code == .unsupportedDialect, "\(text.prefix(60))")
            let wrapped = Self.multipart([("application/xml", [UInt8](text))])
            let inside = fault { () throws(DeviceFault) in try HikvisionDecoder.decode(wrapped) }
            #expect(inside?.code == .unsupportedDialect)
        }
    }

    @Test func deepLongAndMany() throws {
        let deep = String(repeating: "<a>", count: 200_000)
        #expect(fault { () throws(DeviceFault) in try HikvisionDecoder.decode([UInt8](deep)) }?.code == .tooDeep)
        let wide = "<a>" + String(repeating: "<b/>", count: HikvisionDecoder.limits.elements) + "</a>"
        #expect(fault { () throws(DeviceFault) in try HikvisionDecoder.decode([UInt8](wide)) }?.code == .tooLong)
        let text = "<a>" + String(repeating: "x", count: HikvisionDecoder.limits.text + 1) + "</a>"
        #expect(fault { () throws(DeviceFault) in try HikvisionDecoder.decode([UInt8](text)) }?.code == .tooLong)
        let large = "<a>" + String(repeating: " ", count: HikvisionDecoder.limits.bytes) + "</a>"
        #expect(fault { () throws(DeviceFault) in try HikvisionDecoder.decode([UInt8](large)) }?.code == .tooLong)
        let plates = Self.multipart(Array(repeating: ("application/xml", [UInt8](Self.alert())), count: 40))
        guard case .sightings(let found) = try Self.message(plates) else { return }
        #expect(found.count == PlateSighting.frameLimit)
    }

    @Test func tenThousandParts() {
        for type in ["image/jpeg", "application/xml", ""] {
            let bytes = Self.multipart(Array(repeating: (type, [UInt8]("<a/>")), count: 10_000))
            let found = fault { () throws(DeviceFault) in try HikvisionDecoder.decode(bytes) }
            #expect(found?.code == .tooLong, "\(type)")
        }
        let empty = [UInt8](String(repeating: "--gate\r\n", count: 10_000))
        #expect(fault { () throws(DeviceFault) in try HikvisionDecoder.decode(empty) }?.code == .tooLong)
    }

    @Test func cutAtEveryByte() throws {
        let alert = [UInt8](Self.alert(prefix: "ns"))
        for end in 0..<alert.count {
            let found = fault { () throws(DeviceFault) in try HikvisionDecoder.decode(Array(alert[..<end])) }
            #expect(found != nil && (found?.place.byte ?? 0) <= end, "\(end)")
        }
        // A body that ends in the middle of a picture has said everything; one that ends before its alert has, nothing.
        let body = Self.multipart([("application/xml", alert), ("image/jpeg", Self.picture)])
        let whole =
            try #require(body.indices.first { body[$0...].starts(with: "</ns:EventNotificationAlert>".utf8) }) + 28
        for end in 0...body.count {
            let found = fault { () throws(DeviceFault) in try HikvisionDecoder.decode(Array(body[..<end])) }
            #expect((found == nil) == (end >= whole), "\(end): \(String(describing: found))")
        }
    }

    @Test("random bodies split where they were joined") func splitAndJoined() throws {
        let seed = Fuzz.seed
        print("multipart: seed \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let end = random.chance(70) ? "\r\n" : "\n"
            let boundary = "b" + (0..<random.below(60)).map { _ in ["a", "-", "9", "_"][random.below(4)] }.joined()
            let parts = (0..<1 + random.below(8)).map { _ in
                (
                    type: ["image/jpeg", "application/octet-stream", "text/xml"][random.below(3)],
                    // A line that begins with the boundary cannot stand in a part; anything else can.
                    body: (0..<random.below(400)).map { _ in
                        UInt8([0x0A, 0x0D, 0x2D, 0x3C, 0xFF, random.below(256)][random.below(6)])
                    }
                )
            }
            let bytes = Self.multipart(parts, boundary: boundary, end: end)
            let found = try MultipartBody(bytes)
            #expect(found.parts.map { Array(bytes[$0.body]) } == parts.map(\.body), "seed \(seed)")
            #expect(found.parts.map(\.contentType).map { $0.filter { $0 != " " } } == parts.map(\.type), "seed \(seed)")
        }
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theSample() throws {
        let bytes = try Samples.bytes("plates/hikvision-anpr-parkpow.xml")
        for body in [bytes, Self.multipart([("text/xml", bytes), ("image/jpeg", Self.picture)], boundary: "boundary")] {
            guard case .sightings(let found) = try Self.message(body), found.count == 1 else {
                Issue.record("no plate")
                return
            }
            #expect(found[0].text == "PECT600" && found[0].confidence == 970 && found[0].motion == .leaving)
            #expect(found[0].characters == Array(repeating: 990, count: 7))
            #expect(found[0].deviceTime == GateTime(rfc3339: "2024-01-19T03:17:19Z"))
            #expect(found[0].uuid.hasPrefix("2024011911172144900") && found[0].uuid.count <= 64)
            #expect(found[0].candidates.isEmpty && found[0].region == "3")
        }
    }
}

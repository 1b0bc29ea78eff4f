import GateDevices
internal import TestSupport

/// The decoders of plate cameras.
public enum PlateTargets {
    public static var all: [any FuzzTarget] { [openALPR, plateRecognizer, axis, frigate, hikvision] }

    static let results = Array(
        #"{"data_type":"alpr_results","version":2,"epoch_time":1456566569022,"uuid":"cam-1","results":[{"plate":"12C12345","confidence":91.700233,"coordinates":[{"x":643,"y":602},{"x":915,"y":598},{"x":920,"y":726}],"candidates":[{"plate":"12C12345","confidence":91.7},{"plate":"桂F1234\u6302","confidence":8.0e1}]}]}"#
            .utf8)
    static let group = Array(
        #"{"data_type":"alpr_group","best_plate_number":"12C12345","best_confidence":89,"best_uuid":"u","uuids":["u","v"],"epoch_end":1456566570000,"travel_direction":90.5,"vehicle":{"color":[{"name":"white","confidence":9e1}]}}"#
            .utf8)

    private static var openALPR: MessageTarget<PlateMessage> {
        let grammar = Grammar(
            names: [
                "data_type", "results", "candidates", "plate", "confidence", "coordinates", "x", "y", "uuid", "uuids",
                "epoch_time", "epoch_end", "best_plate_number", "best_plate", "best_confidence", "best_uuid",
                "travel_direction",
            ],
            values: [
                "\"alpr_results\"", "\"alpr_group\"", "\"heartbeat\"", "\"12C12345\"", "91.700233", "640",
                "1456566569022", "[\"u\",\"v\"]", "[{\"plate\":\"29H00001\",\"confidence\":80}]", "359.6",
            ])
        return MessageTarget(
            "plate openalpr", goods: [results, group], grammar: { grammar.object(&$0) },
            decode: { (bytes) throws(DeviceFault) in try OpenALPRDecoder.decode(bytes) }, check: check)
    }

    private static var plateRecognizer: MessageTarget<PlateMessage> {
        let good = #"""
            {"hook":{"target":"http://gate/hook","id":"lane-3","event":"recognition","filename":"a.jpg"},
             "data":{"camera_id":"lane-3","timestamp":"2026-11-23T00:05:13.606935Z","results":[
               {"box":{"xmin":460,"ymin":57,"xmax":557,"ymax":82},"plate":"12c12345","region":{"code":"vn","score":0.413},
                "score":0.839,"candidates":[{"plate":"12c12346"},{"score":0.839,"plate":"12c12345"}],
                "vehicle":{"score":0.267,"type":"Big Truck"},"direction":210.6,"position_sec":4}]}}
            """#
        let form =
            "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n\(good)\r\n--b\r\nContent-Type: image/jpeg\r\n\r\nJFIF\r\n--b--\r\n"
        let grammar = Grammar(
            names: [
                "hook", "event", "data", "timestamp", "results", "plate", "score", "candidates", "direction", "region",
                "code", "box", "xmin", "xmax", "ymin", "ymax",
            ],
            values: [
                "\"recognition\"", "\"12c12345\"", "0.839", "210.6", "\"2026-11-23T00:05:13Z\"", "\"vn\"", "460",
                "\"0.5\"",
                "[{\"plate\":\"29h00001\",\"score\":0.8}]",
            ])
        return MessageTarget(
            "plate platerecognizer", goods: [Array(good.utf8), Array(form.utf8)], grammar: { grammar.object(&$0) },
            decode: { (bytes) throws(DeviceFault) in try PlateRecognizerDecoder.decode(bytes) }, check: check)
    }

    private static var axis: MessageTarget<PlateMessage> {
        let good = #"""
            {"packetCounter":"11","capture_timestamp":"1795392005250","plateText":"\u0031\u0032C12345","plateUTF8":"12C12345",
             "plateASCII":"12C12345","plateCountry":"VNM","plateConfidence":"0.719034","carState":"lost",
             "plateCoordinates":[1185,532,140,28],"carMoveDirection":"in","carID":"1144696",
             "camera_info":{"SerialNumber":"ACCC8ED3290D","ProdShortName":"P1445"}}
            """#
        let grammar = Grammar(
            names: [
                "plateUTF8", "plateUnicode", "plateText", "plateASCII", "plateConfidence", "capture_timestamp", "carID",
                "carState", "carMoveDirection", "plateCountry", "camera_info", "SerialNumber",
            ],
            values: [
                "\"12C12345\"", "\"0.71\"", "0.71", "\"1795392005250\"", "\"lost\"", "\"new\"", "\"in\"", "17",
                "\"VNM\"",
            ])
        return MessageTarget(
            "plate axis", goods: [Array(good.utf8)], grammar: { grammar.object(&$0) },
            decode: { (bytes) throws(DeviceFault) in try AxisDecoder.decode(bytes) }, check: check)
    }

    private static var frigate: MessageTarget<PlateMessage> {
        let good = #"""
            {"type":"lpr","id":"1795392005.475377-mxklsc","name":null,"plate":"12C 123.45","score":0.9512,
             "camera":"lane3","timestamp":1795392005.748393,"plate_box":[917,487,1029,529]}
            """#
        let grammar = Grammar(
            names: ["type", "plate", "score", "timestamp", "id", "camera", "name"],
            values: ["\"lpr\"", "\"face\"", "\"12C12345\"", "0.95", "1795392005.748", "\"a-b\""])
        return MessageTarget(
            "plate frigate", goods: [Array(good.utf8)], grammar: { grammar.object(&$0) },
            decode: { (bytes) throws(DeviceFault) in try FrigateDecoder.decode(bytes) }, check: check)
    }

    static func alert(_ prefix: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <\(prefix)EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
        <\(prefix)dateTime>2026-11-23T07:00:05+07:00</\(prefix)dateTime><\(prefix)eventType>ANPR</\(prefix)eventType>
        <\(prefix)ANPR><\(prefix)country>3</\(prefix)country><\(prefix)licensePlate>12C12345</\(prefix)licensePlate>
        <\(prefix)direction>forward</\(prefix)direction><\(prefix)confidenceLevel>97</\(prefix)confidenceLevel>
        <\(prefix)plateCharBelieve>99,99,61,99,99,98,97,96</\(prefix)plateCharBelieve>
        <\(prefix)originalLicensePlate>12C-1234S</\(prefix)originalLicensePlate></\(prefix)ANPR>
        <\(prefix)UUID>u-1</\(prefix)UUID></\(prefix)EventNotificationAlert>
        """
    }

    /// Multipart bodies too: every other input is one, of parts of any kind.
    private static var hikvision: MessageTarget<PlateMessage> {
        let grammar = Grammar(
            names: [
                "dateTime", "eventType", "eventState", "ANPR", "licensePlate", "originalLicensePlate",
                "confidenceLevel",
                "plateCharBelieve", "direction", "country", "countryAbbreviation", "UUID", "EventNotificationAlert",
            ],
            values: [
                "ANPR", "videoloss", "active", "12C12345", "unknown", "97", "99,99,61", "forward",
                "2026-11-23T07:00:05+07:00",
            ])
        func document(_ random: inout SeededRandom) -> [UInt8] { grammar.document("EventNotificationAlert", &random) }
        func part(_ type: String, _ body: [UInt8], _ end: String) -> [UInt8] {
            Array("--gate\(end)Content-Type: \(type)\(end)\(end)".utf8) + body + Array(end.utf8)
        }
        let picture: [UInt8] = [0xFF, 0xD8] + Array("\r\n--\r\n<a>\0".utf8) + [0xFF, 0xD9]
        let body = part("text/xml", Array(alert("h:").utf8), "\r\n") + part("image/jpeg", picture, "\r\n")
        return MessageTarget(
            "plate hikvision",
            goods: [Array(alert("").utf8), Array(alert("h:").utf8), body + Array("--gate--\r\n".utf8)],
            grammar: { random in
                guard random.chance(50) else { return document(&random) }
                let end = random.pick(["\r\n", "\n"])
                var bytes: [UInt8] = []
                for _ in 0..<random.below(5) {
                    let isXML = random.chance(60)
                    let type = random.pick(isXML ? ["application/xml", "", "text/xml"] : ["image/jpeg", "x"])
                    bytes += part(type, isXML ? document(&random) : Mutator.noise(random.below(60), with: &random), end)
                }
                return bytes + Array(random.pick(["--gate--", "--gate", "--ga", ""]).utf8)
            },
            decode: { (bytes) throws(DeviceFault) in try HikvisionDecoder.decode(bytes) }, check: check)
    }

    /// What holds of every plate, whoever read it.
    @Sendable static func check(_ message: PlateMessage) -> String? {
        guard case .sightings(let sightings) = message else { return nil }
        for one in sightings {
            if one.text.isEmpty || one.text.count > 64 { return "a plate of \(one.text.count) characters" }
            if !(0...1_000).contains(one.confidence) { return "confidence \(one.confidence)" }
            if one.uuid.count > 64 || one.region.count > 64 { return "an identifier beyond 64 characters" }
            if one.candidates.count > PlateSighting.candidateLimit { return "\(one.candidates.count) candidates" }
            if Set(one.candidates.map(\.text)).count != one.candidates.count { return "a candidate comes twice" }
            for (better, worse) in zip(one.candidates, one.candidates.dropFirst())
            where better.confidence < worse.confidence {
                return "candidates are not sorted"
            }
            if !one.characters.isEmpty, one.characters.count != one.text.count { return "characters without a plate" }
            if let degrees = one.travelDirection, !(0..<360).contains(degrees) { return "direction \(degrees)" }
        }
        return nil
    }
}

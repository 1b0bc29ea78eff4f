import GateModel
import Testing

@testable import GateDevices

/// The plate cameras whose messages are JSON, apart from OpenALPR.
@Suite("Plate cameras")
struct PlateFamilyTests {
    private func decode(_ type: String, _ text: String) throws(DeviceFault) -> PlateMessage {
        switch type {
        case MessageType.axisPlate: try AxisDecoder.decode([UInt8](text))
        case MessageType.frigatePlate: try FrigateDecoder.decode([UInt8](text))
        default: try PlateRecognizerDecoder.decode([UInt8](text))
        }
    }

    private func sightings(_ type: String, _ text: String) throws -> [PlateSighting]? {
        guard case .sightings(let found) = try decode(type, text) else { return nil }
        return found
    }

    static let webhook = #"""
        {"hook":{"target":"http://gate/hook","id":"lane-3","event":"recognition","filename":"a.jpg"},
         "data":{"camera_id":"lane-3","timestamp":"2026-11-23T00:05:13.606935Z",
          "timestamp_local":"2026-11-23 07:05:13.606935+07:00","results":[
           {"box":{"xmin":10,"ymin":10,"xmax":20,"ymax":14},"plate":"29h00001","score":0.99,"region":{"code":"vn"}},
           {"box":{"xmin":460,"ymin":57,"xmax":557,"ymax":82},"plate":"12c12345","region":{"code":"vn","score":0.413},
            "score":0.839,"candidates":[{"plate":"12c12346"},{"score":0.839,"plate":"12c12345"},{"plate":"12g12345"}],
            "dscore":0.441,"vehicle":{"score":0.267,"type":"Big Truck","box":{"xmin":1,"ymin":2,"xmax":3,"ymax":4}},
            "direction":210.6,"source_url":"rtsp://x","position_sec":4}]}}
        """#
    static let axis = #"""
        {"packetCounter":"11","capture_timestamp":"1795392005250","plateText":"\u0031\u0032C12345","plateUTF8":"12C12345",
         "plateASCII":"12C12345","plateCountry":"VNM","plateConfidence":"0.719034","carState":"lost","geotag":{"lat":21.9},
         "plateCoordinates":[1185,532,140,28],"carMoveDirection":"in","carID":"1144696",
         "camera_info":{"SerialNumber":"ACCC8ED3290D","ProdShortName":"P1445"}}
        """#
    static let frigate = #"""
        {"type":"lpr","id":"1795392005.475377-mxklsc","name":null,"plate":"12C 123.45","score":0.9512,
         "camera":"lane3","timestamp":1795392005.748393,"plate_box":[917,487,1029,529]}
        """#

    @Test func theWebhook() throws {
        let found = try #require(try sightings(MessageType.plateRecognizer, Self.webhook))
        #expect(found.map(\.text) == ["12C12345", "29H00001"], "the larger plate first")
        let one = try #require(found.first)
        #expect(one.confidence == 839 && one.region == "VN" && one.travelDirection == 211)
        #expect(one.candidates.map(\.text) == ["12C12345", "12C12346", "12G12345"])
        #expect(one.deviceTime == GateTime(rfc3339: "2026-11-23T00:05:13.606Z"))
        #expect(found.last?.travelDirection == nil)
    }

    /// With pictures the webhook is a form.
    @Test func theWebhookWithItsPicture() throws {
        let picture =
            "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        let json = "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n" + Self.webhook + "\r\n"
        let jpeg: [UInt8] = [0xFF, 0xD8, 0x7B, 0x00, 0xFF, 0xD9]
        for isFirst in [true, false] {
            let image = Array(picture.utf8) + jpeg + Array("\r\n".utf8)
            let body = isFirst ? Array(json.utf8) + image : image + Array(json.utf8)
            let read = try PlateRecognizerDecoder.read(body + Array("--b--\r\n".utf8))
            guard case .sightings(let found) = read.message else {
                Issue.record("no plate")
                continue
            }
            #expect(found.map(\.text) == ["12C12345", "29H00001"])
            #expect(read.skipped.count == 1 && read.skipped.bytes == jpeg.count)
        }
        // A fault names the byte of the whole body.
        let bad = Array(picture.utf8) + jpeg + Array("\r\n--b\r\n\r\n{\"results\":7}\r\n--b--".utf8)
        #expect {
            _ = try PlateRecognizerDecoder.read(bad)
        } throws: { error in
            guard let fault = error as? DeviceFault else { return false }
            return fault.place.byte > picture.utf8.count + jpeg.count && fault.place.field == "results"
        }
        #expect(throws: DeviceFault.self) {
            _ = try PlateRecognizerDecoder.read(Array(picture.utf8) + jpeg + Array("\r\n--b--\r\n".utf8))
        }
    }

    @Test func anAxisEvent() throws {
        let found = try #require(try sightings(MessageType.axisPlate, Self.axis))
        try #require(found.count == 1)
        #expect(found[0].text == "12C12345" && found[0].confidence == 719 && found[0].region == "VNM")
        #expect(found[0].isGroup && found[0].motion == .approaching)
        #expect(found[0].uuid == "ACCC8ED3290D-1144696")
        #expect(found[0].deviceTime == .at(5.25))
        // A count without the camera it belongs to is no id.
        let bare = try #require(
            try sightings(MessageType.axisPlate, #"{"plateUTF8":"桂F12345","carID":7,"carState":"new"}"#))
        #expect(bare.first?.uuid == "" && bare.first?.isGroup == false && bare.first?.text == "桂F12345")
    }

    @Test func aFrigateUpdate() throws {
        let found = try #require(try sightings(MessageType.frigatePlate, Self.frigate))
        try #require(found.count == 1)
        #expect(found[0].text == "12C12345" && found[0].confidence == 951 && !found[0].isGroup)
        #expect(found[0].uuid == "1795392005.475377-mxklsc" && found[0].deviceTime == .at(5.748))
    }

    @Test(
        "what may be missing",
        arguments: [
            (MessageType.plateRecognizer, #"{"hook":{"event":"recognition"},"data":{"results":[]}}"#, [String]()),
            (MessageType.plateRecognizer, #"{"data":{"results":null,"timestamp":null}}"#, []),
            (MessageType.plateRecognizer, #"{"data":{"results":[{"plate":null,"vehicle":{}}]}}"#, []),
            (MessageType.plateRecognizer, #"{"results":[{"plate":"a1","direction":""}],"timestamp":""}"#, ["A1"]),
            (
                MessageType.plateRecognizer,
                #"{"results":[{"plate":"a1","direction":null,"box":{"xmin":"?"},"region":null}]}"#, ["A1"]
            ),
            (MessageType.axisPlate, #"{"plateUTF8":""}"#, []),
            (
                MessageType.axisPlate,
                #"{"plateUTF8":"","plateASCII":"A1","plateConfidence":"","capture_timestamp":""}"#, ["A1"]
            ),
            (MessageType.axisPlate, #"{"plateUnicode":"A1","plateConfidence":0.5,"capture_timestamp":5}"#, ["A1"]),
            (MessageType.frigatePlate, #"{"type":"lpr","plate":null}"#, []),
            (MessageType.frigatePlate, #"{"plate":"A1","score":null,"timestamp":null,"type":"lpr"}"#, ["A1"]),
        ])
    func tolerated(type: String, text: String, plates: [String]) throws {
        #expect(try sightings(type, text)?.map(\.text) == plates, "\(text)")
    }

    @Test func signsOfLife() throws {
        #expect(
            try decode(MessageType.frigatePlate, #"{"type":"face","name":"Lan","timestamp":1795392005.5}"#)
                == .heartbeat(.at(5.5)))
        #expect(
            try decode(
                MessageType.plateRecognizer,
                #"{"hook":{"event":"heartbeat"},"data":{"timestamp":"2026-11-23T00:00:05Z"}}"#) == .heartbeat(.at(5)))
    }

    @Test(
        "faults",
        arguments: [
            (MessageType.plateRecognizer, "", DeviceFault.Code.truncated, ""),
            (MessageType.plateRecognizer, "[]", .wrongType, ""),
            (MessageType.plateRecognizer, "{}", .missingField, "results"),
            (MessageType.plateRecognizer, #"{"hook":{"event":"recognition"},"data":{}}"#, .missingField, "results"),
            (MessageType.plateRecognizer, #"{"data":[]}"#, .wrongType, "data"),
            (MessageType.plateRecognizer, #"{"results":[{"score":1}]}"#, .missingField, "results.plate"),
            (MessageType.plateRecognizer, #"{"results":[{"plate":5}]}"#, .wrongType, "plate"),
            (MessageType.plateRecognizer, #"{"results":[{"plate":"A","score":83.9}]}"#, .outOfRange, "score"),
            (MessageType.plateRecognizer, #"{"results":[{"plate":"A","score":-1e99}]}"#, .outOfRange, "score"),
            (MessageType.plateRecognizer, #"{"results":[{"plate":"A","direction":"north"}]}"#, .wrongType, "direction"),
            (MessageType.plateRecognizer, #"{"results":[{"plate":"A","direction":1e400}]}"#, .outOfRange, "direction"),
            (MessageType.plateRecognizer, #"{"results":[],"timestamp":"yesterday"}"#, .malformed, "timestamp"),
            (MessageType.axisPlate, "{}", .missingField, "plateUTF8"),
            (MessageType.axisPlate, #"{"plateUTF8":"A","plateConfidence":"1.9"}"#, .outOfRange, "plateConfidence"),
            (MessageType.axisPlate, #"{"plateUTF8":"A","plateConfidence":"0,7"}"#, .malformed, "plateConfidence"),
            (MessageType.axisPlate, #"{"plateUTF8":"A","plateConfidence":"0.7 x"}"#, .malformed, "plateConfidence"),
            (MessageType.axisPlate, #"{"capture_timestamp":"99999999999999999999"}"#, .outOfRange, "capture_timestamp"),
            (MessageType.axisPlate, #"{"capture_timestamp":"12e"}"#, .malformed, "capture_timestamp"),
            (MessageType.axisPlate, #"{"carID":[]}"#, .wrongType, "carID"),
            (MessageType.frigatePlate, #"{"plate":"A"}"#, .missingField, "type"),
            (MessageType.frigatePlate, #"{"type":"lpr"}"#, .missingField, "plate"),
            (MessageType.frigatePlate, #"{"type":"lpr","plate":"A","timestamp":1e18}"#, .outOfRange, "timestamp"),
            (MessageType.frigatePlate, #"{"type":"lpr","plate":"A","timestamp":"now"}"#, .wrongType, "timestamp"),
        ])
    func faults(type: String, text: String, code: DeviceFault.Code, field: String) {
        let found = fault { () throws(DeviceFault) in try decode(type, text) }
        #expect(found?.code == code, "\(text): \(String(describing: found))")
        #expect(found?.place.field == field, "\(text)")
    }

    @Test(
        "cut at every byte",
        arguments: [
            (MessageType.plateRecognizer, PlateFamilyTests.webhook), (MessageType.axisPlate, PlateFamilyTests.axis),
            (MessageType.frigatePlate, PlateFamilyTests.frigate),
        ])
    func truncated(type: String, text: String) throws {
        let bytes = [UInt8](text)
        for end in 0..<bytes.lastIndex(of: UInt8(ascii: "}"))! {
            let cut = String(decoding: bytes[..<end], as: UTF8.self)
            let found = fault { () throws(DeviceFault) in try decode(type, cut) }
            // Half of a character beyond ASCII is bad text, and everything else a message that ends too soon.
            #expect(found != nil && (found?.place.byte ?? 0) <= end + 3, "\(end)")
        }
    }

    @Test func deepAndLong() throws {
        let deep = String(repeating: "[", count: 100_000)
        for type in [MessageType.plateRecognizer, MessageType.axisPlate, MessageType.frigatePlate] {
            let found = fault { () throws(DeviceFault) in try decode(type, #"{"x":"# + deep) }
            #expect(found?.code == .tooDeep, "\(type)")
        }
        let many = (0..<1_000).map { #"{"plate":"P\#($0)"}"# }.joined(separator: ",")
        let found = try sightings(
            MessageType.plateRecognizer, #"{"results":[{"plate":"P0","candidates":[\#(many)]},\#(many)]}"#)
        #expect(found?.count == PlateSighting.frameLimit)
        #expect(found?.contains { $0.candidates.map(\.text) == (0..<10).map { "P\($0)" } } == true)
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theSample() throws {
        let found = try sightings(MessageType.axisPlate, Samples.bytes("plates/axis-lpr-event.json").text)
        let one = try #require(found?.first)
        #expect(one.text == "RLE11684" && one.confidence == 719 && one.region == "POL")
        #expect(one.motion == .approaching && one.isGroup && one.uuid == "ACCC8ED3290D-1144696")
        #expect(one.deviceTime?.milliseconds == 1_623_405_938_252)
    }
}

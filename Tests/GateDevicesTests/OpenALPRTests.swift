import GateModel
import Testing

@testable import GateDevices

@Suite("OpenALPR")
struct OpenALPRTests {
    private func sightings(_ text: String) throws -> [PlateSighting] {
        guard case .sightings(let found) = try OpenALPRDecoder.decode([UInt8](text)) else { return [] }
        return found
    }

    @Test func aFrame() throws {
        let found = try sightings(
            #"""
            {"data_type":"alpr_results","version":2,"epoch_time":1456566569022,"camera_id":5,"uuid":"cam-1",
             "results":[{"plate":"12c-123.45","confidence":91.700233,"region":"vn","candidates":[
               {"plate":"12C12346","confidence":80.1,"matches_template":0},
               {"plate":"12C12345","confidence":91.700233,"matches_template":0},
               {"plate":"12C 12345","confidence":20},
               {"plate":"12G12345","confidence":88.8e0}]}]}
            """#)
        try #require(found.count == 1)
        #expect(found[0].text == "12C12345")
        #expect(found[0].confidence == 917)
        #expect(found[0].candidates.map(\.text) == ["12C12345", "12G12345", "12C12346"])
        #expect(found[0].candidates.map(\.confidence) == [917, 888, 801])
        #expect(found[0].uuid == "cam-1")
        #expect(found[0].deviceTime?.milliseconds == 1_456_566_569_022)
        #expect(!found[0].isGroup)
    }

    @Test func aGroup() throws {
        let found = try sightings(
            #"""
            {"best_uuid":"u2","uuid":"u1","best_plate_number":"桂F·12345","best_confidence":89,"epoch_start":1,
             "epoch_end":1456566570000,"travel_direction":-90.4,"data_type":"alpr_group","plate_indexes":[0,1],
             "candidates":[{"plate":"桂F12345","confidence":89}],
             "vehicle":{"color":[{"name":"white","confidence":90}]}}
            """#)
        try #require(found.count == 1)
        #expect(found[0].text == "桂F12345")
        #expect(found[0].isGroup)
        #expect(found[0].uuid == "u2")
        #expect(found[0].confidence == 890)
        #expect(found[0].travelDirection == 270)
        #expect(found[0].deviceTime?.milliseconds == 1_456_566_570_000)
    }

    @Test func theLargestPlateOfAFrameComesFirst() throws {
        func result(_ plate: String, _ side: Int, _ confidence: Int) -> String {
            #"{"plate":"\#(plate)","confidence":\#(confidence),"coordinates":[{"x":0,"y":0},{"x":\#(side),"y":0},{"x":\#(side),"y":\#(side)},{"x":0,"y":\#(side)}]}"#
        }
        let list = [result("SMALL1", 10, 99), result("LARGE1", 40, 60), result("LARGE2", 40, 70)].joined(separator: ",")
        let found = try sightings("{\"data_type\":\"alpr_results\",\"results\":[\(list)]}")
        #expect(found.map(\.text) == ["LARGE2", "LARGE1", "SMALL1"])
    }

    @Test func whatMayBeMissing() throws {
        #expect(try sightings(#"{"data_type":"alpr_results","results":[]}"#).isEmpty)
        #expect(try sightings(#"{"data_type":"alpr_results","results":null}"#).isEmpty)
        #expect(try sightings(#"{"data_type":"alpr_results","results":[{"plate":""}]}"#).isEmpty)
        #expect(try sightings(#"{"results":[{"plate":"12C12345"}]}"#).first?.confidence == 0)
        let best = try sightings(
            #"{"data_type":"alpr_group","best_plate":{"plate":"12C12345","confidence":70,"candidates":[{"plate":"12C12345","confidence":70}]}}"#
        )
        #expect(best.first?.text == "12C12345")
        #expect(best.first?.candidates.count == 1)
        let beat = try OpenALPRDecoder.decode([UInt8](#"{"data_type":"heartbeat","timestamp":12000,"agent_uid":"x"}"#))
        #expect(beat == .heartbeat(GateTime(milliseconds: 12_000)))
    }

    @Test func candidatesAreBounded() throws {
        let list = (0..<500).map { #"{"plate":"P\#($0)","confidence":\#(Double($0) / 10)}"# }.joined(separator: ",")
        let found = try sightings(#"{"data_type":"alpr_results","results":[{"plate":"P1","candidates":[\#(list)]}]}"#)
        #expect(found.first?.candidates.map(\.text) == (490..<500).reversed().map { "P\($0)" })
        let frame = Array(repeating: #"{"plate":"A"}"#, count: 1_000).joined(separator: ",")
        #expect(try sightings(#"{"results":[\#(frame)]}"#).count == PlateSighting.frameLimit)
    }

    @Test(
        "faults",
        arguments: [
            ("", DeviceFault.Code.truncated, ""),
            ("[]", .wrongType, ""),
            (#"{"data_type":"alpr_results"}"#, .missingField, "results"),
            (#"{"data_type":"alpr_group"}"#, .missingField, "best_plate_number"),
            (#"{"data_type":"alpr_video"}"#, .unknownName, "data_type"),
            (#"{"data_type":7}"#, .wrongType, "data_type"),
            (#"{"results":[{"confidence":5}]}"#, .missingField, "results.plate"),
            (#"{"results":{}}"#, .wrongType, "results"),
            (#"{"results":[5]}"#, .wrongType, "results"),
            (#"{"results":[{"plate":12345}]}"#, .wrongType, "plate"),
            (#"{"results":[{"plate":"A","confidence":"91"}]}"#, .wrongType, "confidence"),
            (#"{"results":[{"plate":"A","confidence":101}]}"#, .outOfRange, "confidence"),
            (#"{"results":[{"plate":"A","confidence":100.54}]}"#, .outOfRange, "confidence"),
            (#"{"results":[{"plate":"A","confidence":1e999}]}"#, .outOfRange, "confidence"),
            (#"{"results":[{"plate":"A","candidates":[{"plate":[]}]}]}"#, .wrongType, "candidates.plate"),
            (#"{"epoch_time":"now","results":[]}"#, .wrongType, "epoch_time"),
            (#"{"epoch_time":1e30,"results":[]}"#, .outOfRange, "epoch_time"),
            (#"{"results":[{"plate":"A"}]"#, .truncated, ""),
            (#"{"results":[]}}"#, .malformed, ""),
        ])
    func faults(text: String, code: DeviceFault.Code, field: String) {
        let found = fault { () throws(DeviceFault) in try OpenALPRDecoder.decode([UInt8](text)) }
        #expect(found?.code == code, "\(text)")
        #expect(found?.place.field == field, "\(text)")
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theSample() throws {
        let found = try sightings(Samples.bytes("plates/openalpr-alpr_results-restful-alpr.json").text)
        try #require(found.count == 1)
        #expect(found[0].text == "HSD4671")
        #expect(found[0].confidence == 917)
        #expect(found[0].candidates.count == 10)
        #expect(found[0].candidates.last == .init(text: "H5D467I", confidence: 767))
    }
}

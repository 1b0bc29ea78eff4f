/// The JSON of an OpenALPR agent: a result for every frame, a group once a vehicle has passed, a heartbeat each
/// minute (formats.md, plate reads).
struct PlateMessages: Sendable {
    /// The camera's number in the agent's configuration.
    let camera: UInt32
    /// `cn`, `vn`, `la`, `kh`
    var region: StaticString = "vn"

    /// - Parameters:
    ///   - start: when the pass began, on the device's clock, in milliseconds since 1970.
    func result(_ pass: PlatePass, frame: Int, start: Int64, to writer: inout ByteWriter) {
        var (plate, confidence, random) = pass.read(frame: frame)
        let candidates = pass.candidates(of: plate, &random)
        let epoch = start + Int64(frame) * PlatePass.framePeriod
        writer.text(#"{"data_type":"alpr_results","version":2,"epoch_time":"#)
        writer.decimal(epoch)
        writer.text(#","img_width":1920,"img_height":1080,"processing_time_ms":"#)
        writer.fraction(80_000_000 + random.nextMillionths(140), places: 6)
        writer.text(#","regions_of_interest":[],"results":[{"plate":""#)
        plate.write(to: &writer)
        writer.text(#"","confidence":"#)
        writer.fraction(confidence, places: 6)
        writer.text(#","matches_template":0,"plate_index":0,"region":""#)
        writer.text(region)
        writer.text(#"","region_confidence":"#)
        writer.decimal(Int64(60 + random.below(36)))
        writer.text(#","processing_time_ms":"#)
        writer.fraction(9_000_000 + random.nextMillionths(20), places: 6)
        writer.text(#","requested_topn":10,"coordinates":["#)
        // A vehicle drawing near: the plate grows and sinks.
        let left = 640 + frame * 24 + random.below(60)
        let top = 560 + frame * 46 + random.below(30)
        let width = 220 + frame * 32
        corner(left, top, &writer)
        writer.byte(UInt8(ascii: ","))
        corner(left + width, top - 4, &writer)
        writer.byte(UInt8(ascii: ","))
        corner(left + width + 4, top + width / 3, &writer)
        writer.byte(UInt8(ascii: ","))
        corner(left + 2, top + width / 3 + 5, &writer)
        writer.text(#"],"candidates":["#)
        write(candidates, confidence, &random, to: &writer)
        writer.text(#"]}],"uuid":""#)
        uuid(epoch, to: &writer)
        writer.text(#"","camera_id":"#)
        writer.decimal(Int64(camera))
        writer.text(#","agent_uid":"HN7QK2D4","agent_version":"4.1.12","agent_type":"alprd","company_id":"cuakhau"}"#)
    }

    func group(_ pass: PlatePass, start: Int64, to writer: inout ByteWriter) {
        var random = RandomSource(seed: pass.read(frame: pass.bestFrame).random.s0, stream: 99)
        let end = start + Int64(pass.frames - 1) * PlatePass.framePeriod
        writer.text(#"{"data_type":"alpr_group","version":2,"epoch_start":"#)
        writer.decimal(start)
        writer.text(#","epoch_end":"#)
        writer.decimal(end)
        writer.text(#","camera_id":"#)
        writer.decimal(Int64(camera))
        writer.text(#","agent_uid":"HN7QK2D4","agent_type":"alprd","company_id":"cuakhau","is_parked":false,"#)
        writer.text(#""best_plate_number":""#)
        pass.best.write(to: &writer)
        writer.text(#"","best_confidence":"#)
        writer.fraction(pass.bestConfidence, places: 6)
        writer.text(#","best_region":""#)
        writer.text(region)
        writer.text(#"","best_uuid":""#)
        uuid(start + Int64(pass.bestFrame) * PlatePass.framePeriod, to: &writer)
        writer.text(#"","uuids":["#)
        for frame in 0..<pass.frames {
            writer.text(frame == 0 ? "\"" : ",\"")
            uuid(start + Int64(frame) * PlatePass.framePeriod, to: &writer)
            writer.byte(UInt8(ascii: "\""))
        }
        writer.text(#"],"plate_indexes":["#)
        for frame in 0..<pass.frames { writer.text(frame == 0 ? "0" : ",0") }
        writer.text(#"],"candidates":["#)
        write([pass.best], pass.bestConfidence, &random, to: &writer)
        writer.text(#"],"travel_direction":"#)
        writer.fraction(168_000_000 + random.nextMillionths(24), places: 6)
        writer.text(#","vehicle":{"color":[{"name":""#)
        let colours: [StaticString] = ["white", "red", "blue", "silver-gray", "green", "yellow"]
        writer.text(colours[random.below(colours.count)])
        writer.text(#"","confidence":"#)
        writer.fraction(60_000_000 + random.nextMillionths(38), places: 6)
        writer.text(#"}],"body_type":[{"name":"tractor-trailer","confidence":"#)
        writer.fraction(70_000_000 + random.nextMillionths(29), places: 6)
        writer.text(#"}]}}"#)
    }

    static func heartbeat(camera: UInt32, epoch: Int64, to writer: inout ByteWriter) {
        writer.text(#"{"data_type":"heartbeat","version":2,"epoch_time":"#)
        writer.decimal(epoch)
        writer.text(#","agent_uid":"HN7QK2D4","agent_version":"4.1.12","openalpr_version":"4.1.12","#)
        writer.text(#""agent_type":"alprd","#)
        writer.text(#""license_key":"","processing_threads_active":2,"processing_threads_configured":2,"#)
        writer.text(#""beanstalk_queue_size":0,"video_streams":[{"camera_id":"#)
        writer.decimal(Int64(camera))
        writer.text(#","is_streaming":true,"fps":15,"total_plate_reads":"#)
        writer.decimal(epoch / 1000 % 86_400 / 60)
        writer.text("}]}")
    }

    private func corner(_ x: Int, _ y: Int, _ writer: inout ByteWriter) {
        writer.text(#"{"x":"#)
        writer.decimal(Int64(x))
        writer.text(#","y":"#)
        writer.decimal(Int64(y))
        writer.byte(UInt8(ascii: "}"))
    }

    private func write(
        _ candidates: [PlateText], _ best: Int64, _ random: inout RandomSource, to writer: inout ByteWriter
    ) {
        var confidence = best
        for (index, candidate) in candidates.enumerated() {
            writer.text(index == 0 ? #"{"plate":""# : #",{"plate":""#)
            candidate.write(to: &writer)
            writer.text(#"","confidence":"#)
            writer.fraction(max(1_000_000, confidence), places: 6)
            writer.text(#","matches_template":0}"#)
            confidence -= 300_000 + random.nextMillionths(5)
        }
    }

    private func uuid(_ epoch: Int64, to writer: inout ByteWriter) {
        writer.text("HN7QK2D4-cam")
        writer.decimal(Int64(camera))
        writer.byte(UInt8(ascii: "-"))
        writer.decimal(epoch)
    }
}

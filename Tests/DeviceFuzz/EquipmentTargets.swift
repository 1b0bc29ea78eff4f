import GateDevices
internal import GateModel

/// Loops, barriers, lights, boards, tags, driverless vehicles, axle weighers, and the envelope in which any of them may come.
public enum EquipmentTargets {
    public static var all: [any FuzzTarget] { [loop, barrier, light, board, tag, vehicle, axles, ratings] }

    private static var loop: MessageTarget<Bool> {
        CodeTargets.typed("loop", #"{"occupied":true}"#, ["occupied"], ["true", "false"]) {
            (bytes) throws(DeviceFault) in
            try EquipmentDecoder.loop(bytes)
        }
    }

    private static var barrier: MessageTarget<BarrierReport> {
        CodeTargets.typed(
            "barrier", #"{"position":"opening","order":17,"outcome":"refused","detail":"local mode"}"#,
            ["position", "order", "outcome", "detail"], ["\"open\"", "17", "\"done\"", "\"sent\"", "\"closed\""]
        ) { (bytes) throws(DeviceFault) in try EquipmentDecoder.barrier(bytes) }
    }

    private static var light: MessageTarget<LightColour> {
        CodeTargets.typed("light", #"{"colour":"green"}"#, ["colour"], ["\"red\"", "\"green\""]) {
            (bytes) throws(DeviceFault) in try EquipmentDecoder.light(bytes)
        }
    }

    private static var board: MessageTarget<DriverPhrase> {
        CodeTargets.typed("board", #"{"phrase":"openDoors"}"#, ["phrase"], ["\"none\"", "\"openDoors\""]) {
            (bytes) throws(DeviceFault) in try EquipmentDecoder.board(bytes)
        }
    }

    private static var tag: MessageTarget<TagRead> {
        CodeTargets.typed(
            "radio tag", #"{"tag":"E2801160600002085A3B1F7C","antenna":1,"rssi":-61}"#, ["tag", "antenna", "rssi"],
            ["\"E2801160600002085A3B1F7C\"", "1", "-61"]
        ) { (bytes) throws(DeviceFault) in try EquipmentDecoder.tag(bytes) }
    }

    private static var vehicle: MessageTarget<VehiclePosition> {
        CodeTargets.typed(
            "driverless vehicle",
            #"{"vehicle":"AGV-07","x_mm":12400,"y_mm":-310,"heading":90,"speed_mm_s":1400,"motion":"moving"}"#,
            ["vehicle", "x_mm", "y_mm", "heading", "speed_mm_s", "motion", "container"],
            ["\"AGV-07\"", "12400", "-310", "90", "\"moving\"", "\"CSQU3054383\""]
        ) { (bytes) throws(DeviceFault) in try EquipmentDecoder.vehiclePosition(bytes) }
    }

    private static var axles: MessageTarget<WeightReading> {
        CodeTargets.typed(
            "axle weigher", #"{"axles_kg":[6200,9100,8800],"gross_kg":24100}"#, ["axles_kg", "gross_kg"],
            ["[6200,9100,8800]", "[1,60000]", "[]", "24100", "9100"]
        ) { (bytes) throws(DeviceFault) in try EquipmentDecoder.axles(bytes, at: .epoch) }
    }

    private static var ratings: MessageTarget<DriverRatings> {
        CodeTargets.typed(
            "drivers' marks", #"{"marks":[5,4,4,2,5]}"#, ["marks"], ["[5,4,4,2,5]", "[1,1,1,1,1,1]", "[]", "[6]", "3"]
        ) { (bytes) throws(DeviceFault) in try EquipmentDecoder.ratings(bytes) }
    }
}

import GateDevices
import GateModel
import Testing

@Suite struct AxleTests {
    private func fault(_ text: String) -> DeviceFault? {
        do throws(DeviceFault) {
            _ = try EquipmentDecoder.axles([UInt8](text.utf8), at: .at(1))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        (#"{"axles_kg":[6200,9100,8800],"gross_kg":24160}"#, [6_200, 9_100, 8_800] as [Int32], 24_160 as Int32),
        (#"{"axles_kg":[6200,9100,8800]}"#, [6_200, 9_100, 8_800], 24_100),
        (#"{ "gross_kg" : null, "speed":12, "axles_kg" : [ 1 , 60000 ] }"#, [1, 60_000], 60_001),
        (
            #"{"axles_kg":[60000,60000,60000,60000,60000,60000,60000,60000,60000,60000,60000,60000]}"#,
            [Int32](repeating: 60_000, count: 12), 720_000
        ),
        (#"{"axles_kg":[5,7],"gross_kg":7}"#, [5, 7], 7), (#"{"axles_kg":[5,7],"gross_kg":120000}"#, [5, 7], 120_000),
    ])
    func axlesAndTheirSum(text: String, axles: [Int32], gross: Int32) throws {
        #expect(
            try EquipmentDecoder.axles([UInt8](text.utf8), at: .at(7))
                == WeightReading(kilograms: gross, isStable: true, at: .at(7), axles: axles))
    }

    @Test(arguments: [
        ("{}", DeviceFault.Code.missingField, "axles_kg"), (#"{"axles_kg":null}"#, .missingField, "axles_kg"),
        (#"{"axles_kg":[]}"#, .outOfRange, "axles_kg"), (#"{"axles_kg":[9000]}"#, .outOfRange, "axles_kg"),
        (#"{"axles_kg":[1,1,1,1,1,1,1,1,1,1,1,1,1]}"#, .outOfRange, "axles_kg"),
        (#"{"axles_kg":[9000,0]}"#, .outOfRange, "axles_kg"), (#"{"axles_kg":[9000,-1]}"#, .outOfRange, "axles_kg"),
        (#"{"axles_kg":[9000,60001]}"#, .outOfRange, "axles_kg"),
        (#"{"axles_kg":[9000,2147483648]}"#, .outOfRange, "axles_kg"),
        (#"{"axles_kg":[1,2],"gross_kg":1}"#, .outOfRange, "gross_kg"),
        (#"{"axles_kg":[1,2],"gross_kg":0}"#, .outOfRange, "gross_kg"),
        (#"{"axles_kg":[1,2],"gross_kg":120001}"#, .outOfRange, "gross_kg"),
        (#"{"axles_kg":[1,2],"gross_kg":99999999999}"#, .outOfRange, "gross_kg"),
    ])
    func whatNoVehicleWeighsIsRefused(text: String, code: DeviceFault.Code, field: String) throws {
        let found = try #require(fault(text), "\(text)")
        #expect(found.code == code, "\(text): \(found.code)")
        #expect(found.place.field == field, "\(text)")
        #expect(found.raw == [UInt8](text.utf8))
    }

    @Test(arguments: [#"{"axles_kg":7}"#, #"{"axles_kg":["7",8]}"#, #"{"axles_kg":[1.5,2]}"#, #"{"axles_kg":[1,2"#, ""])
    func whatIsNoListOfNumbersIsRefused(text: String) { #expect(fault(text) != nil, "\(text)") }

    @Test func aLinkMayCarryThem() { #expect(MessageType.wire.contains(MessageType.axles)) }
}

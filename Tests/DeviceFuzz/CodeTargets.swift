import GateDevices
internal import GateModel
internal import TestSupport

/// Codes, documents, spectra and our own messages.
public enum CodeTargets {
    public static var all: [any FuzzTarget] {
        [container, zone, identityCard, hazard, seal, declaration, spectra, manifest, scan, act]
    }

    /// `{"name":"…"}` around what makes one text.
    private static func json(
        _ name: String, _ random: inout SeededRandom, _ text: (inout SeededRandom) -> [UInt8]
    ) -> [UInt8] {
        Array("{\"\(name)\":\"".utf8) + text(&random) + Array("\",\"confidence\":0.\(random.below(100))}".utf8)
    }

    private static var container: MessageTarget<ContainerRead> {
        MessageTarget(
            "container code", goods: [Array(#"{"code":"CSQU3054383","confidence":0.97}"#.utf8)],
            grammar: { random in
                json("code", &random) { $0.text("ABCSQU018O ", 4 + $0.below(2)) + $0.text("0123456789BOS-", 7) }
            },
            decode: { (bytes) throws(DeviceFault) in try CodeDecoder.container(bytes, at: .epoch) },
            check: { read in
                if read.text.isEmpty { return "an empty code" }
                if read.isValid, !read.suggestion.isEmpty { return "a valid code with a suggestion" }
                return read.suggestion.isEmpty || (try? ContainerNumber(read.suggestion)) != nil
                    ? nil : "a bad suggestion"
            })
    }

    /// Digits with the weights 7, 3, 1 of ICAO 9303.
    private static func checkDigit(_ field: some Collection<UInt8>) -> UInt8 {
        var sum = 0
        for (index, byte) in field.enumerated() {
            let value = byte == UInt8(ascii: "<") ? 0 : byte < 0x41 ? Int(byte) - 0x30 : Int(byte) - 0x37
            sum += value * [7, 3, 1][index % 3]
        }
        return UInt8(0x30 + sum % 10)
    }

    private static var zone: MessageTarget<DriverRead> {
        let goods = [
            #"{"lines":["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","L898902C36UTO7408122F1204159ZE184226B<<<<<10"]}"#,
            #"{"lines":["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<","L89889O1C4XXX4009078F9612109<<<<<<<<"]}"#,
            #"{"lines":["I<UTOD231458907<<<<<<<<<<<<<<<","7408122F1204159UTO<<<<<<<<<<<6","ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]}"#,
        ]
        return MessageTarget(
            // Every pair of look-alikes is tried, in at most three lines of 44 characters.
            "machine-readable zone", edgesLimit: 2_000_000, goods: goods.map { Array($0.utf8) },
            grammar: { random in
                // A passport whose check digits are right, and then perhaps a character that is confused.
                let number = random.text("ABCDEFL0123456789<", 9)
                let birth = random.text("0123456789", 6)
                let expiry = random.text("0123456789", 6)
                let personal = random.text("ABZ0123456789<<<", 14)
                var line = number + [checkDigit(number)] + Array("VNM".utf8) + birth + [checkDigit(birth)]
                line += random.text("MF<", 1) + expiry + [checkDigit(expiry)] + personal + [checkDigit(personal)]
                line.append(checkDigit(Array(line[0..<10]) + Array(line[13..<20]) + Array(line[21..<43])))
                if random.chance(60) { line[random.below(44)] = random.pick(Array("O0I1B8S5Z2G6<".utf8)) }
                let name = random.text("NGUYEVAX<<", 39)
                return Array("{\"lines\":[\"P<VNM".utf8) + name + Array("\",\"".utf8) + line + Array("\"]}".utf8)
            },
            decode: { (bytes) throws(DeviceFault) in try CodeDecoder.machineReadableZone(bytes, at: .epoch) },
            check: { read in
                if read.isValid != read.fault.isEmpty { return "valid with a fault, or a fault without words" }
                return read.isValid || read.repair.isEmpty ? nil : "a repair of what is not valid"
            })
    }

    private static var identityCard: MessageTarget<DriverRead> {
        let goods = [
            "001090012345|123456789|Nguyễn Văn An|02091990|Nam|Số 1, phố Đinh Lễ, Hà Nội|15052021",
            "001190012345||Trần Thị Bình|02091990|Nữ|Lạng Sơn|15052021||Cha|Mẹ|",
        ]
        return MessageTarget(
            "identity card", goods: goods.map { Array($0.utf8) },
            grammar: { random in
                let fields = [
                    "001090012345", "0010900", "", "123456789", "Nguyễn Văn An", "An", "02091990", "31021990", "Nam",
                    "Nữ", "Hà Nội", "x",
                ]
                let order = ["001090012345", "", "Nguyễn Văn An", "02091990", "Nam", "Hà Nội", "15052021"]
                let count = random.below(10)
                let parts = (0..<count).map { index in
                    index < order.count && random.chance(80) ? order[index] : random.pick(fields)
                }
                return Array(parts.joined(separator: "|").utf8)
            },
            decode: { (bytes) throws(DeviceFault) in try IdentityCardDecoder.decode(bytes, at: .epoch) },
            check: { $0.number.count == 12 && !$0.name.isEmpty ? nil : "a card without its number or name" })
    }

    private static var hazard: MessageTarget<CodeRead> {
        MessageTarget(
            "hazard plate", goods: [Array(#"{"hazard":"X423","un":"1428","confidence":0.9}"#.utf8)],
            grammar: { random in
                json("hazard", &random) {
                    $0.text("X0123456789", $0.below(5)) + Array("\",\"un\":\"".utf8)
                        + $0.text("0123456789", $0.below(6))
                }
            },
            decode: { (bytes) throws(DeviceFault) in try CodeReadDecoder.hazardPlate(bytes) })
    }

    private static var seal: MessageTarget<CodeRead> {
        MessageTarget(
            "seal", goods: [Array(#"{"seal":"VN-0012345","confidence":0.8}"#.utf8)],
            grammar: { random in json("seal", &random) { $0.text("VNHQ0123456789- ", $0.below(24)) } },
            decode: { (bytes) throws(DeviceFault) in try CodeReadDecoder.seal(bytes) })
    }

    private static var declaration: MessageTarget<DeclarationNumber> {
        MessageTarget(
            "declaration QR", goods: [Array("TK|101007095300|HUU NGHI".utf8)],
            grammar: { $0.text("0123456789012345678901234567890 |", 10 + $0.below(40)) },
            decode: { (bytes) throws(DeviceFault) in try CodeReadDecoder.declaration(bytes) },
            check: { $0.text.count == 12 ? nil : "a number of \($0.text.count) digits" })
    }

    static let passThrough = """
        <?xml version="1.0" encoding="UTF-8"?><!-- c -->
        <n:RadInstrumentData xmlns:n="http://physics.nist.gov/N42/2011/N42"><n:RadInstrumentInformation>
        <n:RadInstrumentManufacturerName>Maker &amp; Sons</n:RadInstrumentManufacturerName></n:RadInstrumentInformation>
        <n:RadDetectorInformation id="N"><n:RadDetectorCategoryCode>Neutron</n:RadDetectorCategoryCode></n:RadDetectorInformation>
        <n:RadMeasurement id="B"><n:MeasurementClassCode>Background</n:MeasurementClassCode><n:RealTimeDuration>PT10S</n:RealTimeDuration>
        <n:Spectrum radDetectorInformationReference="G"><n:ChannelData compressionCode="CountedZeroes">0 3 400 0 9</n:ChannelData></n:Spectrum></n:RadMeasurement>
        <n:RadMeasurement id="M"><n:StartDateTime>2026-11-23T07:00:11Z</n:StartDateTime><n:RealTimeDuration>PT0.5S</n:RealTimeDuration>
        <n:Spectrum radDetectorInformationReference="G"><n:ChannelData>1 2 3</n:ChannelData></n:Spectrum>
        <n:GrossCounts radDetectorInformationReference="N"><n:CountData>20</n:CountData></n:GrossCounts><n:SpeedValue>2.5</n:SpeedValue>
        <n:OccupancyIndicator>true</n:OccupancyIndicator></n:RadMeasurement><n:AnalysisResults><n:RadAlarm>
        <n:RadAlarmCategoryCode>Gamma</n:RadAlarmCategoryCode></n:RadAlarm><n:Nuclide><n:NuclideName>K-40</n:NuclideName>
        <n:NuclideIDConfidenceValue>87.5</n:NuclideIDConfidenceValue></n:Nuclide></n:AnalysisResults></n:RadInstrumentData>
        """
    private static let year2006 = """
        <Event><N42InstrumentData><Measurement><InstrumentInformation><Manufacturer>Old</Manufacturer></InstrumentInformation>
        <MeasuredItemInformation><Remark>Occupancy number = 42</Remark></MeasuredItemInformation>
        <Spectrum><SourceType>Background</SourceType><RealTime>PT1M</RealTime><ChannelData>60 0 0 540</ChannelData></Spectrum>
        <DetectorData><StartTime>2026-11-23T07:00:00.250-0500</StartTime><SampleRealTime>PT0.25S</SampleRealTime><Occupied>1</Occupied>
        <Speed Units="mph">5</Speed><DetectorMeasurement><Spectrum Detector="A1"><ChannelData Compression="CountedZeroes">0 10 5 0 2 1</ChannelData></Spectrum></DetectorMeasurement>
        <DetectorMeasurement DetectorType="Neutron"><CountDoseData><Counts>4</Counts></CountDoseData></DetectorMeasurement></DetectorData>
        <AnalysisResults><Nuclide><NuclideName>Tc-99m</NuclideName><NuclideIDConfidence>High</NuclideIDConfidence></Nuclide></AnalysisResults>
        </Measurement></N42InstrumentData></Event>
        """

    private static var spectra: MessageTarget<N42Document> {
        let grammar = Grammar(
            names: [
                "RadMeasurement", "Spectrum", "ChannelData", "DetectorData", "GrossCounts", "CountData", "Counts",
                "RealTimeDuration", "StartDateTime", "OccupancyIndicator", "SpeedValue", "Speed", "AnalysisResults",
                "Nuclide", "NuclideName", "NuclideIDConfidenceValue", "RadAlarmCategoryCode", "SourceType",
                "RadDetectorInformation", "RadDetectorCategoryCode", "Remark", "RadMeasurementExtension",
                "CountDoseData", "DetectorMeasurement",
            ],
            values: [
                "1 2 3", "0 3 5", "0", "1e300", "PT1S", "PT0.25S", "true", "5", "Cs-137", "87.5", "Neutron",
                "Background",
                "2026-11-23T07:00:00Z", "Occupancy number = 3",
            ])
        return MessageTarget(
            "N42", goods: [Array(passThrough.utf8), Array(year2006.utf8)],
            grammar: { grammar.document($0.chance(50) ? "RadInstrumentData" : "N42InstrumentData", &$0) },
            decode: { (bytes) throws(DeviceFault) in try N42Decoder.decode(bytes) },
            check: { document in
                if document.nuclides.count > 64 { return "\(document.nuclides.count) nuclides" }
                if document.slices.contains(where: { $0.gamma < 0 || $0.neutron < 0 || $0.milliseconds < 0 }) {
                    return "a negative slice"
                }
                guard let one = document.occupancy(at: .epoch) else { return nil }
                let figures = [one.gammaPeak, one.gammaBackground, one.neutronPeak, one.speedTenths]
                return figures.allSatisfy { $0 >= 0 } && one.instrument.count <= 120 ? nil : "a figure out of range"
            })
    }

    // MARK: Our own

    static func typed<Value: Equatable>(
        _ name: String, _ good: String, _ names: [String], _ values: [String],
        _ decode: @escaping ([UInt8]) throws(DeviceFault) -> Value
    ) -> MessageTarget<Value> {
        let grammar = Grammar(names: names, values: values)
        return MessageTarget(name, goods: [Array(good.utf8)], grammar: { grammar.object(&$0) }, decode: decode)
    }

    private static var manifest: MessageTarget<Declaration> {
        typed(
            "manifest",
            #"{"number":"123456789012","direction":"export","class":"fruit","tractor":"12C12345","grossKg":18240,"manifest":true,"driver":"Nguyễn"}"#,
            ["number", "direction", "class", "tractor", "trailer", "container", "grossKg", "manifest", "driver"],
            ["\"123456789012\"", "\"export\"", "\"fruit\"", "\"12C12345\"", "18240", "true"]
        ) { (bytes) throws(DeviceFault) in try TypedDecoder.manifest(bytes) }
    }

    private struct Scan: Equatable {
        var result: ScanResult
        var declaration: String
    }

    private static var scan: MessageTarget<Scan> {
        let digest = String(repeating: "ab", count: 32)
        return typed(
            "scan",
            #"{"image":"a.pgm","scanner":"S1","sha256":"\#(digest)","width":2048,"height":768,"depth":16}"#,
            ["image", "scanner", "sha256", "width", "height", "depth", "declaration"],
            ["\"a.pgm\"", "\"\(digest)\"", "2048", "16"]
        ) { (bytes) throws(DeviceFault) in
            let (result, declaration) = try TypedDecoder.scan(bytes, at: .epoch)
            return Scan(result: result, declaration: declaration)
        }
    }

    private static var act: MessageTarget<Act> {
        typed(
            "act", #"{"act":"hold","officer":"Lan","agency":"HQ","reason":"misread","lane":3}"#,
            ["act", "officer", "agency", "reason", "lane", "declaration", "plate"],
            ["\"hold\"", "\"Lan\"", "\"HQ\"", "\"misread\"", "3"]
        ) { (bytes) throws(DeviceFault) in try TypedDecoder.act(bytes) }
    }
}

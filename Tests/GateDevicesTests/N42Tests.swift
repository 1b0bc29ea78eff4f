import GateModel
import TestSupport
import TestTraits
import Testing

@testable import GateDevices

@Suite("N42")
struct N42Tests {
    /// A pass-through of 2012: a background of 10 s, four occupied slices of 0.5 s, one after the vehicle has gone.
    static func passThrough(gammas: [Int] = [90, 400, 250, 110], alarm: String = "Gamma") -> String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment > & more -->
            <n42:RadInstrumentData xmlns:n42="http://physics.nist.gov/N42/2011/N42" n42DocUUID="1">
              <n42:RadInstrumentInformation id="I"><n42:RadInstrumentManufacturerName>Maker &amp; Sons</n42:RadInstrumentManufacturerName>
                <n42:RadInstrumentIdentifier>S-7</n42:RadInstrumentIdentifier>
                <n42:RadInstrumentModelName>Gate 9</n42:RadInstrumentModelName></n42:RadInstrumentInformation>
              <n42:RadDetectorInformation id="G1"><n42:RadDetectorCategoryCode>Gamma</n42:RadDetectorCategoryCode></n42:RadDetectorInformation>
              <n42:RadDetectorInformation id="G2"><n42:RadDetectorCategoryCode>Gamma</n42:RadDetectorCategoryCode></n42:RadDetectorInformation>
              <n42:RadDetectorInformation id="N"><n42:RadDetectorCategoryCode>Neutron</n42:RadDetectorCategoryCode></n42:RadDetectorInformation>
              <n42:RadMeasurement id="B"><n42:MeasurementClassCode>Background</n42:MeasurementClassCode>
                <n42:StartDateTime>2026-11-23T07:00:00+07:00</n42:StartDateTime><n42:RealTimeDuration>PT10S</n42:RealTimeDuration>
                \(spectrum("G1", "600")) \(spectrum("G2", "0 3 400 0 9")) <n42:GrossCounts id="b" radDetectorInformationReference="N">
                <n42:CountData>20</n42:CountData></n42:GrossCounts>
              </n42:RadMeasurement>

            """
        for (index, gamma) in gammas.enumerated() {
            text += measurement(index, gamma: gamma, neutron: index, isOccupied: true)
        }
        text += measurement(9, gamma: 7_000, neutron: 700, isOccupied: false)
        text += """
              <n42:AnalysisResults><n42:RadAlarm radDetectorInformationReferences="G1"><n42:RadAlarmCategoryCode>\(alarm)</n42:RadAlarmCategoryCode></n42:RadAlarm>
                <n42:NuclideAnalysisResults>
                  <n42:Nuclide><n42:NuclideIdentifiedIndicator>true</n42:NuclideIdentifiedIndicator><n42:NuclideName>K-40</n42:NuclideName>
                    <n42:NuclideIDConfidenceValue>87.5</n42:NuclideIDConfidenceValue><n42:NuclideCategoryDescription>NORM</n42:NuclideCategoryDescription></n42:Nuclide>
                  <n42:Nuclide><n42:NuclideIdentifiedIndicator>false</n42:NuclideIdentifiedIndicator><n42:NuclideName>Cs-137</n42:NuclideName>
                    <n42:NuclideIDConfidenceValue>3</n42:NuclideIDConfidenceValue></n42:Nuclide>
                </n42:NuclideAnalysisResults></n42:AnalysisResults>
              <n42:VendorThing><n42:Nuclide><n42:NuclideName>nothing of ours</n42:NuclideName></n42:Nuclide></n42:VendorThing>
            </n42:RadInstrumentData>

            """
        return text
    }

    private static func spectrum(_ detector: String, _ channels: String) -> String {
        """
        <n42:Spectrum id="s" radDetectorInformationReference="\(detector)"><n42:LiveTimeDuration>PT1S</n42:LiveTimeDuration>
        <n42:ChannelData compressionCode="CountedZeroes">\(channels)</n42:ChannelData></n42:Spectrum>
        """
    }

    private static func measurement(_ index: Int, gamma: Int, neutron: Int, isOccupied: Bool) -> String {
        """
        <n42:RadMeasurement id="M\(index)"><n42:MeasurementClassCode>Foreground</n42:MeasurementClassCode>
        <n42:StartDateTime>2026-11-23T07:00:1\(index)Z</n42:StartDateTime><n42:RealTimeDuration>PT0.5S</n42:RealTimeDuration>
        \(spectrum("G1", "\(gamma - 30)")) \(spectrum("G2", "0 5 10 20"))
        <n42:GrossCounts id="g" radDetectorInformationReference="N"><n42:CountData>\(neutron)</n42:CountData></n42:GrossCounts>
        <n42:GrossCounts id="h" radDetectorInformationReference="G1"><n42:CountData>\(gamma - 30)</n42:CountData></n42:GrossCounts>
        <n42:RadItemState radItemInformationReference="T"><n42:StateVector><n42:SpeedValue>2.5</n42:SpeedValue></n42:StateVector></n42:RadItemState>
        <n42:OccupancyIndicator>\(isOccupied)</n42:OccupancyIndicator></n42:RadMeasurement>

        """
    }

    static let year2006 = """
        <?xml version="1.0"?>
        <Event><N42InstrumentData xmlns="http://physics.nist.gov/Divisions/Div846/Gp4/ANSIN4242/2005/ANSIN4242">
        <Measurement><InstrumentInformation><InstrumentType>SpecPortal</InstrumentType><Manufacturer>Old</Manufacturer>
        <InstrumentModel>Arch</InstrumentModel><InstrumentID>17</InstrumentID></InstrumentInformation>
        <MeasuredItemInformation><Remark>Occupancy number = 42</Remark></MeasuredItemInformation>
        <Spectrum Type="PHA"><SourceType>Background</SourceType><RealTime>PT1M</RealTime><ChannelData>60 0 0 540</ChannelData></Spectrum>
        <DetectorData><StartTime>2026-11-23T07:00:00.250-0500</StartTime><SampleRealTime>PT0.25S</SampleRealTime><Occupied>1</Occupied>
        <Speed Units="mph">5</Speed><DetectorMeasurement Detector="Portal" DetectorType="Other"><SpectrumMeasurement>
        <Spectrum Detector="A1"><RealTime>PT0.3S</RealTime><SourceType>Item</SourceType><ChannelData Compression="CountedZeroes">0 10 5 0 2 1</ChannelData></Spectrum>
        <Spectrum Detector="A2"><ChannelData>1 2 3</ChannelData></Spectrum></SpectrumMeasurement></DetectorMeasurement>
        <DetectorMeasurement DetectorType="Neutron"><CountDoseMeasurement><CountDoseData><Counts>4</Counts></CountDoseData></CountDoseMeasurement></DetectorMeasurement>
        </DetectorData>
        <AnalysisResults><NuclideAnalysis><Nuclide><NuclideName>Tc-99m</NuclideName><NuclideType>Medical</NuclideType>
        <NuclideIDConfidenceIndication>High</NuclideIDConfidenceIndication></Nuclide></NuclideAnalysis></AnalysisResults>
        </Measurement></N42InstrumentData></Event>
        """

    private func fault(_ text: String) -> DeviceFault? { fault([UInt8](text)) }

    private func fault(_ data: [UInt8]) -> DeviceFault? {
        GateDevicesTests.fault { () throws(DeviceFault) in try N42Decoder.decode(data) }
    }

    @Test func aPassThroughOf2012() throws {
        let document = try N42Decoder.decode([UInt8](Self.passThrough()))
        #expect(document.edition == .year2012)
        #expect(document.maker == "Maker & Sons" && document.model == "Gate 9" && document.serial == "S-7")
        #expect(document.slices.map(\.gamma) == [1_000, 90, 400, 250, 110, 7_000])
        #expect(document.slices.map(\.neutron) == [20, 0, 1, 2, 3, 700])
        #expect(document.slices[0].began == GateTime(rfc3339: "2026-11-23T00:00:00Z"))
        #expect(document.began == GateTime(rfc3339: "2026-11-23T07:00:10Z"))
        let one = try #require(document.occupancy(at: .at(5)))
        #expect(one.gammaAlarm && !one.neutronAlarm)
        // The slice after the vehicle is background: 8,000 counts in 10.5 s.
        #expect(one.gammaBackground == 381)
        #expect(one.gammaPeak == 400 && one.profile == [90, 400, 250, 110])
        #expect(one.neutronPeak == 5)
        #expect(one.speedTenths == 90)
        #expect(one.durationMilliseconds == 2_000)
        #expect(one.nuclides.map(\.name) == ["K-40"])
        #expect(one.nuclides.first?.confidence == 875 && one.nuclides.first?.note == "NORM")
        #expect(one.instrument == "Maker & Sons Gate 9 S-7")
        #expect(one.at == .at(5))
        #expect(document.signals(at: .at(5)) == [.occupancy(one)])
    }

    @Test(
        "alarms",
        arguments: [("Gamma", true, false), ("Neutron", false, true), ("Isotope", true, false), ("Other", true, false)])
    func alarms(category: String, gamma: Bool, neutron: Bool) throws {
        let document = try N42Decoder.decode([UInt8](Self.passThrough(alarm: category)))
        #expect(document.gammaAlarm == gamma && document.neutronAlarm == neutron)
    }

    @Test func theEditionOf2006() throws {
        let document = try N42Decoder.decode([UInt8](Self.year2006))
        #expect(document.edition == .year2006)
        #expect(document.number == 42 && document.maker == "Old" && document.model == "Arch" && document.serial == "17")
        #expect(document.slices.map(\.gamma) == [600, 12])
        #expect(document.slices.map(\.milliseconds) == [60_000, 250])
        #expect(document.slices.map(\.neutron) == [0, 4])
        let one = try #require(document.occupancy(at: .at(0)))
        #expect(one.number == 42 && one.gammaPeak == 12 && one.gammaBackground == 3 && one.speedTenths == 80)
        #expect(one.neutronPeak == 4)
        #expect(one.nuclides.map(\.name) == ["Tc-99m"] && one.nuclides[0].note == "Medical, High")
        #expect(document.began == GateTime(rfc3339: "2026-11-23T12:00:00.250Z"))
    }

    @Test func aBackgroundAloneIsTheBackground() throws {
        let text = Self.year2006.replacing("<SourceType>Item<", with: "<SourceType>Background<")
            .replacing("<Nuclide>", with: "<Other>").replacing("</Nuclide>", with: "</Other>")
        let document = try N42Decoder.decode([UInt8](text))
        #expect(document.signals(at: .at(0)) == [.portalBackground(gamma: 10, neutron: 0)])
    }

    @Test func anAlarmWithoutAMeasurementIsNotLost() throws {
        let text =
            "<RadInstrumentData><AnalysisResults><RadAlarm><RadAlarmCategoryCode>Neutron</RadAlarmCategoryCode></RadAlarm></AnalysisResults></RadInstrumentData>"
        let document = try N42Decoder.decode([UInt8](text))
        #expect(document.occupancy(at: .at(0))?.neutronAlarm == true)
    }

    @Test(
        "durations",
        arguments: [("PT0.250S", Int64(250)), ("PT3S", 3_000), ("PT1M30S", 90_000), ("P1DT1H", 90_000_000)])
    func durations(text: String, milliseconds: Int64) { #expect(N42Text.milliseconds([UInt8](text)) == milliseconds) }

    @Test(
        "durations that are none",
        arguments: ["", "P", "PT", "3S", "PT3", "P3S", "PT-3S", "PTS", "P1Y", "P99D", "PT1S!"])
    func badDurations(text: String) { #expect(N42Text.milliseconds([UInt8](text)) == nil) }

    @Test("counted zeroes, against the channels written out") func countedZeroes() throws {
        let seed = Fuzz.seed
        print("counted zeroes: seed \(seed)")
        var random = SeededRandom(seed: seed)
        // The standard's own example.
        #expect(try N42Text.sum([UInt8]("22 5 0 1 2 1 0 2 3 4 0 8 1"), isCompressed: true) == 38)
        for _ in 0..<500 {
            let channels = (0..<random.below(60)).map { _ in random.chance(60) ? 0 : random.below(1_000) }
            var words: [String] = []
            var zeroes = 0
            for channel in channels + [-1] {
                if channel == 0 {
                    zeroes += 1
                    continue
                }
                if zeroes > 0 { words += ["0", "\(zeroes)"] }
                zeroes = 0
                if channel > 0 { words.append(random.chance(10) ? "\(channel).0" : "\(channel)") }
            }
            let text = [UInt8](words.joined(separator: random.chance(50) ? " " : "\n\t"))
            let plain = [UInt8](channels.map { "\($0)" }.joined(separator: " "))
            let sum = Int64(channels.reduce(0, +))
            #expect(try N42Text.sum(text, isCompressed: true) == sum, "seed \(seed)")
            #expect(try N42Text.sum(plain, isCompressed: false) == sum, "seed \(seed)")
        }
    }

    @Test(
        "typed faults",
        arguments: [
            ("<ChannelData>1 x</ChannelData>", DeviceFault.Code.malformed, "ChannelData"),
            ("<ChannelData>-1</ChannelData>", .malformed, "ChannelData"),
            ("<ChannelData>nan</ChannelData>", .malformed, "ChannelData"),
            ("<ChannelData>9e99</ChannelData>", .outOfRange, "ChannelData"),
            (#"<ChannelData compressionCode="CountedZeroes">5 0</ChannelData>"#, .truncated, "ChannelData"),
            (#"<ChannelData compressionCode="CountedZeroes">0 0</ChannelData>"#, .outOfRange, "ChannelData"),
            (#"<ChannelData compressionCode="CountedZeroes">0 9999999999</ChannelData>"#, .outOfRange, "ChannelData"),
            (#"<ChannelData compressionCode="zip">1</ChannelData>"#, .unknownName, "ChannelData"),
            ("<RealTimeDuration>3 s</RealTimeDuration>", .malformed, "RealTimeDuration"),
            ("<OccupancyIndicator>maybe</OccupancyIndicator>", .malformed, "OccupancyIndicator"),
            (#"<Speed Units="knots">3</Speed>"#, .unknownName, "Speed"),
            ("<SpeedValue>fast</SpeedValue>", .malformed, "SpeedValue"),
        ])
    func faults(inner: String, code: DeviceFault.Code, field: String) throws {
        let found = try #require(
            fault("<RadInstrumentData>\n<RadMeasurement>\n\(inner)\n</RadMeasurement></RadInstrumentData>"))
        #expect(found.code == code && found.place.field == field, "\(found)")
        #expect(found.place.line == 3)
        #expect((37...120).contains(found.place.byte))
        #expect(!found.raw.isEmpty)
    }

    @Test func whatIsNoN42() {
        #expect(fault("")?.code == .truncated)
        #expect(fault("  \n")?.code == .truncated)
        #expect(fault("{}")?.code == .malformed)
        #expect(fault("<a/>")?.code == .unknownName)
        #expect(fault("<RadInstrumentData/>")?.code == .missingField)
        #expect(fault("<RadInstrumentData><RadMeasurement></RadInstrumentData>")?.code == .malformed)
        #expect(fault("<RadInstrumentData><RadMeasurement/>&who;</RadInstrumentData>")?.code == .malformed)
        #expect(fault("<RadInstrumentData a='1' a='2'/>")?.code == .malformed)
    }

    // MARK: Hostile files

    @Test(
        "processing instructions are passed over",
        arguments: ["<?a?>", "<?a b?>", "<?xml?>", "<?xml-model href=\"x>y\"\n?>"])
    func instructions(text: String) throws {
        let inner = "<RadInstrumentData>\(text)<RadMeasurement/></RadInstrumentData>"
        #expect(try N42Decoder.decode([UInt8](text + inner + text)).slices.count == 1)
    }

    @Test func instructionsThatAreNotClosed() {
        #expect(fault("<?>")?.code == .truncated)
        #expect(fault("<RadInstrumentData/><?a")?.code == .truncated)
        #expect(fault("<?a <RadInstrumentData/>?>")?.code == .truncated, "all of it is the instruction")
        #expect(fault("<RadInstrumentData><<?a?>!DOCTYPE r></RadInstrumentData>")?.code == .malformed)
    }

    @Test("document types are refused before they are read")
    func documentTypes() {
        let inner =
            "<RadInstrumentData><RadMeasurement><ChannelData>&a;</ChannelData></RadMeasurement></RadInstrumentData>"
        var laughs = "<!DOCTYPE r [<!ENTITY a0 \"7 7 7 7\">"
        for level in 1..<20 {
            laughs += "<!ENTITY a\(level) \"" + String(repeating: "&a\(level - 1);", count: 10) + "\">"
        }
        laughs += "<!ENTITY a \"&a19;\">]>"
        let hostile = [
            laughs, "<!DOCTYPE r SYSTEM \"file:///etc/passwd\">",
            "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
            "<!DOCTYPE r [<!ENTITY % p SYSTEM \"http://localhost/x\"> %p;]>", "<!doctype r>", "<!ENTITY a \"1\">",
            "<!DOCTYPE r [<!ATTLIST r a CDATA \"1\">]>", "<! DOCTYPE r>", "<!DOCTYPE\nr>",
        ]
        for text in hostile {
            for head in ["", "<?xml version=\"1.0\"?>\n", "\u{FEFF}", "  ", "<!-- c -->", "<?a?>"] {
                let found = fault(head + text + inner)
                #expect(
                    found?.code == .unsupportedDialect && found?.place.field == "DOCTYPE", "\(head)\(text.prefix(40))")
            }
        }
        // In a comment it is none: one reader does all the reading, so none can be deceived about what a comment is.
        #expect(fault("<!--<!DOCTYPE r>-->" + inner)?.code == .malformed, "the entity that nobody declared")
    }

    @Test("character sets in which a document type could hide")
    func characterSets() {
        let text = "<?xml version=\"1.0\"?><!DOCTYPE r><RadInstrumentData/>"
        let wide = Array(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        #expect(fault([0xFF, 0xFE] + wide)?.code == .badText)
        #expect(fault(wide)?.code == .badText)
        #expect(fault(Array(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }))?.code == .badText)
        for name in ["UTF-16", "utf-7", "EBCDIC-CP-US", "IBM037", "ISO-8859-1", "x\u{202E}y"] {
            for quote in ["\"", "'"] {
                let found = fault("<?xml version=\"1.0\" encoding=\(quote)\(name)\(quote)?><RadInstrumentData/>")
                #expect(found?.code == .badText && found?.place.field == "encoding", "\(name)")
            }
        }
        #expect(fault("<RadInstrumentData>\0</RadInstrumentData>")?.code == .badText)
        #expect(fault([UInt8]("<RadInstrumentData>") + [0xC0, 0x80])?.code == .badText)
    }

    @Test func theFiveEntitiesOfXMLAreRead() throws {
        let text =
            "<RadInstrumentData><RadInstrumentInformation><RadInstrumentModelName>&lt;A&#x42;&amp;&#27;]\u{202E}</RadInstrumentModelName></RadInstrumentInformation><RadMeasurement/></RadInstrumentData>"
        #expect(fault(text)?.code == .malformed, "a control character has no place in XML, not even by number")
        let clean = text.replacing("&#27;", with: "")
        #expect(try N42Decoder.decode([UInt8](clean)).model == "<AB&]")
    }

    @Test func depthAndLengthAreBounded() throws {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(fault("<RadInstrumentData>" + deep)?.code == .tooDeep)
        let long = [UInt8]("<RadInstrumentData>") + [UInt8](repeating: 0x20, count: N42Decoder.byteLimit)
        #expect(fault(long)?.code == .tooLong)
        let many =
            "<RadInstrumentData><RadMeasurement/>"
            + String(
                repeating: "<AnalysisResults><Nuclide><NuclideName>X</NuclideName></Nuclide></AnalysisResults>",
                count: 9_000) + "</RadInstrumentData>"
        #expect(try N42Decoder.decode([UInt8](many)).nuclides.count == 64)
        #expect(
            try N42Decoder.decode([UInt8](many)).occupancy(at: .at(0))?.nuclides.count == PortalOccupancy.nuclideLimit)
    }

    @Test("cut at every byte", .ownThread) func truncation() {
        for text in [Self.passThrough(), Self.year2006] {
            let whole = Array([UInt8](text).prefix { $0 != 0 }.reversed().drop { $0 <= 0x20 }.reversed())
            for length in whole.indices {
                let found = fault(Array(whole.prefix(length)))
                #expect(found != nil, "cut after \(length)")
                #expect((found?.place.byte ?? 0) <= length)
            }
            #expect(fault(whole) == nil)
        }
    }

    // MARK: Real files

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theRealPassThrough() throws {
        let bytes = try Samples.bytes("n42/interspec-passthrough-ortec-specportal-2006.n42")
        let document = try N42Decoder.decode(bytes)
        #expect(document.edition == .year2006)
        #expect(document.maker == "ORTEC" && document.model == "OSASP" && document.serial == "Serial #10000033")
        #expect(document.number == 1)
        #expect(document.slices.count == 133)
        #expect(
            document.slices.allSatisfy { $0.milliseconds == 250 && $0.isOccupied == true && $0.role == .foreground })
        #expect(document.began == GateTime(rfc3339: "2010-01-24T00:08:24.078Z"))
        // Counted once by another program: the sums of the eight detectors.
        #expect(document.slices.prefix(5).map(\.gamma) == [454, 404, 443, 510, 493])
        #expect(document.slices.map(\.gamma).reduce(0, +) == 600_266)
        let one = try #require(document.occupancy(at: .at(0)))
        #expect(one.gammaPeak == 20_301 && one.profile.count == 64 && one.profile.max() == 20_301)
        #expect(one.durationMilliseconds == 33_250 && one.speedTenths == 39)
        #expect(!one.gammaAlarm && one.nuclides.isEmpty)
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theRealHandheld() throws {
        let bytes = try Samples.bytes("n42/07.10.2023_12.21.47_SGM200615_SearchMode.xml")
        let document = try N42Decoder.decode(bytes)
        #expect(document.edition == .year2012)
        #expect(document.maker == "Kromek" && document.model == "D3S ID" && document.serial == "SGM200615")
        #expect(document.began == GateTime(rfc3339: "2023-07-10T17:21:47Z"))
        #expect(document.slices.map(\.milliseconds) == [3_000] && document.slices.map(\.neutron) == [0])
        let one = try #require(document.occupancy(at: .at(0)))
        #expect(one.nuclides.map(\.name) == ["Cs-137"] && one.nuclides[0].confidence == 1_000)
        #expect(one.gammaPeak > 500 && !one.gammaAlarm)
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theRealPhantom() throws {
        let document = try N42Decoder.decode(try Samples.bytes("n42/NaI_I131_Phantom_with_info.n42"))
        #expect(document.model == "IdentiFINDER-NG")
        #expect(document.slices.map(\.role) == [.foreground, .background])
        #expect(document.slices.map(\.milliseconds) == [1_801_960, 1_800_700])
        // The program's own analysis names nuclides too; it is no instrument's.
        #expect(document.nuclides.isEmpty)
        let one = try #require(document.occupancy(at: .at(0)))
        // As counted by another program, the background scaled to the foreground's 1,801.96 s.
        #expect(one.gammaPeak == 780_775 && one.gammaBackground == 280_197)
    }
}

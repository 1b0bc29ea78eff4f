import Foundation
import GateModel
import GateText
import TestSupport
import Testing

@testable import GateDevices

/// What docs/devices.md promises, against the decoders and against real files.
@Suite("Conformance")
struct ConformanceTests {
    private let page: String

    init() throws {
        page = try String(contentsOfFile: "\(Repository.root)/docs/devices.md", encoding: .utf8)
            .replacing("\n", with: " ")
    }

    private var rows: [String] { page.split(separator: "| `").dropFirst().map { String($0) } }

    /// A row names its first type in full and the others by what differs.
    @Test(arguments: MessageType.wire) func everyFormatHasItsRow(type: String) {
        let names = [type, type.split(separator: ".").last.map { String($0) } ?? type, "declaration.qr"]
        let isShort = type.hasPrefix("org.openalpr.") || type.hasPrefix("vn.smartgate.")
        let found = rows.first { row in
            names.prefix(isShort ? 3 : 1).contains { row.contains("\($0)`") } && row.contains(isShort ? names[1] : type)
        }
        #expect(found?.contains("fuzzing") == true, "\(type) has no row that says how it was tried")
    }

    @Test(
        "the limits that the page names are the decoders'",
        arguments: [
            "may nest \(StrictXML.depthLimit) deep", "may have \(StrictXML.attributeLimit) attributes",
            "an alert may have \(HikvisionDecoder.limits.bytes >> 20) MiB",
            "an N42 file \(N42Decoder.byteLimit >> 20) MiB",
            "may have \(MultipartBody.partLimit) parts and \(HikvisionDecoder.sizeLimit >> 20) MiB",
            "is closed after \(PortalDecoder.occupancyLimit.seconds) s",
        ])
    func limits(sentence: String) { #expect(page.contains(sentence), "\(sentence)") }

    // MARK: Real files

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theRecordingsAreAsThePageSays() throws {
        #expect(page.contains("two real recordings of 8 occupancies"))
        for path in ["rpm/S2-C0-NONE.first8occ.csv", "rpm/S2-C3-NORM2.first8occ.csv"] {
            var decoder = PortalDecoder()
            let events = decoder.receive(try Samples.bytes(path), at: .at(0))
            let occupancies = events.count { if case .occupancy = $0 { true } else { false } }
            #expect(
                occupancies == 8 && decoder.counts.rejectedLines == 0 && decoder.counts.unknownLines == 0, "\(path)")
            // The half line at the beginning and the lines of every kind, nothing else.
            #expect(decoder.counts.vendorLines * 2 > decoder.counts.lines, "most lines are the vendor's")
        }
        #expect(page.contains("a pass-through of 133 slices"))
        let passThrough = try Samples.bytes("n42/interspec-passthrough-ortec-specportal-2006.n42")
        #expect(try N42Decoder.decode(passThrough).slices.count == 133)
        #expect(passThrough.count * 2 < N42Decoder.byteLimit)
    }

    /// Truth and read of 751 real plates, in the camera's own JSON: no letter is lost or changed on the way.
    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func thePublishedPlates() throws {
        #expect(page.contains("the 751 plates"))
        var plates = 0
        for path in ["plates/openalpr-seg-groundtruth.csv", "plates/openalpr-seg-results.csv"] {
            for line in try Samples.bytes(path).text.split(whereSeparator: \.isNewline) {
                guard let plate = line.split(separator: ",", omittingEmptySubsequences: false).last, !plate.isEmpty
                else {
                    continue
                }
                plates += 1
                let json = #"{"data_type":"alpr_results","results":[{"plate":"\#(plate)","confidence":90.5}]}"#
                guard case .sightings(let found) = try OpenALPRDecoder.decode([UInt8](json)) else {
                    Issue.record("\(line)")
                    continue
                }
                #expect(found.map(\.text) == [TextNormaliser.identifier(plate)])
                #expect(found.first?.text == String(plate), "the benchmark writes plates as they are compared")
            }
        }
        #expect(plates > 1_400)
    }

    /// Whatever their format: declarations, customs answers, spectra, alerts, a schema.
    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func everyXMLFileIsReadAsAnotherParserReadsIt() throws {
        let folder = try #require(Samples.folder)
        var files = 0
        for part in ["n42", "plates", "customs"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: part).path)
            for name in names.sorted() where ["xml", "n42", "xsd"].contains(name.split(separator: ".").last) {
                let bytes = try Samples.bytes("\(part)/\(name)")
                var told = Told()
                try StrictXML.read(
                    bytes[...], limits: .init(bytes: 8 << 20, elements: 100_000, text: 1 << 20), visitor: &told)
                // Line ends are white space to whoever reads on; the other parser makes them one kind.
                let ours = told.events.map { $0.replacing("\r\n", with: "\n") }
                let theirs = Foreign.events(of: bytes.text.replacing("\r\n", with: "\n"))
                #expect(ours == theirs, "\(part)/\(name)")
                files += 1
            }
        }
        #expect(files > 30)
    }
}

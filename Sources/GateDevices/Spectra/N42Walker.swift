import Foundation
internal import GateModel
import GateText

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Walks over the elements of an N42.42 file and keeps what ``N42Document`` has a place for.
///
/// Elements are told by their local names; what stands in an extension, or below the root under a name of no N42
/// element, is the maker's own and passed over. Elements are never entered recursively, so depth costs no stack.
final class N42Walker: NSObject, XMLParserDelegate {
    /// What an element between two that matter says, while it is open.
    private struct Counts {
        var detector: String
        var spectrum: Int64?
        var gross: Int64?
    }

    private(set) var fault: DeviceFault?
    /// The parser's own, in order; the place's byte is a column until ``N42Decoder`` makes it one.
    private(set) var errors: [(code: Int, place: DeviceFault.Place)] = []
    /// The root was closed.
    private(set) var isComplete = false

    private var document = N42Document()
    private var isN42 = false
    private var path: [String] = []
    /// The depth of the element that is passed over with all that it holds.
    private var skipsFrom: Int?
    private var text: [UInt8] = []
    private var collects = false

    private var slice: N42Document.Slice?
    private var counts: [Counts] = []
    private var detector = ""
    private var isCompressed = false
    private var speedUnit = ""
    private var isNeutronData = false
    private var nuclide: NuclideRead?
    private var isIdentified = true
    private var detectorID = ""
    private var detectorKinds: [String: String] = [:]

    /// The document, once the parser has come to its end.
    ///
    /// - Parameter raw: the file, for the fault.
    func result(raw: [UInt8]) throws(DeviceFault) -> N42Document {
        guard isN42 else {
            throw DeviceFault(
                .unknownName, "no N42.42 file: neither RadInstrumentData nor N42InstrumentData",
                place: .init(line: 1, field: "root"), raw: raw)
        }
        guard !document.slices.isEmpty || !document.nuclides.isEmpty || document.gammaAlarm || document.neutronAlarm
        else {
            throw DeviceFault(
                .missingField, "no measurement and no result", place: .init(line: 1, field: "RadMeasurement"), raw: raw)
        }
        return document
    }

    // MARK: XMLParserDelegate

    func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
        guard errors.count < 16 else { return }
        errors.append(((error as NSError).code, place(parser)))
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        let local = Self.local(name)
        path.append(local)
        guard path.count <= N42Decoder.depthLimit else {
            return fail(parser, .tooDeep, "elements nest beyond \(N42Decoder.depthLimit)")
        }
        guard skipsFrom == nil, fault == nil else { return }
        if passesOver(local) {
            skipsFrom = path.count
            return
        }
        collects = false
        open(local, attributes)
        if Self.leaves.contains(local) {
            collects = true
            text.removeAll(keepingCapacity: true)
            isCompressed = false
            let compression = attributes["compressionCode"] ?? attributes["Compression"] ?? "None"
            switch compression.lowercased() {
            case "none", "": break
            case "countedzeroes", "countedzeros": isCompressed = true
            default: fail(parser, .unknownName, "the compression '\(TextNormaliser.line(compression, limit: 40))'")
            }
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if collects { text.append(contentsOf: string.utf8) }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        if collects { text.append(contentsOf: block) }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard let local = path.last else { return }
        defer {
            path.removeLast()
            if path.isEmpty { isComplete = true }
        }
        if let depth = skipsFrom {
            if depth == path.count { skipsFrom = nil }
            return
        }
        guard fault == nil else { return }
        if collects {
            collects = false
            let value = trimmed(text)
            do throws(DeviceFault) {
                if !value.isEmpty { try leaf(local, value) }
            } catch {
                return fail(parser, error.code, error.message)
            }
        }
        close(local)
    }

    private func place(_ parser: XMLParser) -> DeviceFault.Place {
        .init(line: parser.lineNumber, byte: parser.columnNumber, field: path.last ?? "")
    }

    private func fail(_ parser: XMLParser, _ code: DeviceFault.Code, _ message: String) {
        guard fault == nil else { return }
        fault = DeviceFault(code, message, place: place(parser))
        fault?.place.field = String(TextNormaliser.line(path.last ?? "", limit: 64))
        parser.abortParsing()
    }

    private static func local(_ name: String) -> String {
        name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }

    private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return []
        }
        return Array(bytes[first...last])
    }

    // MARK: Elements

    /// Those below the root that are N42's, besides the ones that hold nothing for a gate.
    private static let chapters: Set<String> = [
        "RadInstrumentInformation", "RadDetectorInformation", "RadMeasurement", "AnalysisResults",
    ]

    /// Those whose text is wanted.
    private static let leaves: Set<String> = [
        "RadInstrumentManufacturerName", "RadInstrumentModelName", "RadInstrumentIdentifier", "RadDetectorCategoryCode",
        "Manufacturer", "InstrumentModel", "InstrumentID", "MeasurementClassCode", "SourceType", "StartDateTime",
        "StartTime", "RealTimeDuration", "SampleRealTime", "RealTime", "OccupancyIndicator", "Occupied", "Speed",
        "SpeedValue", "ChannelData", "CountData", "Counts", "NuclideIdentifiedIndicator", "NuclideName",
        "NuclideIDConfidenceValue", "NuclideIDConfidenceIndication", "NuclideIDConfidence",
        "NuclideIDConfidenceDescription", "NuclideCategoryDescription", "NuclideType", "NuclideHPRDSType",
        "RadAlarmCategoryCode", "Remark",
    ]

    private func passesOver(_ local: String) -> Bool {
        if local.hasSuffix("Extension") { return true }
        return path.count == 2 && path[0] == "RadInstrumentData" && !Self.chapters.contains(local)
    }

    private func open(_ local: String, _ attributes: [String: String]) {
        switch local {
        case "RadInstrumentData" where path.count == 1:
            isN42 = true
            document.edition = .year2012
        // Homeland-security handhelds wrap the 2006 file in an event.
        case "N42InstrumentData" where path.count <= 2:
            isN42 = true
            document.edition = .year2006
        case "RadDetectorInformation": detectorID = attributes["id"] ?? ""
        case "RadMeasurement", "DetectorData": beginSlice()
        case "Spectrum":
            // In 2006 a spectrum may stand by itself, a measurement of its own.
            if slice == nil { beginSlice() }
            detector = attributes["radDetectorInformationReference"] ?? attributes["Detector"] ?? ""
        case "GrossCounts": detector = attributes["radDetectorInformationReference"] ?? ""
        case "DetectorMeasurement", "CountDoseData":
            if slice == nil, local == "CountDoseData" { beginSlice() }
            if let kind = attributes["DetectorType"] { isNeutronData = kind.lowercased().contains("neutron") }
            if local == "CountDoseData" { detector = attributes["Detector"] ?? "" }
        case "Speed": speedUnit = attributes["Units"] ?? "m/s"
        case "Nuclide":
            guard path.contains("AnalysisResults") else { return }
            nuclide = NuclideRead()
            isIdentified = true
        default: break
        }
    }

    private func beginSlice() {
        slice = N42Document.Slice()
        counts.removeAll(keepingCapacity: true)
        isNeutronData = false
    }

    private func close(_ local: String) {
        switch local {
        case "RadMeasurement", "DetectorData": endSlice()
        case "Spectrum", "CountDoseData":
            if !path.contains("RadMeasurement"), !path.contains("DetectorData") { endSlice() }
        case "DetectorMeasurement": isNeutronData = false
        case "Nuclide":
            if let nuclide, isIdentified, !nuclide.name.isEmpty, document.nuclides.count < 64 {
                document.nuclides.append(nuclide)
            }
            nuclide = nil
        default: break
        }
    }

    private func endSlice() {
        guard var ended = slice else { return }
        slice = nil
        for count in counts {
            let sum = count.spectrum ?? count.gross ?? 0
            switch detectorKinds[count.detector] ?? "gamma" {
            case "neutron": ended.neutron += sum
            case "alpha", "beta": break
            default: ended.gamma += sum
            }
        }
        document.slices.append(ended)
    }

    // MARK: Texts

    private func leaf(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        switch local {
        case "RadInstrumentManufacturerName", "Manufacturer": document.maker = line(value)
        case "RadInstrumentModelName", "InstrumentModel": document.model = line(value)
        case "RadInstrumentIdentifier", "InstrumentID": document.serial = line(value)
        case "RadDetectorCategoryCode":
            if detectorKinds.count < 1_024 { detectorKinds[detectorID] = line(value).lowercased() }
        case "Remark": remark(line(value))
        case "RadAlarmCategoryCode":
            if line(value).lowercased() == "neutron" {
                document.neutronAlarm = true
            } else {
                document.gammaAlarm = true
            }
        case "ChannelData", "CountData", "Counts": try count(local, value)
        default:
            if nuclide != nil {
                try nuclideLeaf(local, value)
            } else {
                try sliceLeaf(local, value)
            }
        }
    }

    private func line(_ value: [UInt8]) -> String {
        TextNormaliser.line(String(decoding: value.prefix(256), as: UTF8.self), limit: 64)
    }

    /// `Occupancy number = 1`, as pass-through files of 2006 say it.
    private func remark(_ text: String) {
        let lead = "occupancy number"
        guard document.number == 0, text.lowercased().hasPrefix(lead) else { return }
        let digits = text.dropFirst(lead.count).drop { $0 == " " || $0 == "=" || $0 == ":" }.prefix { $0.isNumber }
        document.number = Int64(digits) ?? 0
    }

    private func count(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        guard slice != nil else { return }
        let sum = try N42Text.sum(value, isCompressed: isCompressed)
        if isNeutronData {
            // In 2006 neutrons are a measurement of their own and have no spectrum.
            if local == "Counts" { slice?.neutron += sum }
            return
        }
        let index = counts.firstIndex { $0.detector == detector } ?? counts.count
        if index == counts.count {
            guard counts.count < 1_024 else { throw DeviceFault(.outOfRange, "more than 1024 detectors") }
            counts.append(Counts(detector: detector))
        }
        // Some files give one spectrum twice, otherwise calibrated: it is counted once.
        if local == "ChannelData" {
            counts[index].spectrum = max(counts[index].spectrum ?? 0, sum)
        } else {
            counts[index].gross = max(counts[index].gross ?? 0, sum)
        }
    }

    private func sliceLeaf(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        guard slice != nil else { return }
        switch local {
        case "MeasurementClassCode", "SourceType": slice?.role = role(line(value).lowercased())
        case "StartDateTime", "StartTime": if slice?.began == nil { slice?.began = N42Text.moment(value) }
        case "RealTimeDuration", "SampleRealTime", "RealTime":
            guard let milliseconds = N42Text.milliseconds(value) else {
                throw DeviceFault(.malformed, "'\(line(value))' is no duration of at most 31 days")
            }
            if local != "RealTime" || slice?.milliseconds == 0 { slice?.milliseconds = milliseconds }
        case "OccupancyIndicator", "Occupied":
            guard let flag = N42Text.flag(value) else {
                throw DeviceFault(.malformed, "'\(line(value))' is neither true nor false")
            }
            slice?.isOccupied = flag
        case "Speed", "SpeedValue":
            let factor: Double
            switch local == "SpeedValue" ? "m/s" : speedUnit.lowercased() {
            case "m/s", "mps": factor = 3_600
            case "mph", "mi/h": factor = 1_609.344
            case "kph", "km/h", "kmh": factor = 1_000
            default: throw DeviceFault(.unknownName, "the unit of speed '\(TextNormaliser.line(speedUnit, limit: 20))'")
            }
            guard let speed = N42Text.number(value), speed < 1_000 else {
                throw DeviceFault(.malformed, "'\(line(value))' is no speed")
            }
            slice?.speed = Int32((speed * factor).rounded())
        default: break
        }
    }

    private func role(_ name: String) -> N42Document.Slice.Role {
        switch name {
        case "background": .background
        case "calibration", "intrinsicactivity", "stabilization": .instrument
        default: .foreground
        }
    }

    private func nuclideLeaf(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        switch local {
        case "NuclideName": nuclide?.name = String(line(value).prefix(32))
        case "NuclideIdentifiedIndicator":
            guard let flag = N42Text.flag(value) else {
                throw DeviceFault(.malformed, "'\(line(value))' is neither true nor false")
            }
            isIdentified = flag
        case "NuclideIDConfidenceValue", "NuclideIDConfidenceIndication", "NuclideIDConfidence":
            // Percent in 2012; in 2006 some instruments write words.
            if let percent = N42Text.number(value) {
                nuclide?.confidence = Int32(min(percent * 10, 1_000).rounded())
            } else {
                addNote(line(value))
            }
        case "NuclideIDConfidenceDescription", "NuclideCategoryDescription", "NuclideType", "NuclideHPRDSType":
            addNote(line(value))
        default: break
        }
    }

    private func addNote(_ text: String) {
        guard let note = nuclide?.note, note != text else { return }
        nuclide?.note = String((note.isEmpty ? text : note + ", " + text).prefix(64))
    }
}

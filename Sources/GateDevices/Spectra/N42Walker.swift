internal import GateModel
import GateText

/// Walks over the elements of an N42.42 file and keeps what ``N42Document`` has a place for.
///
/// Elements are told by their local names; what stands in an extension, or below the root under a name of no N42
/// element, is the maker's own and passed over.
struct N42Walker: XMLVisitor {
    /// What an element between two that matter says, while it is open.
    private struct Counts {
        var spectrum: Int64?
        var gross: Int64?
    }

    private var document = N42Document()
    private var isN42 = false
    private var path: [String] = []
    /// The depth of the element that is passed over with all that it holds.
    private var skipsFrom: Int?
    private var text: [UInt8] = []
    private var collects = false

    private var slice: N42Document.Slice?
    /// By detector.
    private var counts: [String: Counts] = [:]
    private var detector = ""
    private var isCompressed = false
    private var speedUnit = ""
    private var isNeutronData = false
    private var nuclide: NuclideRead?
    private var isIdentified = true
    private var detectorID = ""
    private var detectorKinds: [String: String] = [:]

    /// The document, once the reader has come to its end.
    ///
    /// - Parameter raw: the file, for the fault.
    func result(raw: [UInt8]) throws(DeviceFault) -> N42Document {
        guard isN42 else {
            throw DeviceFault(
                .unknownName, "no N42.42 file: neither RadInstrumentData nor N42InstrumentData",
                place: .init(field: "root"), raw: raw)
        }
        guard !document.slices.isEmpty || !document.nuclides.isEmpty || document.gammaAlarm || document.neutronAlarm
        else {
            throw DeviceFault(
                .missingField, "no measurement and no result", place: .init(field: "RadMeasurement"), raw: raw)
        }
        return document
    }

    // MARK: XMLVisitor

    mutating func open(_ name: String, _ attributes: [String: String]) throws(DeviceFault) {
        path.append(name)
        guard skipsFrom == nil else { return }
        if passesOver(name) {
            skipsFrom = path.count
            return
        }
        collects = false
        begin(name, attributes)
        guard Self.leaves.contains(name) else { return }
        collects = true
        text.removeAll(keepingCapacity: true)
        isCompressed = false
        let compression = attributes["compressionCode"] ?? attributes["Compression"] ?? "None"
        switch compression.lowercased() {
        case "none", "": break
        case "countedzeroes", "countedzeros": isCompressed = true
        default:
            throw DeviceFault(.unknownName, "the compression '\(TextNormaliser.line(compression, limit: 40))'")
        }
    }

    mutating func text(_ piece: UnsafeBufferPointer<UInt8>) {
        if collects { text.append(contentsOf: piece) }
    }

    mutating func close(_ name: String) throws(DeviceFault) {
        defer { path.removeLast() }
        if let depth = skipsFrom {
            if depth == path.count { skipsFrom = nil }
            return
        }
        if collects {
            collects = false
            let value = Self.trimmed(text)
            if !value.isEmpty { try leaf(name, Array(value)) }
        }
        end(name)
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

    private mutating func begin(_ local: String, _ attributes: [String: String]) {
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

    private mutating func beginSlice() {
        slice = N42Document.Slice()
        counts.removeAll(keepingCapacity: true)
        isNeutronData = false
    }

    private mutating func end(_ local: String) {
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

    private mutating func endSlice() {
        guard var ended = slice else { return }
        slice = nil
        for (detector, count) in counts {
            let sum = count.spectrum ?? count.gross ?? 0
            switch detectorKinds[detector] ?? "gamma" {
            case "neutron": ended.neutron += sum
            case "alpha", "beta": break
            default: ended.gamma += sum
            }
        }
        document.slices.append(ended)
    }

    // MARK: Texts

    private mutating func leaf(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        switch local {
        case "RadInstrumentManufacturerName", "Manufacturer": document.maker = Self.line(value)
        case "RadInstrumentModelName", "InstrumentModel": document.model = Self.line(value)
        case "RadInstrumentIdentifier", "InstrumentID": document.serial = Self.line(value)
        case "RadDetectorCategoryCode":
            if detectorKinds.count < 1_024 { detectorKinds[detectorID] = Self.line(value).lowercased() }
        case "Remark": remark(Self.line(value))
        case "RadAlarmCategoryCode":
            if Self.line(value).lowercased() == "neutron" {
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

    private static func line(_ value: [UInt8]) -> String {
        TextNormaliser.line(String(decoding: value.prefix(256), as: UTF8.self), limit: 64)
    }

    /// `Occupancy number = 1`, as pass-through files of 2006 say it.
    private mutating func remark(_ text: String) {
        let lead = "occupancy number"
        guard document.number == 0, text.lowercased().hasPrefix(lead) else { return }
        let digits = text.dropFirst(lead.count).drop { $0 == " " || $0 == "=" || $0 == ":" }.prefix { $0.isNumber }
        document.number = Int64(digits) ?? 0
    }

    private mutating func count(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        guard slice != nil else { return }
        let sum = try N42Text.sum(value, isCompressed: isCompressed)
        if isNeutronData {
            // In 2006 neutrons are a measurement of their own and have no spectrum.
            if local == "Counts" { slice?.neutron += sum }
            return
        }
        var known = counts[detector] ?? Counts()
        // Some files give one spectrum twice, otherwise calibrated: it is counted once.
        if local == "ChannelData" {
            known.spectrum = max(known.spectrum ?? 0, sum)
        } else {
            known.gross = max(known.gross ?? 0, sum)
        }
        counts[detector] = known
        guard counts.count <= 1_024 else { throw DeviceFault(.outOfRange, "more than 1024 detectors") }
    }

    private mutating func sliceLeaf(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        guard slice != nil else { return }
        switch local {
        case "MeasurementClassCode", "SourceType": slice?.role = Self.role(Self.line(value).lowercased())
        case "StartDateTime", "StartTime": if slice?.began == nil { slice?.began = N42Text.moment(value) }
        case "RealTimeDuration", "SampleRealTime", "RealTime":
            guard let milliseconds = N42Text.milliseconds(value) else {
                throw DeviceFault(.malformed, "'\(Self.line(value))' is no duration of at most 31 days")
            }
            if local != "RealTime" || slice?.milliseconds == 0 { slice?.milliseconds = milliseconds }
        case "OccupancyIndicator", "Occupied":
            guard let flag = N42Text.flag(value) else {
                throw DeviceFault(.malformed, "'\(Self.line(value))' is neither true nor false")
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
                throw DeviceFault(.malformed, "'\(Self.line(value))' is no speed")
            }
            slice?.speed = Int32((speed * factor).rounded())
        default: break
        }
    }

    private static func role(_ name: String) -> N42Document.Slice.Role {
        switch name {
        case "background": .background
        case "calibration", "intrinsicactivity", "stabilization": .instrument
        default: .foreground
        }
    }

    private mutating func nuclideLeaf(_ local: String, _ value: [UInt8]) throws(DeviceFault) {
        switch local {
        case "NuclideName": nuclide?.name = String(Self.line(value).prefix(32))
        case "NuclideIdentifiedIndicator":
            guard let flag = N42Text.flag(value) else {
                throw DeviceFault(.malformed, "'\(Self.line(value))' is neither true nor false")
            }
            isIdentified = flag
        case "NuclideIDConfidenceValue", "NuclideIDConfidenceIndication", "NuclideIDConfidence":
            // Percent in 2012; in 2006 some instruments write words.
            if let percent = N42Text.number(value) {
                nuclide?.confidence = Int32(min(percent * 10, 1_000).rounded())
            } else {
                addNote(Self.line(value))
            }
        case "NuclideIDConfidenceDescription", "NuclideCategoryDescription", "NuclideType", "NuclideHPRDSType":
            addNote(Self.line(value))
        default: break
        }
    }

    private mutating func addNote(_ text: String) {
        guard let note = nuclide?.note, note != text else { return }
        nuclide?.note = String((note.isEmpty ? text : note + ", " + text).prefix(64))
    }
}

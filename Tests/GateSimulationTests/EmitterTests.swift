import Foundation
import GateDevices
import GateModel
import GateSimulation
import TestTraits
import Testing

@Suite("The bytes of the devices", .ownThread)
struct EmitterTests {
    // MARK: Plates

    @Test func platesAreReadAsTheFieldReadsThem() throws {
        let declared = Set(SimulatedDay.declarations.flatMap { [$0.tractor, $0.trailer] })
        let groups = SimulatedDay.messages(of: MessageType.plateGroup)
        var exact = 0
        var oneEdit = 0
        var wrong = 0
        for group in groups {
            let plate = try #require(try SimulatedDay.json(group)["best_plate_number"] as? String)
            if declared.contains(plate) {
                exact += 1
                continue
            }
            wrong += 1
            if declared.contains(where: { Self.isOneEdit($0, plate) }) { oneEdit += 1 }
        }
        let share = Double(exact) / Double(groups.count)
        print("plate reads: \(groups.count), exact \(share), one edit \(Double(oneEdit) / Double(wrong)) of the wrong")
        #expect((0.86...0.91).contains(share))
        #expect((0.68...0.86).contains(Double(oneEdit) / Double(wrong)))
    }

    /// Whether one replaced, lost or added character turns one text into the other.
    static func isOneEdit(_ left: String, _ right: String) -> Bool {
        let (a, b) = left.count <= right.count ? (Array(left), Array(right)) : (Array(right), Array(left))
        guard b.count - a.count <= 1 else { return false }
        let start = zip(a, b).prefix { $0 == $1 }.count
        return a.count == b.count ? a[(start + 1)...] == b[(start + 1)...] : a[start...] == b[(start + 1)...]
    }

    @Test func groupsNameTheFramesBeforeThem() throws {
        var seen: [String: (plate: String, confidence: Double)] = [:]
        var truthOffered = 0
        var wrong = 0
        let declared = Set(SimulatedDay.declarations.flatMap { [$0.tractor, $0.trailer] })
        for message in SimulatedDay.shared.messages {
            let isResult = message.type == MessageType.plateResults
            guard isResult || message.type == MessageType.plateGroup else { continue }
            let object = try SimulatedDay.json(message)
            if isResult {
                let uuid = try #require(object["uuid"] as? String)
                #expect(uuid.utf8.count <= 64 && seen[uuid] == nil)
                let result = try #require((object["results"] as? [[String: Any]])?.first)
                let plate = try #require(result["plate"] as? String)
                seen[uuid] = (plate, try #require(result["confidence"] as? Double))
                #expect((result["coordinates"] as? [[String: Int]])?.count == 4)
                let offered = try #require(result["candidates"] as? [[String: Any]])
                #expect(offered.first?["plate"] as? String == plate)
                if !declared.contains(plate) {
                    wrong += 1
                    let plates = offered.compactMap { $0["plate"] as? String }
                    if plates.contains(where: { declared.contains($0) }) { truthOffered += 1 }
                }
            } else {
                let uuids = try #require(object["uuids"] as? [String])
                let best = try #require(object["best_uuid"] as? String)
                #expect(uuids.contains(best) && uuids.allSatisfy { seen[$0] != nil })
                #expect(seen[best]?.plate == object["best_plate_number"] as? String)
                let confidence = try #require(object["best_confidence"] as? Double)
                #expect(uuids.allSatisfy { (seen[$0]?.confidence ?? 0) <= confidence })
            }
        }
        #expect(Double(truthOffered) / Double(max(1, wrong)) > 0.7)
    }

    // MARK: Portal

    /// Fields after the tag, and whether they are counts of six digits.
    static let grammar: [String: (fields: Int, counts: Bool)] = [
        "GB": (4, true), "NB": (4, true), "GS": (4, true), "GA": (4, true), "NS": (4, true), "GX": (4, true),
        "SP": (4, false), "AA": (4, false), "AS": (4, true), "AM": (4, true), "AX": (5, false), "NZ": (2, false),
        "NC": (2, false), "NX": (2, false), "NB1": (4, false), "RW": (4, true), "AC": (2, false), "AB1": (4, false),
        "AR": (4, false),
    ]

    @Test func portalLinesKeepTheGrammar() throws {
        var tags: [String: Int] = [:]
        for message in SimulatedDay.messages(of: MessageType.portal) {
            let text = String(decoding: message.data, as: UTF8.self)
            #expect(text.hasSuffix("\r\n"))
            #expect(message.deviceTime == nil)
            for line in text.split(separator: "\r\n") {
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                let tag = String(fields[0])
                tags[tag, default: 0] += 1
                let rule = try #require(Self.grammar[tag], "\(line)")
                #expect(fields.count == rule.fields + 1, "\(line)")
                if rule.counts {
                    #expect(fields.dropFirst().allSatisfy { $0.utf8.count == 6 && Int($0) != nil }, "\(line)")
                } else if tag != "AA" {
                    #expect(
                        fields.dropFirst().allSatisfy { Double($0.trimmingCharacters(in: .whitespaces)) != nil },
                        "\(line)")
                }
            }
        }
        #expect(Set(tags.keys) == Set(Self.grammar.keys))
    }

    @Test func occupanciesLookLikeRealOnes() throws {
        for lane in 1...10 {
            let source = "/gate/huu-nghi/lane/\(lane)/portal"
            var occupancy: [String] = []
            var began = GateTime.epoch
            var ended: GateTime?
            var lastBackground: GateTime?
            var number: Int?
            for message in SimulatedDay.shared.messages where message.source == source {
                let lines = String(decoding: message.data, as: UTF8.self).split(separator: "\r\n").map(String.init)
                if lines.contains(where: { $0.hasPrefix("GB,") }) {
                    #expect(occupancy.isEmpty)
                    if let end = ended { #expect((message.receivedTime - end).milliseconds == 4_800) }
                    if ended == nil, let last = lastBackground {
                        #expect((message.receivedTime - last).milliseconds == 5_000)
                    }
                    (ended, lastBackground) = (nil, message.receivedTime)
                    continue
                }
                if occupancy.isEmpty { began = message.receivedTime }
                occupancy += lines
                guard let end = lines.last, end.hasPrefix("GX,") else { continue }
                let tags = occupancy.map { $0.prefix { $0 != "," } }
                #expect(tags[1] == "NS" && tags[2...6].allSatisfy { $0 == "GS" })
                #expect((58...63).contains(tags.count { $0 == "GS" || $0 == "GA" }))
                #expect((10...12).contains(tags.count { $0 == "NS" }))
                #expect((4...6).contains(tags.count { $0 == "SP" }))
                #expect((10_000...12_500).contains((message.receivedTime - began).milliseconds))
                let next = try #require(Int(end.split(separator: ",")[1]))
                if let number { #expect(next == number + 1) }
                number = next
                (occupancy, ended) = ([], message.receivedTime)
            }
            #expect(number != nil)
        }
    }

    /// In an occupancy the alarm has one beginning and one end, and AA lines stand only within it.
    @Test func alarmsAreOfOnePiece() {
        for lane in 1...10 {
            var tags: [Substring] = []
            for message in SimulatedDay.shared.messages
            where message.source == "/gate/huu-nghi/lane/\(lane)/portal" {
                let lines = String(decoding: message.data, as: UTF8.self).split(separator: "\r\n")
                tags += lines.map { $0.prefix { $0 != "," } }
                guard tags.last == "GX" else { continue }
                let gamma = tags.filter { $0 == "GS" || $0 == "GA" }
                let edges = zip(gamma, gamma.dropFirst()).count { $0 != $1 }
                #expect(edges == 0 || edges == 2)
                if let first = tags.firstIndex(of: "AA") { #expect(tags[..<first].contains("GA")) }
                tags = []
            }
        }
    }

    @Test func aboutOneVehicleInAHundredAlarms() {
        let alarmed = Set(
            SimulatedDay.messages(of: MessageType.portal)
                .filter { String(decoding: $0.data, as: UTF8.self).contains("GA,") }
                .map { "\($0.source) \($0.receivedTime.milliseconds / 15_000)" })
        #expect((1...16).contains(alarmed.count))
    }

    // MARK: Scale, codes, documents

    @Test func scaleFramesAreWellFormed() {
        var stable = 0
        for message in SimulatedDay.messages(of: MessageType.scaleContinuous) {
            #expect(message.data.count == 17 * 7)
            for start in stride(from: 0, to: message.data.count, by: 17) {
                let frame = Array(message.data[start..<start + 17])
                #expect(frame[0] == 0x02 && frame[16] == 0x0D)
                #expect(frame[1] & 0b111 == 2 && frame[1] & 0x20 != 0 && frame[2] & 0x20 != 0 && frame[3] & 0x20 != 0)
                let weight = Int(String(decoding: frame[4..<10], as: UTF8.self).trimmingCharacters(in: .whitespaces))
                #expect(weight != nil && weight.map { $0 % 20 == 0 && $0 < 60_000 } == true)
                if frame[2] & 0b1000 == 0 { stable += 1 }
            }
        }
        #expect(stable > 1_000)
    }

    /// The weight that stands still is near the declared one, but for one vehicle in some fifty.
    @Test func weightsAreNearWhatWasDeclared() throws {
        let known = Dictionary(grouping: SimulatedDay.declarations, by: \.document)
        var pairs: [(weighed: Int, declared: Int)] = []
        for lane in [1, 4, 7] {
            let stem = "/gate/huu-nghi/lane/\(lane)/"
            var weighed: Int?
            var declared: Int?
            for message in SimulatedDay.shared.messages where message.source.hasPrefix(stem) {
                switch message.type {
                case MessageType.machineReadableZone:
                    let lines = try #require(try SimulatedDay.json(message)["lines"] as? [String])
                    declared = known[try TravelDocument(lines: lines).number]?.first.map { Int($0.grossKilograms) }
                case MessageType.scaleContinuous where message.data[2] & 0b1000 == 0:
                    let digits = String(decoding: message.data[4..<10], as: UTF8.self)
                    weighed = Int(digits.trimmingCharacters(in: .whitespaces))
                case MessageType.barrier where message.source.hasSuffix("barrier-in"):
                    guard try SimulatedDay.json(message)["position"] as? String == "opening" else { continue }
                    if let kilograms = weighed, let claim = declared { pairs.append((kilograms, claim)) }
                    (weighed, declared) = (nil, nil)
                default: break
                }
            }
        }
        let off = pairs.count { abs($0.weighed - $0.declared) * 1000 > $0.declared * 30 }
        print("weights: \(pairs.count), beyond 3 %: \(off)")
        #expect(pairs.count > 100)
        #expect(Double(off) / Double(pairs.count) < 0.06)
    }

    @Test func travelDocumentsHaveTheirCheckDigits() throws {
        let known = Dictionary(grouping: SimulatedDay.declarations, by: \.document)
        var formats: Set<TravelDocument.Format> = []
        for message in SimulatedDay.messages(of: MessageType.machineReadableZone) {
            let lines = try #require(try SimulatedDay.json(message)["lines"] as? [String])
            let document = try TravelDocument(lines: lines)
            formats.insert(document.format)
            let declaration = try #require(known[document.number]?.first)
            #expect(declaration.nationality == document.nationality)
            #expect((document.format == .td1) == (document.nationality == "VNM"))
            let country = try Plate(declaration.tractor).country
            #expect((country == .china) == (document.nationality == "CHN"))
        }
        #expect(formats == [.td1, .td3])
    }

    @Test func containerCodesAreRightButForAFew() throws {
        let codes = try SimulatedDay.messages(of: MessageType.containerCode)
            .map { try #require(try SimulatedDay.json($0)["code"] as? String) }
        let wrong = codes.count { (try? ContainerNumber($0)) == nil }
        #expect(codes.count > 80)
        #expect(Double(wrong) / Double(codes.count) < 0.07)
        #expect(wrong > 0)
    }

    @Test func scansNameAKnownDeclaration() throws {
        let numbers = Set(SimulatedDay.declarations.map(\.number))
        for message in SimulatedDay.messages(of: MessageType.scan) {
            let scan = try SimulatedDay.json(message)
            #expect(numbers.contains(scan["declaration"] as? String ?? ""))
            #expect((scan["sha256"] as? String)?.count == 64)
            #expect(scan["depth"] as? Int == 16)
            #expect((scan["width"] as? Int ?? 0) > 1_000 && (scan["height"] as? Int ?? 0) > 500)
        }
    }
}

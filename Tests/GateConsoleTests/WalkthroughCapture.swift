import ConsoleSupport
import GateDevices
import GateModel

@testable import GateSimulation

/// The bytes of a shift with one truck of each kind: what docs/walkthrough.md is made of, and `data/scenarios/shift.ndjson`
/// holds. Officers decide in the script alone.
struct WalkthroughCapture {
    /// Local midnight of 2026-11-30.
    static let midnight = GateTime(milliseconds: 1_795_971_600_000)

    private(set) var messages: [DeviceMessage] = []
    private var numbers: [String: UInt64] = [:]

    struct Truck {
        var declaration = Declaration()
        var lane = 1
        var driver: (state: String, surname: String, given: String, number: String) = ("VNM", "", "", "")
    }

    private static func truck(_ number: String, _ lane: Int, _ fill: (inout Declaration) -> Void) -> Truck {
        var truck = Truck()
        truck.lane = lane
        truck.declaration.number = number
        truck.declaration.hasManifest = true
        fill(&truck.declaration)
        return truck
    }

    static let fruit = truck("300000000011", 10) {
        ($0.direction, $0.goodsClass, $0.tractor) = (.outbound, .fruit, "29H65432")
        ($0.driver, $0.nationality, $0.document) = ("Nguyễn Văn Đức", "VNM", "095123456")
        ($0.company, $0.goods, $0.hsCode, $0.grossKilograms) = (
            "HTX Thanh long Bắc Giang", "thanh long tươi", "081090", 31_000
        )
    }

    static let electronics = truck("100000000022", 1) {
        ($0.direction, $0.goodsClass) = (.inbound, .general)
        ($0.tractor, $0.trailer, $0.container) = ("桂FA1234", "桂F5678挂", "MSKU6011672")
        ($0.driver, $0.nationality, $0.document) = ("WANG LEI", "CHN", "E12345678")
        ($0.company, $0.goods, $0.hsCode, $0.grossKilograms) = (
            "Công ty TNHH Điện tử Kỳ Cùng", "bo mạch điện tử", "853400", 32_400
        )
    }

    static let timber = truck("300000000033", 7) {
        ($0.direction, $0.goodsClass, $0.tractor) = (.outbound, .timber, "ກຂ1234")
        ($0.driver, $0.nationality, $0.document) = ("SOMCHAI VONGSA", "LAO", "P1234567")
        ($0.company, $0.goods, $0.hsCode, $0.grossKilograms) = (
            "Viengchan Timber", "gỗ hương xẻ (Lào)", "440799", 34_500
        )
    }

    /// The same vehicle twice: out on the day before, and back.
    static let twoWayOut = truck("300000000044", 10) {
        ($0.direction, $0.goodsClass, $0.tractor, $0.isTwoWay) = (.outbound, .fruit, "12C88888", true)
        ($0.driver, $0.nationality, $0.document) = ("Lương Văn Khải", "VNM", "020998877")
        ($0.company, $0.goods, $0.hsCode, $0.grossKilograms) = ("Vận tải Kỳ Lừa", "sầu riêng", "081060", 29_500)
    }
    static let twoWayBack = truck("100000000055", 2) {
        ($0.direction, $0.goodsClass, $0.tractor) = (.inbound, .general, "12C88888")
        ($0.driver, $0.nationality, $0.document) = ("Lương Văn Khải", "VNM", "020998877")
        ($0.company, $0.goods, $0.hsCode, $0.grossKilograms) = ("Vận tải Kỳ Lừa", "máy bơm nước", "841370", 24_000)
    }

    static let dangerous = truck("100000000066", 3) {
        ($0.direction, $0.goodsClass, $0.tractor, $0.trailer) = (.inbound, .general, "云GA5678", "云G1122挂")
        ($0.driver, $0.nationality, $0.document) = ("LI QIANG", "CHN", "E87654321")
        ($0.company, $0.goods, $0.hsCode, $0.grossKilograms) = (
            "Petrolimex Lạng Sơn", "dung môi toluen", "270730", 38_000
        )
    }

    static let hidden = truck("100000000077", 4) {
        ($0.direction, $0.goodsClass, $0.tractor) = (.inbound, .empty, "粤BT9988")
        ($0.driver, $0.nationality, $0.document) = ("CHEN HAO", "CHN", "E55554444")
        ($0.company, $0.grossKilograms) = ("Shenzhen Fast Cargo", 15_200)
    }

    init() {
        let yesterday = Self.midnight - .hours(24)
        for lane in [1, 2, 3, 4, 7, 10] {
            for end in ["in", "out"] { barrier(lane, end, "closed", yesterday + .minutes(425)) }
        }
        // The day before: the two-way truck goes over.
        declare(Self.twoWayOut, at: yesterday + .minutes(430), answer: "09")
        permit(Self.twoWayOut, "granted", at: yesterday + .minutes(432))
        pass(Self.twoWayOut, at: yesterday + .minutes(480), leaves: yesterday + .minutes(485))
        say(
            "neighbour", MessageType.neighbour, accepted(Self.twoWayOut, at: yesterday + .minutes(490)),
            yesterday + .minutes(490))

        let day = Self.midnight
        say("neighbour", MessageType.neighbourPace, pace(60, day + .minutes(420)), day + .minutes(420))

        // 07:20 fruit.
        declare(Self.fruit, at: day + .minutes(425), answer: "09")
        permit(Self.fruit, "granted", at: day + .minutes(430))
        pass(Self.fruit, at: day + .minutes(440), leaves: day + .minutes(446))
        say("neighbour", MessageType.neighbour, accepted(Self.fruit, at: day + .minutes(452)), day + .minutes(452))

        // 08:00 electronics, red.
        declare(Self.electronics, at: day + .minutes(450), answer: "05")
        departure(Self.electronics, at: day + .minutes(455), container: "MSKU6011627")
        pass(
            Self.electronics, at: day + .minutes(480), leaves: day + .minutes(529),
            kilograms: [7_100, 8_200, 8_400, 8_700])
        departure(Self.electronics, at: day + .minutes(487), container: "MSKU6011672")
        scan(Self.electronics, at: day + .minutes(490))
        house(Self.electronics, at: day + .minutes(496))

        // 09:30 timber.
        declare(Self.timber, at: day + .minutes(540), answer: "05")
        permit(Self.timber, "pending", at: day + .minutes(545))
        pass(Self.timber, at: day + .minutes(570), leaves: day + .minutes(625))
        house(Self.timber, at: day + .minutes(576))

        // 10:40 dangerous goods.
        declare(Self.dangerous, at: day + .minutes(600), answer: "01")
        departure(Self.dangerous, at: day + .minutes(610), container: "")
        pass(Self.dangerous, at: day + .minutes(640), leaves: day + .minutes(675))
        say(
            "lane/3/front", MessageType.hazardPlate, #"{"hazard":"33","un":"1294","confidence":0.97}"#,
            day + .minutes(640) + .seconds(24))

        // 13:30 an empty truck that weighs too much.
        declare(Self.hidden, at: day + .minutes(780), answer: nil)
        departure(Self.hidden, at: day + .minutes(790), container: "")
        pass(Self.hidden, at: day + .minutes(810), leaves: nil, kilograms: [6_900, 8_600, 8_900])
        scan(Self.hidden, at: day + .minutes(822))
        house(Self.hidden, at: day + .minutes(832))

        // 15:05 the two-way truck is back.
        declare(Self.twoWayBack, at: day + .minutes(870), answer: "09")
        departure(Self.twoWayBack, at: day + .minutes(880), container: "")
        pass(Self.twoWayBack, at: day + .minutes(905), leaves: day + .minutes(911))
        messages.sort { ($0.receivedTime, $0.source) < ($1.receivedTime, $1.source) }
        renumber()
    }

    /// As a file of one message a line.
    var file: [UInt8] {
        get throws {
            var writer = CaptureWriter()
            for message in messages { try writer.append(message) }
            return writer.take()
        }
    }

    // MARK: What happens to a vehicle

    /// From the queue camera through the arch; and over barrier 2, once it has been let through.
    private mutating func pass(_ truck: Truck, at time: GateTime, leaves: GateTime?, kilograms: [Int] = []) {
        let lane = truck.lane
        let stem = "lane/\(lane)/"
        plate(stem + "queue", truck.declaration.tractor, time)
        let entry = time + .seconds(10)
        loop(lane, "in", true, entry)
        for (index, position) in ["opening", "open"].enumerated() {
            barrier(lane, "in", position, entry + .seconds(2 + 3 * Int64(index)))
        }
        plate(stem + "front", truck.declaration.tractor, entry + .seconds(8))
        loop(lane, "in", false, entry + .seconds(10))
        barrier(lane, "in", "closing", entry + .seconds(12))
        barrier(lane, "in", "closed", entry + .seconds(15))
        if !truck.declaration.container.isEmpty {
            say(
                stem + "container", MessageType.containerCode,
                "{\"code\":\"\(truck.declaration.container)\",\"confidence\":0.98}", entry + .seconds(14))
        }
        let rear = truck.declaration.trailer.isEmpty ? truck.declaration.tractor : truck.declaration.trailer
        plate(stem + "rear", rear, entry + .seconds(17))
        if !kilograms.isEmpty {
            let axles = kilograms.map { "\($0)" }.joined(separator: ",")
            say(stem + "scale", MessageType.axles, "{\"axles_kg\":[\(axles)]}", entry + .seconds(22))
        }
        document(truck, stem + "document", entry + .seconds(30))
        guard let leaves else { return }
        for (position, seconds) in [("opening", Int64(2)), ("open", 5), ("closing", 14), ("closed", 17)] {
            barrier(lane, "out", position, leaves + .seconds(seconds))
        }
        loop(lane, "out", true, leaves + .seconds(7))
        loop(lane, "out", false, leaves + .seconds(12))
    }

    private mutating func document(_ truck: Truck, _ path: String, _ time: GateTime) {
        let declaration = truck.declaration
        let names = ["Nguyễn Văn Đức": "NGUYEN<<VAN DUC", "Lương Văn Khải": "LUONG<<VAN KHAI"]
        let written = names[declaration.driver] ?? declaration.driver.replacing(" ", with: "<<")
        let parts = written.split(separator: "<<").map { String($0) }
        let lines =
            declaration.nationality == "VNM"
            ? TravelZone.card(
                personalNumber: "020" + declaration.document, surname: parts[0], given: parts[1], birth: "850412",
                male: true, expiry: "351231")
            : TravelZone.passport(
                state: declaration.nationality, surname: parts[0], given: parts[1], number: declaration.document,
                birth: "850412", male: true, expiry: "301231")
        let quoted = lines.map { "\"\($0)\"" }.joined(separator: ",")
        say(path, MessageType.machineReadableZone, "{\"lines\":[\(quoted)]}", time)
    }

    private mutating func declare(_ truck: Truck, at time: GateTime, answer code: String?) {
        say(
            "manifest", MessageType.manifest, String(decoding: JSONFieldWriter.json(truck.declaration), as: UTF8.self),
            time)
        guard let code else { return }
        let civil = CivilTime(time, offsetMinutes: 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let issued =
            "\(civil.year)" + [civil.month, civil.day, civil.hour, civil.minute, civil.second].map(two).joined() + "Z"
        let channel = truck.declaration.number == Self.electronics.declaration.number ? "3" : "2"
        let status = code == "05" ? "<Status><NameCode>\(channel)</NameCode></Status>" : ""
        say(
            "manifest", MessageType.customsResponse,
            "<MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>\(code)</FunctionCode><IssueDateTime>"
                + "<DateTimeString formatCode=\"304\">\(issued)</DateTimeString></IssueDateTime>\(status)<Declaration>"
                + "<ID>\(truck.declaration.number)</ID></Declaration></Response></MetaData>", time + .seconds(30))
    }

    private mutating func permit(_ truck: Truck, _ result: String, at time: GateTime) {
        say(
            "manifest", MessageType.permit,
            "{\"number\":\"KD-\(truck.declaration.number.suffix(4))\",\"kind\":\"plantQuarantine\",\"agency\":\"TV\","
                + "\"result\":\"\(result)\",\"issued\":\"\(Self.text(time - .minutes(90)))\",\"declaration\":\"\(truck.declaration.number)\"}",
            time)
    }

    private mutating func departure(_ truck: Truck, at time: GateTime, container: String) {
        let declaration = truck.declaration
        say(
            "neighbour", MessageType.neighbour,
            head("departed", truck, time)
                + ",\"tractor\":\"\(declaration.tractor)\",\"trailer\":\"\(declaration.trailer)\","
                + "\"container\":\"\(container)\",\"hs\":\"\(declaration.hsCode)\"}", time)
    }

    private func accepted(_ truck: Truck, at time: GateTime) -> String { head("accepted", truck, time) + "}" }

    private func head(_ word: String, _ truck: Truck, _ time: GateTime) -> String {
        "{\"record\":\"YYG-\(truck.declaration.number.suffix(4))-\(word)\",\"word\":\"\(word)\","
            + "\"at\":\"\(Self.text(time - .seconds(2)))\",\"declaration\":\"\(truck.declaration.number)\""
    }

    private func pace(_ perHour: Int, _ time: GateTime) -> String {
        "{\"perHour\":\(perHour),\"at\":\"\(Self.text(time - .seconds(2)))\"}"
    }

    private mutating func scan(_ truck: Truck, at time: GateTime) {
        // The digest of no bytes: no picture was kept.
        say(
            "scanner/1", MessageType.scan,
            "{\"image\":\"HN-1-\(truck.declaration.number.suffix(4)).png\",\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
                + "\"width\":2400,\"height\":640,\"depth\":16,\"energies\":2,\"scanner\":\"HN-1\",\"declaration\":\"\(truck.declaration.number)\"}",
            time)
    }

    private mutating func house(_ truck: Truck, at time: GateTime) { plate("house", truck.declaration.tractor, time) }

    private mutating func plate(_ path: String, _ text: String, _ time: GateTime) {
        say(
            path, MessageType.plateResults,
            "{\"epoch_time\":\(time.milliseconds),\"results\":[{\"plate\":\"\(text)\",\"confidence\":94.5}]}", time)
    }

    private mutating func loop(_ lane: Int, _ end: String, _ isOccupied: Bool, _ time: GateTime) {
        say("lane/\(lane)/loop-\(end)", MessageType.loop, "{\"occupied\":\(isOccupied)}", time)
    }

    private mutating func barrier(_ lane: Int, _ end: String, _ position: String, _ time: GateTime) {
        say("lane/\(lane)/barrier-\(end)", MessageType.barrier, "{\"position\":\"\(position)\"}", time)
    }

    private static func text(_ time: GateTime) -> String {
        let civil = CivilTime(time, offsetMinutes: 0)
        return "\(civil.dateText)T\(civil.clockSecondsText)Z"
    }

    // MARK: Messages

    private mutating func say(_ path: String, _ type: String, _ data: String, _ time: GateTime) {
        messages.append(
            DeviceMessage(
                source: "/gate/huu-nghi/" + path, type: type, boot: 1, sequence: 0, deviceTime: time,
                receivedTime: time,
                data: Array(data.utf8)))
    }

    /// Each device counts its own messages in the order in which they are received.
    private mutating func renumber() {
        for index in messages.indices {
            numbers[messages[index].source, default: 0] += 1
            messages[index].sequence = numbers[messages[index].source] ?? 0
        }
    }
}

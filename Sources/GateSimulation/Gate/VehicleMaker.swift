internal import GateModel

/// Makes the vehicles of a day: plates, driver, goods, and what will befall them. Vehicle `n` is the same whatever
/// the others are.
struct VehicleMaker: Sendable {
    private let seed: UInt64
    private let parameters: DayParameters
    private let border: BorderCatalogue
    private let plan: GatePlan
    private let order: [Agency]
    private let served: AgencySet
    private let directions: [Direction]
    private let weighsAxles: Bool
    private let busDirections: [Direction]
    /// `YYMMDD` years two digits of the day, for birth and expiry dates.
    private let year: Int

    init(plan: GatePlan, parameters: DayParameters) {
        seed = parameters.seed
        self.parameters = parameters
        self.plan = plan
        border = BorderCatalogue(facing: plan.neighbour.name.isEmpty ? .china : plan.neighbour.country)
        order = plan.agencyOrder
        served = order.reduce(into: AgencySet()) { $0.formUnion(AgencySet($1)) }
        directions = Direction.allCases.filter { direction in plan.lanes.contains { $0.direction == direction } }
        busDirections = Direction.allCases.filter { direction in
            plan.lanes.contains { $0.kind == .bus && $0.direction == direction }
        }
        weighsAxles = plan.devices.contains { $0.kind == .axleWeigher }
        year = CivilTime(parameters.date, offsetMinutes: Int(plan.utcOffsetMinutes)).year % 100
    }

    func vehicle(_ number: Int) -> Truck {
        var truck = Truck()
        var random = RandomSource(seed, .declaration, number)
        let wanted: Direction = random.chance(parameters.importShare) ? .inbound : .outbound
        let direction = directions.contains(wanted) ? wanted : directions.first ?? wanted
        let kind = goodsClass(direction, &random)
        truck.declaration.goodsClass = kind
        truck.declaration.direction =
            kind == .bus && !busDirections.contains(direction) ? busDirections.first ?? direction : direction
        // Eleven digits and the count of amendments: 10… for imports, 30… for exports.
        let serial = 100_000_000 + (Int(seed % 8_000) * 100_003 + number * 37) % 899_999_963
        truck.declaration.number =
            "\(truck.declaration.direction == .inbound ? 10 : 30)\(serial)\(random.chance(0.04) ? 1 : 0)"
        dress(&truck, number, &random)
        load(&truck, number, &random)
        truck.declaration.hasManifest = !random.chance(0.015)
        // One in ten of those that go over and will come back loaded (assumed).
        var way = RandomSource(seed, .neighbour, 4_000_000 + number)
        truck.declaration.isTwoWay =
            truck.declaration.direction == .outbound && "\(truck.region)" == "vn" && kind != .bus && way.chance(0.1)
        decideFate(&truck, number)
        let required = AgencyRules.required(for: truck.declaration, plan: plan, at: parameters.date)
        truck.chain = order.filter { required.contains($0) }
        return truck
    }

    /// Whether every agency that such goods need is at work at the gate; nobody brings them there otherwise.
    private func isServed(_ kind: GoodsClass) -> Bool {
        var declaration = Declaration()
        declaration.goodsClass = kind
        return AgencyRules.required(for: declaration).isSubset(of: served)
    }

    /// Shares by direction (assumed, but for fruit, which is most of what leaves in a harvest).
    private func goodsClass(_ direction: Direction, _ random: inout RandomSource) -> GoodsClass {
        let classes: [GoodsClass] = [.general, .fruit, .empty, .vehicles, .timber, .animal, .bus]
        let shares: [Double] =
            direction == .inbound
            ? [66, 6 * parameters.harvest, 10, 8, 3, 2, 5]
            : [36, 34 * parameters.harvest, 15, 3, 6, 6, busDirections.isEmpty ? 0 : 2]
        return classes[random.index(weights: zip(classes, shares).map { isServed($0) ? $1 : 0 })]
    }

    // MARK: Plates and driver

    private func dress(_ truck: inout Truck, _ number: Int, _ random: inout RandomSource) {
        var plates = RandomSource(seed, .plates, number)
        // Different vehicles of a day never share a plate: the last four digits step through all ten thousand.
        let serial = fourDigits(Int(seed % 9_973) + number * 7_919)
        let trailerSerial = fourDigits(Int(seed % 8_999) + number * 6_007)
        let kind = truck.declaration.goodsClass
        let draw = plates.uniform()
        let hasTrailer = kind != .bus && plates.chance(kind == .empty ? 0.5 : 0.72)
        let country = border.country(draw)
        let (tractor, trailer): (String, String)
        switch country {
        case .china:
            let head = plates.pick(["桂F", "桂F", "桂F", "桂A", "桂P", "云G", "粤B", "湘A", "豫C"], or: "桂F")
            let letter = plates.pick(Array("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"), or: "A")
            (tractor, trailer) = ("\(head)\(letter)\(serial)", "\(head)\(trailerSerial)挂")
            truck.region = "cn"
        case .vietnam:
            let head = plates.pick(kind == .bus ? border.buses : border.lorries, or: border.lorries[0])
            tractor = "\(head)\(plates.below(10))\(serial)"
            trailer = "\(plates.pick(border.trailers, or: border.trailers[0]))0\(trailerSerial)"
        case .laos:
            tractor = "\(plates.pick(["ກຂ", "ບພ", "ຂທ", "ນມ"], or: "ກຂ"))\(serial)"
            trailer = "\(plates.pick(["ຫກ", "ຫຂ"], or: "ຫກ"))\(trailerSerial)"
            truck.region = "la"
        case .cambodia:
            (tractor, trailer) = ("3\(plates.pick(["A", "B", "C", "D"], or: "A"))\(serial)", "7A\(trailerSerial)")
            truck.region = "kh"
        }
        truck.declaration.tractor = tractor
        truck.declaration.trailer = hasTrailer ? trailer : ""
        truck.tractor = PlateText(tractor)
        truck.rear = PlateText(hasTrailer ? trailer : tractor)
        givePapers(&truck, &random)
    }

    private func givePapers(_ truck: inout Truck, _ random: inout RandomSource) {
        let birthYear = random.within(62...99)
        let birth = twoDigits(birthYear) + date(&random)
        let expiry = twoDigits((year + random.within(1...9)) % 100) + date(&random)
        let lines: [String]
        if "\(truck.region)" == "vn" {
            let person = random.pick(NameCatalogue.vietnamese, or: NameCatalogue.vietnamese[0])
            let place = random.pick(border.places, or: border.places[0])
            let personal = "\(place)0\(twoDigits(birthYear))\(sixDigits(random.below(1_000_000)))"
            lines = TravelZone.card(
                personalNumber: personal, surname: person.surname, given: person.given, birth: birth, male: true,
                expiry: expiry)
            truck.declaration.driver = person.written
            // What the card's zone calls its number: the last nine digits of the personal number.
            truck.declaration.document = String(personal.suffix(9))
            truck.declaration.nationality = "VNM"
        } else {
            let people: [NameCatalogue.Person]
            let state: String
            let document: String
            switch "\(truck.region)" {
            case "cn":
                (people, state) = (NameCatalogue.chinese, "CHN")
                document = "E\(random.pick(["A", "B", "C", "H", "J"], or: "A"))\(random.within(1_000_000...9_999_999))"
            case "la":
                (people, state) = (NameCatalogue.lao, "LAO")
                document = "PA0\(random.within(100_000...999_999))"
            default:
                (people, state) = (NameCatalogue.cambodian, "KHM")
                document = "N0\(random.within(1_000_000...9_999_999))"
            }
            let person = random.pick(people, or: people[0])
            lines = TravelZone.passport(
                state: state, surname: person.surname, given: person.given, number: document, birth: birth, male: true,
                expiry: expiry)
            truck.declaration.driver = person.written
            truck.declaration.document = document
            truck.declaration.nationality = state
        }
        var json = #"{"lines":["#
        json += lines.map { "\"\($0)\"" }.joined(separator: ",")
        truck.zone = Array((json + "]}").utf8)
    }

    // MARK: Goods

    private func load(_ truck: inout Truck, _ number: Int, _ random: inout RandomSource) {
        let kind = truck.declaration.goodsClass
        let direction = truck.declaration.direction
        // About one vehicle in a hundred alarms, nearly always on innocent goods (domain.md).
        let alarms = random.chance(0.01)
        let fitting = border.goods.filter { $0.kind == kind && ($0.direction == nil || $0.direction == direction) }
        let hot = fitting.filter(\.isRadioactive)
        let goods = random.pick(alarms && !hot.isEmpty ? hot : fitting, or: border.goods[0])
        let hasGoods = kind != .empty && kind != .bus
        truck.load = alarms && hasGoods ? .alarm : goods.isRadioactive ? .elevated : .inert
        truck.declaration.company = kind == .bus ? "" : random.pick(border.companies, or: "")
        truck.declaration.goods = goods.text
        truck.declaration.hsCode = goods.code
        var real = random.within(goods.tonnes.lowerBound * 1000...goods.tonnes.upperBound * 1000)
        // Where axles are weighed nobody sends the load of a combination on a lorry alone.
        if weighsAxles, hasGoods, truck.declaration.trailer.isEmpty { real = real * 7 / 10 }
        real = real / 20 * 20
        truck.kilograms = Int32(real)
        // Declared within 1.5 %, but for one in fifty, which is off by 4–12 % (brief: 1–3 % beyond ±3 %).
        let error = random.chance(0.02) ? random.uniform(0.04, 0.12) : random.uniform(-0.015, 0.015)
        truck.declaration.grossKilograms = kind == .bus ? 0 : Int32(Double(real) * (1 - error) / 10) * 10
        // Dry boxes, and refrigerated ones for fruit (shares assumed).
        let share = kind == .general ? 0.6 : kind == .fruit ? 0.45 : 0
        let isBoxed = !truck.declaration.trailer.isEmpty && random.chance(share)
        if isBoxed {
            let owner = random.pick(NameCatalogue.containerOwners, or: "TEMU")
            let first = owner + sixDigits(random.below(1_000_000))
            truck.declaration.container = first + "\(ContainerNumber.checkDigit(ofFirstTen: Array(first)))"
        }
    }

    // MARK: Fate

    /// National shares of 2020 for exports, those of Lang Son for the red of imports (domain.md, risk).
    private func decideFate(_ truck: inout Truck, _ number: Int) {
        var random = RandomSource(seed, .fate, number)
        let kind = truck.declaration.goodsClass
        let isLoaded = kind != .empty && kind != .bus
        let (red, yellow) =
            !isLoaded ? (0, 0) : truck.declaration.direction == .inbound ? (0.20, 0.42) : (0.0497, 0.4255)
        let draw = random.uniform()
        truck.channel = draw < red ? .red : draw < red + yellow ? .yellow : .green
        let isRandom = random.chance(0.04)
        switch truck.channel {
        case .red: truck.channelReason = isRandom ? .random : .high
        case .yellow: truck.channelReason = isRandom ? .random : .medium
        default: truck.channelReason = .low
        }
        let ending = random.uniform()
        if !truck.declaration.hasManifest {
            truck.fate = .turnBackNoManifest
        } else if ending < 0.002, isLoaded {
            truck.fate = .seize
            truck.channel = .red
            truck.channelReason = .high
        } else if ending < 0.007 {
            truck.fate = .turnBackAtBooth
        }
        truck.goesToScanner = truck.channel == .red && (random.chance(0.70) || truck.fate == .seize)
        truck.isSuspicious = truck.goesToScanner && (truck.fate == .seize || random.chance(0.055))
        // One yellow vehicle in twenty is opened after all (assumed).
        let isOpened = random.chance(0.05)
        truck.goesToHouse =
            truck.channel == .red || truck.load == .alarm || (truck.channel == .yellow && isOpened)
        if truck.fate == .turnBackAtBooth, truck.goesToHouse { truck.fate = .turnBackAtHouse }
        let holds = random.chance(0.012)
        guard truck.fate == .cross else { return }
        if truck.load == .alarm {
            truck.holder = .borderGuard
            truck.holdReason = .portalAlarm
        } else if holds {
            truck.holder = random.chance(0.5) ? .customs : .board
            truck.holdReason =
                truck.holder == .board ? .feesUnpaid : truck.isSuspicious ? .suspiciousImage : .goodsMismatch
            if kind == .fruit || kind == .timber, random.chance(0.5) {
                truck.holder = .plant
                truck.holdReason = .quarantine
            }
        }
    }

    // MARK: Digits

    private func date(_ random: inout RandomSource) -> String {
        twoDigits(random.within(1...12)) + twoDigits(random.within(1...28))
    }
    private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    private func fourDigits(_ value: Int) -> String { String("\(10_000 + value % 10_000)".dropFirst()) }
    private func sixDigits(_ value: Int) -> String { String("\(1_000_000 + value % 1_000_000)".dropFirst()) }
}

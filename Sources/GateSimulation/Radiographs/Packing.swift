/// How goods are packed, which is what a radiograph shows of them.
public enum Packing: String, CaseIterable, Sendable {
    /// Light consumer goods.
    case cartons
    case electronics
    /// Air conditioners, refrigerators: large cartons with a compressor in each.
    case appliances
    /// Machine parts: small heavy cartons.
    case parts
    /// Cloth or paper, seen end on.
    case rolls
    /// Pressed blocks: rubber, cotton, pulp.
    case bales
    /// Starch, nuts, grain, plastic granules.
    case sacks
    /// Fertiliser, clay, cement.
    case mineralSacks
    /// Fruit and vegetables.
    case crates
    /// Fish and meat: cartons without a gap.
    case frozen
    case machinery
    /// Sawn, in bundles.
    case timber
    /// Plywood and veneer.
    case sheets
    /// Solar panels, glass: on edge, on pallets.
    case panels
    /// Tiles and stone slabs on pallets: low and very heavy.
    case tiles
    /// Steel.
    case coils
    case drums
    case vehicles

    /// How goods of a Harmonised System code (edition 2022) come at this border, by chapter and, where a chapter holds too much, by
    /// heading. Nil for an empty vehicle: a code of fewer than two digits.
    public init?(hsCode: String) {
        let digits = hsCode.utf8.prefix(4).map { Int($0) - 48 }
        guard digits.count >= 2, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let chapter = digits[0] * 10 + digits[1]
        let heading = digits.count == 4 ? chapter * 100 + digits[2] * 10 + digits[3] : chapter * 100
        switch heading {
        case 801, 802: self = .sacks
        case 2501...2599, 3101...3199: self = .mineralSacks
        case 3901...3914: self = .sacks
        case 4001...4003: self = .bales
        case 4407, 4403: self = .timber
        case 4408...4412: self = .sheets
        case 6910...6914: self = .cartons
        case 7005...7009: self = .panels
        case 7208...7212: self = .coils
        case 8415, 8418, 8450: self = .appliances
        case 8471...8473: self = .electronics
        case 8541: self = .panels
        case 8542: self = .electronics
        case 8714, 8708: self = .parts
        default:
            switch chapter {
            case 1...5, 16: self = .frozen
            case 6...8: self = .crates
            case 9...15, 17...21, 23: self = .sacks
            case 22: self = .cartons
            case 25, 26, 31: self = .mineralSacks
            case 27...29, 32...38: self = .drums
            case 40: self = .parts
            case 44: self = .timber
            case 45...49, 50...60: self = .rolls
            case 68...69: self = .tiles
            case 70: self = .panels
            case 72...83: self = .parts
            case 84: self = .machinery
            case 85, 90: self = .electronics
            case 86...89: self = .vehicles
            default: self = .cartons
            }
        }
    }

    /// What most of it is made of.
    var material: Material {
        switch self {
        case .cartons, .rolls, .bales, .sacks, .crates, .frozen, .timber, .sheets, .drums: .organic
        case .mineralSacks, .panels, .tiles: .inorganic
        case .electronics: .inorganic
        case .appliances, .parts, .machinery, .coils, .vehicles: .steel
        }
    }

    /// Grams per cubic centimetre of hold, gaps included: how high a load of a given weight stacks (assumed, from
    /// stowage factors of dry freight).
    var bulkDensity: Float {
        switch self {
        case .cartons: 0.16
        case .electronics: 0.22
        case .appliances: 0.2
        case .parts: 0.45
        case .rolls: 0.33
        case .bales: 0.6
        case .sacks: 0.55
        case .mineralSacks: 0.8
        case .crates: 0.33
        case .frozen: 0.42
        case .machinery: 0.4
        case .timber: 0.45
        case .sheets: 0.5
        case .panels: 0.4
        case .tiles: 0.75
        case .coils: 1.6
        case .drums: 0.55
        case .vehicles: 0.14
        }
    }
}

public import GateModel

/// What stands in the beam of a scanner.
public struct RadiographScene: Hashable, Sendable {
    /// What carries the goods.
    public enum Body: String, CaseIterable, Sendable {
        /// A tractor with a 40-foot container, its walls corrugated.
        case container
        /// A tractor with a refrigerated 40-foot container: smooth thick walls, a cooling unit in front.
        case reefer
        /// A tractor with a box trailer.
        case trailer
        /// A lorry without a trailer.
        case lorry
    }

    /// Rows of the picture that are drawn: from a coarse thumbnail to a fine detector line.
    public static let rowRange = 100...1500

    public var body: Body
    /// Nil for an empty hold.
    public var packing: Packing?
    /// The whole vehicle on a true scale. Goods weigh what this leaves beside the vehicle.
    public var kilograms: Int
    /// Detectors, and so rows, within ``rowRange``. The picture is 4.4 m high; columns follow the vehicle's length.
    public var rows: Int
    public var hidden: HiddenThing.Kind?

    public init(
        body: Body, packing: Packing?, kilograms: Int, rows: Int = 600, hidden: HiddenThing.Kind? = nil
    ) {
        self.body = body
        self.packing = packing
        self.kilograms = kilograms
        self.rows = min(max(rows, Self.rowRange.lowerBound), Self.rowRange.upperBound)
        self.hidden = hidden
    }

    /// The vehicle that a declaration speaks of, with the goods it names. Buses are not scanned: one would come out as an
    /// empty lorry.
    ///
    /// - Parameter kilograms: what it truly weighs.
    public init(declaration: Declaration, kilograms: Int, rows: Int = 600, hidden: HiddenThing.Kind? = nil) {
        let isChilled = declaration.goodsClass == .fruit || declaration.goodsClass == .animal
        let body: Body =
            if !declaration.container.isEmpty {
                isChilled ? .reefer : .container
            } else {
                declaration.trailer.isEmpty ? .lorry : .trailer
            }
        self.init(
            body: body, packing: Packing(hsCode: declaration.hsCode), kilograms: kilograms, rows: rows, hidden: hidden)
    }

    /// Columns and rows of its picture.
    public var size: (width: Int, height: Int) {
        let frame = VehicleFrame(body)
        return (Int((frame.length + 2 * VehicleFrame.margin) / frame.pitch(rows: rows)), rows)
    }
}

/// Something in the picture that the declaration does not speak of, as truth for those who test eyes and arithmetic.
public struct HiddenThing: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// A box of lead or steel among the goods.
        case denseBox = "dense-box"
        /// A block of organic matter among the goods.
        case organicBlock = "organic-block"
        /// Packets in a floor that should be thin.
        case hollowFloor = "hollow-floor"
        /// Packets between the front wall and the goods, where there should be air.
        case filledVoid = "filled-void"
        /// One carton much heavier than its neighbours.
        case otherCarton = "other-carton"
    }

    public let kind: Kind
    /// Pixels, from the top left; nothing changes but these and, by the detector's blur, one more on each side.
    public let x: Int
    public let y: Int
    public let width: Int
    public let height: Int
    public let kilograms: Double
}

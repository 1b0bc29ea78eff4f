/// Draws goods into a hold. Thicknesses are relative: the whole load is then brought to its true weight.
struct CargoPainter {
    let hold: Box
    /// The way of the beam through the hold in centimetres.
    let depth: Float
    var sheet: AbsorberSheet
    var random: RandomSource
    /// Boxes that were drawn as one piece each: where something could be hidden in place of one.
    private(set) var pieces: [Box] = []

    init(_ frame: VehicleFrame, _ sheet: AbsorberSheet, _ random: RandomSource) {
        hold = frame.hold
        depth = frame.holdWidth * 100
        self.sheet = sheet
        self.sheet.clip = frame.hold
        self.random = random
    }

    /// - Parameter kilograms: what the goods weigh, which says how high they stack.
    mutating func paint(_ packing: Packing, kilograms: Double) {
        let perMetre = Double(packing.bulkDensity) * 1000 * Double(depth / 100) * Double(hold.width - 0.1)
        let wanted = Float(kilograms / perMetre)
        // Never a mere film, and never into the roof.
        let height = min(max(wanted, 0.45), hold.height - 0.12)
        let load = Box(hold.left + 0.03, hold.bottom, hold.right - within(0.04, 0.25), hold.bottom + height)
        switch packing {
        case .cartons: cartons(load, size: (within(0.36, 0.62), within(0.28, 0.46)), gap: 0.007, .organic)
        case .electronics: electronics(load)
        case .appliances: appliances(load)
        case .parts: parts(load)
        case .rolls: rolls(load)
        case .bales: bales(load)
        case .sacks: sacks(load, .organic)
        case .mineralSacks: sacks(load, .inorganic)
        case .crates: crates(load)
        case .frozen: frozen(load)
        case .machinery: machinery(load)
        case .timber: timber(load)
        case .sheets: sheets(load)
        case .panels: panels(load)
        case .tiles: tiles(load)
        case .coils: coils(load)
        case .drums: drums(load)
        case .vehicles: vehicles(load)
        }
    }

    func within(_ low: Float, _ high: Float, _ random: inout RandomSource) -> Float {
        Float(random.uniform(Double(low), Double(high)))
    }

    mutating func within(_ low: Float, _ high: Float) -> Float { within(low, high, &random) }

    mutating func note(_ piece: Box) { pieces.append(piece) }

    /// Places along a stretch for things of one length, as many as fit, evenly spread.
    func places(_ from: Float, _ to: Float, each length: Float) -> (starts: [Float], length: Float) {
        let count = max(1, Int(((to - from) / length).rounded(.down)))
        let pitch = (to - from) / Float(count)
        return ((0..<count).map { from + Float($0) * pitch }, pitch)
    }

    /// A grid of boxes in columns: each column is a little lower or higher, each box lighter or heavier.
    mutating func columns(
        _ load: Box, size: (width: Float, height: Float), gap: Float, unevenness: Float = 0.25,
        _ draw: (inout CargoPainter, Box) -> Void
    ) {
        let (starts, width) = places(load.left, load.right, each: size.width)
        let rows = max(1, Int((load.height / size.height).rounded()))
        for x in starts {
            let missing = random.chance(Double(unevenness)) && rows > 2 ? 1 : 0
            let sag = within(-0.012, 0.012)
            for row in 0..<rows - missing {
                let y = load.bottom + Float(row) * size.height + sag * Float(row) / Float(rows)
                let box = Box(x + gap / 2, y + 0.002, x + width - gap / 2, y + size.height - 0.004)
                draw(&self, box)
                note(box.clipped(to: hold))
            }
        }
    }

    /// Cartons stand several deep; those behind are never quite in line, so that an edge is a soft double line.
    mutating func cartons(
        _ load: Box, size: (width: Float, height: Float), gap: Float, _ material: Material, density: Float = 0.2
    ) {
        columns(load, size: size, gap: gap) { painter, box in
            let grams = painter.depth * density
            painter.layers(box, material, grams, spread: 0.07)
            // The board of the carton's top and bottom, edge on.
            for y in [box.bottom, box.top - 0.006] {
                painter.sheet.rect(Box(box.left, y, box.right, y + 0.006), .organic, grams * 0.18 + 8)
            }
        }
        sheet.mottle(load, cell: 0.11, strength: 0.055, &random)
    }

    /// One face of a stack that is four deep, none quite in line with the next.
    mutating func layers(_ box: Box, _ material: Material, _ grams: Float, spread: Float) {
        for _ in 0..<4 {
            let (dx, dy) = (within(-0.016, 0.016), within(-0.007, 0.004))
            let amount = grams / 4 * within(1 - 2 * spread, 1 + 2 * spread)
            sheet.rect(
                Box(box.left + dx, box.bottom + dy, box.right + dx, box.top + dy), material, amount)
        }
    }

    // MARK: Cartons with something in them

    private mutating func electronics(_ load: Box) {
        let size = (width: within(0.42, 0.58), height: within(0.3, 0.42))
        // The same things lie in every carton, in the same places.
        let count = 3 + random.below(4)
        let things = (0..<count).map { index in
            (
                x: (Float(index) + within(0.25, 0.6)) / Float(count), y: within(0.2, 0.75), width: within(0.05, 0.11),
                height: within(0.06, 0.16), grams: within(7, 20)
            )
        }
        columns(load, size: size, gap: 0.008) { painter, box in
            painter.layers(box, .organic, painter.depth * 0.13, spread: 0.05)
            painter.sheet.rect(box.inset(0.03, 0.03), .inorganic, painter.depth * 0.075)
            for thing in things {
                let (x, y) = (box.left + thing.x * box.width, box.bottom + thing.y * box.height)
                painter.sheet.rect(
                    Box(x, y, x + thing.width * box.width, y + thing.height * box.height), .steel,
                    thing.grams * painter.within(0.85, 1.15))
            }
            painter.sheet.rect(Box(box.left, box.bottom, box.right, box.bottom + 0.006), .organic, 12)
        }
        sheet.mottle(load, cell: 0.07, strength: 0.06, &random)
    }

    private mutating func appliances(_ load: Box) {
        let size = (width: within(0.82, 0.98), height: within(0.56, 0.72))
        let flips = random.chance(0.5)
        columns(load, size: size, gap: 0.015, unevenness: 0.1) { painter, box in
            painter.layers(box, .organic, painter.depth * 0.05, spread: 0.05)
            let inner = box.inset(0.05, 0.05)
            painter.sheet.rect(inner, .steel, 4)
            for edge in [inner.left, inner.right - 0.012] {
                painter.sheet.rect(Box(edge, inner.bottom, edge + 0.012, inner.top), .steel, 20)
            }
            // A coil of fins, a fan, a compressor.
            let side = flips ? inner.left + 0.03 : inner.right - 0.1
            painter.sheet.rect(Box(side, inner.bottom + 0.03, side + 0.07, inner.top - 0.03), .inorganic, 44)
            let x = flips ? inner.right - 0.16 : inner.left + 0.16
            painter.sheet.pillow(Box(x - 0.09, inner.bottom + 0.02, x + 0.09, inner.bottom + 0.31), .steel, 62)
            let (cx, cy) = inner.middle
            painter.sheet.ring(cx, cy, inner: 0.15, outer: 0.165, .steel, 9)
            painter.sheet.ring(cx, cy, outer: 0.045, .steel, 34)
        }
    }

    private mutating func parts(_ load: Box) {
        columns(load, size: (within(0.3, 0.4), within(0.2, 0.28)), gap: 0.008, unevenness: 0.15) { painter, box in
            painter.layers(box, .steel, painter.depth * 0.25, spread: 0.1)
            for _ in 0..<5 {
                let (x, y) = (
                    painter.within(box.left, box.right - 0.09), painter.within(box.bottom, box.top - 0.05)
                )
                let piece = Box(x, y, x + painter.within(0.03, 0.09), y + painter.within(0.03, 0.06))
                painter.sheet.rect(piece, .steel, painter.depth * painter.within(0.1, 0.4))
            }
            painter.sheet.ring(
                painter.within(box.left + 0.06, box.right - 0.06), box.middle.y, inner: 0.02, outer: 0.055, .steel, 60)
        }
        sheet.mottle(load, cell: 0.05, strength: 0.08, &random)
    }

    private mutating func frozen(_ load: Box) {
        let pallets = places(load.left, load.right, each: 1.12)
        for x in pallets.starts { pallet(Box(x + 0.01, load.bottom, x + pallets.length - 0.03, load.bottom + 0.14)) }
        for x in pallets.starts {
            let stack = Box(
                x + 0.01, load.bottom + 0.14, x + pallets.length - 0.03, load.top - within(0, 0.06))
            columns(stack, size: (stack.width / 3 - 0.001, within(0.13, 0.16)), gap: 0.004, unevenness: 0) {
                painter, box in
                painter.layers(box, .organic, painter.depth * 0.72, spread: 0.05)
            }
        }
        sheet.mottle(load, cell: 0.05, strength: 0.05, &random)
    }

    /// Boards and blocks of a pallet.
    mutating func pallet(_ box: Box) {
        sheet.rect(Box(box.left, box.top - 0.022, box.right, box.top), .organic, depth * 0.42)
        sheet.rect(Box(box.left, box.bottom, box.right, box.bottom + 0.02), .organic, depth * 0.25)
        for part in [Float(0), 0.45, 0.9] {
            let x = box.left + part * box.width
            sheet.rect(Box(x, box.bottom + 0.02, x + 0.1 * box.width, box.top - 0.022), .organic, depth * 0.25)
        }
    }

    // MARK: Loose and soft

    private mutating func crates(_ load: Box) {
        let size = (width: within(0.52, 0.62), height: within(0.24, 0.34))
        let radius = within(0.036, 0.062)
        let step = radius * 1.45
        columns(load, size: size, gap: 0.022) { painter, box in
            painter.sheet.rect(box, .organic, painter.depth * 0.012)
            // Slats along, and the ends.
            for share in [Float(0.02), 0.32, 0.62, 0.92] {
                let y = box.bottom + share * box.height
                painter.sheet.rect(Box(box.left, y, box.right, y + 0.03), .organic, 5)
            }
            for x in [box.left, box.right - 0.014] {
                painter.sheet.rect(Box(x, box.bottom, x + 0.014, box.top), .organic, painter.depth * 0.3)
            }
            let fill = box.inset(0.014, 0.01)
            // Three layers stand for all the fruit across; each ball for several behind one another.
            let (low, high) = (fill.bottom + radius * 0.8, fill.top - radius * 0.7)
            let rows = max(1, Int((high - low) / step))
            for row in 0...rows * 3 + 2 {
                let y = low + (high - low) * Float(row % (rows + 1)) / Float(rows)
                for x in stride(from: fill.left + radius * painter.within(0.4, 1.2), to: fill.right, by: step) {
                    painter.sheet.ball(
                        x + painter.within(-0.4, 0.4) * radius, y + painter.within(-0.3, 0.3) * radius,
                        radius: radius * painter.within(0.85, 1.1), .organic, density: painter.within(3.4, 4.6))
                }
            }
        }
    }

    private mutating func sacks(_ load: Box, _ material: Material) {
        let size = (width: within(0.68, 0.8), height: within(0.14, 0.18))
        let rows = max(1, Int((load.height / size.height).rounded()))
        let density: Float = material == .organic ? 0.75 : 1.1
        for row in 0..<rows {
            // Laid in bond: every other row begins with half a sack, on both rows across.
            for half in [row, row + 1] {
                var x = load.left - (half % 2 == 0 ? 0 : size.width / 2) + within(-0.03, 0.03)
                while x < load.right {
                    let width = size.width * within(0.94, 1.05)
                    let y = load.bottom + Float(row) * size.height + within(-0.012, 0.012)
                    let sack = Box(x, y - 0.012, x + width, y + size.height + 0.012)
                    if row < rows - 1 || !random.chance(0.22) {
                        sheet.pillow(sack, material, depth / 2 * density * within(0.93, 1.07))
                        if sack.left > load.left, sack.right < load.right { note(sack) }
                    }
                    x += width * 0.985
                }
            }
        }
        sheet.mottle(load, cell: 0.09, strength: 0.035, &random)
    }

    private mutating func rolls(_ load: Box) {
        let radius = within(0.1, 0.16)
        var row = 0
        var y = load.bottom + radius
        while y + radius < load.top + 0.05 {
            var x = load.left + radius * (row % 2 == 0 ? 1 : 2)
            while x + radius < load.right {
                let size = radius * within(0.9, 1.0)
                // Two lengths of roll across the vehicle, not quite in line.
                for _ in 0..<2 {
                    let (cx, cy) = (x + within(-0.016, 0.016), y + within(-0.012, 0.012))
                    let grams = depth * 0.23 * within(0.85, 1.1)
                    sheet.ring(cx, cy, inner: 0.022, outer: size, .organic, grams)
                    sheet.ring(cx, cy, inner: 0.018, outer: 0.03, .organic, grams * 0.5)
                }
                note(Box(x: x, y: y, radius: size * 0.8))
                x += radius * 2.02
            }
            // Round things lie in the hollows of the row below.
            y += radius * 1.76
            row += 1
        }
        sheet.mottle(load, cell: 0.06, strength: 0.04, &random)
    }

    private mutating func bales(_ load: Box) {
        let size = (width: within(0.66, 0.72), height: within(0.32, 0.38))
        columns(load, size: size, gap: 0.02, unevenness: 0.35) { painter, box in
            let grams = painter.depth * 0.9
            for _ in 0..<2 {
                let (dx, dy) = (painter.within(-0.012, 0.012), painter.within(-0.01, 0.01))
                painter.sheet.pillow(
                    Box(box.left + dx - 0.01, box.bottom + dy - 0.01, box.right + dx + 0.01, box.top + dy + 0.02),
                    .organic, grams / 2 * painter.within(0.94, 1.06))
            }
            for share in [Float(0.3), 0.7] {
                let x = box.left + share * box.width
                painter.sheet.rect(Box(x, box.bottom, x + 0.012, box.top), .steel, 2.5)
            }
        }
    }
}

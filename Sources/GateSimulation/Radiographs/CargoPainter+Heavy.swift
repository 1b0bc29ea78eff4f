/// Goods that are hard, heavy or large.
extension CargoPainter {
    mutating func machinery(_ load: Box) {
        var x = load.left + within(0.05, 0.3)
        while x < load.right - 0.7 {
            let width = min(within(1.1, 2.3), load.right - x)
            let top = load.bottom + min(within(1.0, 2.1), hold.height - 0.1)
            machine(Box(x, load.bottom, x + width, top))
            x += width + within(0.08, 0.35)
        }
    }

    /// A case with a bed of iron, a motor, shafts, plates and a cabinet of wires.
    private mutating func machine(_ outside: Box) {
        let around = sheet.clip
        sheet.clip = outside.clipped(to: around)
        defer { sheet.clip = around }
        let inner = outside.inset(0.06, 0.1)
        // The case: boards, battens, skids.
        sheet.rect(outside, .organic, 3)
        for share in [Float(0), 0.33, 0.66, 0.985] {
            let x = outside.left + share * outside.width
            sheet.rect(Box(x, outside.bottom, x + 0.035, outside.top), .organic, 7)
        }
        sheet.rect(Box(outside.left, outside.bottom, outside.right, outside.bottom + 0.09), .organic, 42)
        sheet.rect(Box(outside.left, outside.top - 0.02, outside.right, outside.top), .organic, 60)
        let bed = inner.bottom + inner.height * within(0.16, 0.3)
        sheet.rect(Box(inner.left, inner.bottom, inner.right, bed), .steel, within(32, 60))
        sheet.rect(Box(inner.left, bed - 0.04, inner.right, bed), .steel, 40)
        for share in stride(from: Float(0.1), to: 0.95, by: 0.2) {
            let x = inner.left + share * inner.width
            sheet.rect(Box(x, inner.bottom + 0.04, x + 0.1, bed - 0.05), .steel, -20)
        }
        note(Box(inner.left, bed, inner.right, inner.top))
        sheet.rect(inner, .steel, 3)
        // A column at one end, arms from it.
        let column = within(0.18, 0.34)
        let left = random.chance(0.5) ? inner.left : inner.right - column
        sheet.rect(Box(left, bed, left + column, inner.top - within(0, 0.2)), .steel, within(38, 66))
        sheet.rect(Box(left + 0.05, bed + 0.1, left + column - 0.05, inner.top - 0.3), .steel, -22)
        let arm = bed + (inner.top - bed) * within(0.45, 0.75)
        sheet.rect(
            Box(inner.left + 0.1, arm, inner.right - 0.1, arm + within(0.08, 0.16)), .steel, within(24, 48))
        for _ in 0..<3 + random.below(4) {
            let cx = within(inner.left + 0.15, inner.right - 0.15)
            let cy = within(bed + 0.08, inner.top - 0.12)
            let radius = within(0.06, 0.2)
            switch random.below(4) {
            case 0:
                sheet.ring(cx, cy, inner: radius * 0.55, outer: radius, .steel, within(30, 70))
                sheet.ring(cx, cy, outer: radius * 0.25, .steel, 90)
            case 1:
                sheet.cylinder(
                    Box(cx - radius * 1.6, cy - radius * 0.8, cx + radius * 1.6, cy + radius * 0.8), isUpright: false,
                    .steel, density: 2.6)
                for fin in 0..<7 {
                    let x = cx - radius * 1.5 + radius * 0.45 * Float(fin)
                    sheet.rect(Box(x, cy - radius * 0.85, x + 0.012, cy + radius * 0.85), .inorganic, 16)
                }
            case 2: sheet.rect(Box(x: cx, y: cy, radius: radius), .steel, within(10, 34))
            default:
                let end = (x: cx + within(-0.5, 0.5), y: cy + within(-0.3, 0.3))
                sheet.bar((cx, cy), end, thick: within(0.03, 0.07), .steel, within(24, 52))
            }
        }
        for _ in 0..<26 {
            let (x, y) = (within(inner.left, inner.right - 0.05), within(inner.bottom, inner.top))
            let size = within(0.015, 0.07)
            if random.chance(0.5) {
                sheet.rect(Box(x, y, x + size * within(0.5, 4), y + size), .steel, within(4, 26))
            } else {
                sheet.ring(x, y, inner: size * within(0, 0.7), outer: size, .steel, within(8, 36))
            }
        }
        for _ in 0..<8 {
            let from = (x: within(inner.left, inner.right), y: within(bed, inner.top))
            let to = random.chance(0.5) ? (x: from.x, y: bed) : (x: within(inner.left, inner.right), y: from.y)
            sheet.bar(from, to, thick: 0.016, .steel, within(6, 18))
        }
        // The cabinet.
        let cabinet = Box(inner.middle.x - 0.2, bed, inner.middle.x + 0.2, bed + min(0.9, inner.top - bed))
        sheet.rect(cabinet, .steel, 5)
        for _ in 0..<9 {
            let (x, y) = (within(cabinet.left, cabinet.right - 0.08), within(cabinet.bottom, cabinet.top - 0.06))
            sheet.rect(Box(x, y, x + 0.08, y + 0.05), .steel, within(4, 15))
        }
    }

    mutating func timber(_ load: Box) {
        let thick = within(0.024, 0.045)
        let bundles = places(load.left, load.right, each: within(2.3, 3.6))
        var y = load.bottom
        while y < load.top - 0.2 {
            let top = min(y + within(0.62, 0.8), load.top)
            for x in bundles.starts {
                let bundle = Box(x + 0.02, y + 0.05, x + bundles.length - within(0.03, 0.14), top - 0.005)
                // Bearers under each bundle, boards in layers, sticks between every few.
                for share in [Float(0.12), 0.5, 0.86] {
                    let bearer = bundle.left + share * bundle.width
                    sheet.rect(Box(bearer, y, bearer + 0.08, y + 0.05), .organic, depth * 0.55)
                }
                for board in stride(from: bundle.bottom, to: bundle.top - thick, by: thick) {
                    let (left, right) = (bundle.left + within(0, 0.05), bundle.right - within(0, 0.07))
                    sheet.rect(
                        Box(left, board + 0.002, right, board + thick), .organic, depth * 0.62 * within(0.9, 1.1))
                }
                for share in [Float(0.1), 0.9] {
                    let strap = bundle.left + share * bundle.width
                    sheet.rect(Box(strap, bundle.bottom, strap + 0.02, bundle.top), .steel, 0.8)
                }
                note(bundle)
            }
            y = top
        }
        sheet.mottle(load, cell: 0.35, strength: 0.03, &random)
    }

    mutating func sheets(_ load: Box) {
        let packs = places(load.left, load.right, each: within(2.44, 2.5))
        var y = load.bottom
        while y < load.top - 0.3 {
            let top = min(y + within(0.7, 0.95), load.top)
            for x in packs.starts {
                let pack = Box(x + 0.02, y + 0.09, x + packs.length - 0.05, top - 0.015)
                for share in [Float(0.06), 0.48, 0.88] {
                    let bearer = pack.left + share * pack.width
                    sheet.rect(Box(bearer, y, bearer + 0.1, y + 0.09), .organic, depth * 0.5)
                }
                sheet.rect(pack, .organic, depth * 0.63 * within(0.97, 1.03))
                // Sheets of 18 mm: a line of air where one lies hollow.
                for line in stride(from: pack.bottom + 0.018, to: pack.top, by: 0.018) where random.chance(0.5) {
                    sheet.rect(
                        Box(pack.left, line, pack.right, line + 0.002), .organic, -depth * within(0.1, 0.5))
                }
                note(pack)
            }
            y = top
        }
    }

    mutating func panels(_ load: Box) {
        let stacks = places(load.left, load.right, each: 1.14)
        for x in stacks.starts {
            let base = Box(x + 0.01, load.bottom, x + stacks.length - 0.04, load.bottom + 0.13)
            pallet(base)
            let stack = Box(base.left, base.top, base.right, base.top + min(1.1, hold.height - 0.2))
            let tiers = load.height > 1.6 && stack.top + 1.24 < hold.top ? 2 : 1
            for tier in 0..<tiers {
                let rise = Float(tier) * 1.24
                let pack = Box(stack.left, stack.bottom + rise, stack.right, stack.top + rise)
                sheet.rect(pack, .organic, 5)
                // Frames edge on, side by side: a comb, each pane with its frame along top and bottom.
                for pane in stride(from: pack.left + 0.02, to: pack.right - 0.03, by: 0.035) {
                    sheet.rect(Box(pane, pack.bottom, pane + 0.012, pack.top), .inorganic, depth * 0.95)
                }
                for y in [pack.bottom, pack.top - 0.03] {
                    sheet.rect(Box(pack.left, y, pack.right, y + 0.03), .inorganic, depth * 0.16)
                }
                note(pack)
            }
        }
    }

    mutating func tiles(_ load: Box) {
        let stacks = places(load.left, load.right, each: within(1.0, 1.15))
        for x in stacks.starts {
            let base = Box(x + 0.015, load.bottom, x + stacks.length - 0.06, load.bottom + 0.12)
            pallet(base)
            let layers = max(2, Int(((load.height - 0.12) / 0.31).rounded()))
            let columns = 2 + random.below(2)
            for layer in 0..<layers {
                for column in 0..<columns {
                    let width = base.width / Float(columns)
                    let left = base.left + Float(column) * width
                    let bottom = base.top + Float(layer) * 0.31
                    let pack = Box(left + 0.004, bottom, left + width - 0.004, bottom + 0.302)
                    self.layers(pack, .inorganic, depth * 1.55, spread: 0.05)
                    // Packets of tiles on edge: fine lines.
                    for line in stride(from: pack.left + 0.05, to: pack.right, by: 0.055) {
                        sheet.rect(Box(line, pack.bottom, line + 0.004, pack.top), .inorganic, -depth * 0.5)
                    }
                    note(pack)
                }
            }
        }
    }

    mutating func coils(_ load: Box) {
        let radius = within(0.42, 0.55)
        let count = max(3, min(7, Int(load.width / (radius * 2.6))))
        let step = load.width / Float(count)
        for index in 0..<count {
            let (x, y) = (load.left + (Float(index) + 0.5) * step, load.bottom + 0.12 + radius)
            sheet.ring(x, y, inner: 0.254, outer: radius, .steel, 600)
            // Wound, not solid: faint rings.
            for ring in stride(from: Float(0.28), to: radius, by: 0.04) {
                sheet.ring(x, y, inner: ring, outer: ring + 0.006, .steel, -45)
            }
            sheet.outline(
                [(x - radius, y - radius * 0.8), (x - radius * 0.6, y - radius * 0.8), (x - radius, y - radius * 0.2)],
                .organic, 95)
            sheet.outline(
                [(x + radius, y - radius * 0.8), (x + radius * 0.6, y - radius * 0.8), (x + radius, y - radius * 0.2)],
                .organic, 95)
            sheet.rect(Box(x - radius, load.bottom, x + radius, load.bottom + 0.1), .organic, 110)
            note(Box(x: x, y: y, radius: 0.2))
        }
    }

    mutating func drums(_ load: Box) {
        let stands = places(load.left, load.right, each: 0.6)
        let tiers = load.height > 1.25 ? 2 : 1
        for tier in 0..<tiers {
            let bottom = load.bottom + Float(tier) * 0.92
            sheet.rect(Box(load.left, bottom, load.right, bottom + 0.02), .organic, depth * 0.25)
            for x in stands.starts {
                // Four in a row across, seen through one another.
                let drum = Box(x + 0.008, bottom + 0.02, x + 0.592, bottom + 0.9)
                let level = drum.bottom + drum.height * within(0.88, 0.94)
                sheet.cylinder(
                    Box(drum.left, drum.bottom, drum.right, level), isUpright: true, .organic, density: 3.5)
                let (middle, pitch) = (drum.middle.x, sheet.pitch)
                sheet.shape(drum, .steel) { px, _ in
                    // The shell is thickest where the beam grazes it.
                    let off = min(0.985, abs(px - middle) / 0.292)
                    return 4 * 0.2 * 7.86 / max(0.17, (1 - off * off).squareRoot()) * min(1, 0.006 / pitch + 0.4)
                }
                for y in [drum.bottom, drum.bottom + 0.29, drum.bottom + 0.58, drum.top - 0.02] {
                    sheet.rect(Box(drum.left, y, drum.right, y + 0.018), .steel, 16)
                }
                note(drum)
            }
        }
    }

    mutating func vehicles(_ load: Box) {
        let decks: [Float] = hold.height > 2.3 ? [hold.bottom + 0.04, hold.bottom + hold.height * 0.53] : [hold.bottom]
        for deck in decks {
            if deck > hold.bottom + 0.5 {
                sheet.rect(Box(hold.left, deck - 0.09, hold.right, deck - 0.02), .steel, 17)
                sheet.rect(Box(hold.left, deck - 0.03, hold.right, deck - 0.02), .steel, 50)
            }
            var x = hold.left + within(0.1, 0.25)
            while x + 3.85 < hold.right {
                let length = min(within(3.9, 4.5), hold.right - x - 0.03)
                car(x, deck, length, min(1.18, hold.height * 0.47))
                x += length + within(0.12, 0.3)
            }
        }
    }

    private mutating func car(_ x: Float, _ y: Float, _ length: Float, _ height: Float) {
        func at(_ along: Float, _ up: Float) -> (x: Float, y: Float) { (x + along * length, y + up * height) }
        sheet.outline([at(0, 0.25), at(0, 0.55), at(0.28, 0.66), at(0.97, 0.64), at(1, 0.3)], .steel, 6)
        sheet.outline([at(0.24, 0.64), at(0.4, 1), at(0.74, 1), at(0.95, 0.64)], .inorganic, 2.6)
        for (from, to) in [
            (at(0.24, 0.64), at(0.4, 1)), (at(0.4, 1), at(0.74, 1)), (at(0.74, 1), at(0.95, 0.64)),
            (at(0.57, 0.3), at(0.57, 1)),
        ] { sheet.bar(from, to, thick: 0.05, .steel, 9) }
        // Engine, gearbox, tank, seats.
        let engine = Box(x + 0.07 * length, y + 0.25 * height, x + 0.22 * length, y + 0.58 * height)
        sheet.rect(engine, .steel, 44)
        sheet.rect(engine.inset(0.12, 0.08), .inorganic, 22)
        sheet.rect(Box(engine.right, engine.bottom, engine.right + 0.3, engine.bottom + 0.2), .steel, 26)
        sheet.rect(Box(x + 0.74 * length, y + 0.26 * height, x + 0.88 * length, y + 0.42 * height), .organic, 30)
        for seat in [Float(0.42), 0.66] {
            sheet.outline(
                [at(seat, 0.42), at(seat, 0.52), at(seat + 0.11, 0.5), at(seat + 0.11, 0.4)], .organic, 9)
            sheet.bar(at(seat + 0.1, 0.45), at(seat + 0.15, 0.85), thick: 0.12, .organic, 8)
        }
        for along in [Float(0.17), 0.8] {
            let centre = (x: x + along * length, y: y + 0.3)
            sheet.ring(centre.x, centre.y, inner: 0.2, outer: 0.3, .organic, 7)
            sheet.ring(centre.x, centre.y, inner: 0.275, outer: 0.3, .organic, 26)
            sheet.ring(centre.x, centre.y, inner: 0.18, outer: 0.205, .inorganic, 30)
            sheet.ring(centre.x, centre.y, outer: 0.13, .steel, 17)
            sheet.ring(centre.x, centre.y, outer: 0.05, .steel, 60)
        }
        note(Box(x + 0.3 * length, y + 0.2, x + 0.7 * length, y + 0.5))
    }
}

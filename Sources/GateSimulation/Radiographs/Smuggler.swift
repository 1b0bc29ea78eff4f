/// Puts things where they should not be.
struct Smuggler {
    let frame: VehicleFrame
    var random: RandomSource

    /// Draws a hidden thing on the loaded vehicle and says where.
    ///
    /// - Parameter pieces: the goods' own pieces, in metres.
    mutating func hide(_ kind: HiddenThing.Kind, among pieces: [Box], on sheet: inout AbsorberSheet) -> HiddenThing {
        sheet.clip = Box(frame.box.left, frame.box.bottom, frame.box.right, frame.box.top)
        let before = sheet.kilograms
        let box: Box
        switch kind {
        case .denseBox:
            box = place(within(0.28, 0.5), within(0.2, 0.34), pieces)
            sheet.rect(box, random.chance(0.5) ? .lead : .steel, within(75, 120))
            sheet.rect(box.inset(0.03, 0.03), .organic, 8)
        case .organicBlock:
            box = place(within(0.4, 0.7), within(0.25, 0.45), pieces)
            // Packets side by side: the seams between them show faintly.
            sheet.rect(box, .organic, within(58, 85))
            for seam in stride(from: box.left + 0.13, to: box.right - 0.05, by: 0.13) {
                sheet.rect(Box(seam, box.bottom, seam + 0.006, box.top), .organic, -14)
            }
        case .hollowFloor:
            let length = within(2.2, 4.0)
            let left = within(frame.hold.left + 0.4, frame.hold.right - length - 0.4)
            box = Box(left, frame.hold.bottom - 0.1, left + length, frame.hold.bottom + 0.02)
            for packet in stride(from: box.left, to: box.right - 0.2, by: 0.21) {
                sheet.rect(
                    Box(packet, box.bottom + 0.01, min(packet + 0.2, box.right), box.top), .organic, within(85, 110))
            }
        case .filledVoid:
            let height = within(1.0, 1.7)
            let bottom = frame.hold.bottom + within(0.1, 0.5)
            box = Box(frame.hold.left, bottom, frame.hold.left + within(0.16, 0.24), bottom + height)
            for packet in stride(from: box.bottom, to: box.top - 0.06, by: 0.09) {
                sheet.rect(
                    Box(box.left, packet, box.right, min(packet + 0.084, box.top)), .organic, within(70, 100))
            }
        case .otherCarton:
            let fitting = pieces.filter { $0.width > 0.15 && $0.height > 0.1 && $0.width < 1.3 }
            let piece = random.pick(fitting, or: place(0.45, 0.35, pieces)).clipped(to: frame.hold)
            box = Box(piece.left, piece.bottom, min(piece.right, piece.left + 0.7), min(piece.top, piece.bottom + 0.5))
            sheet.rect(box, .organic, within(34, 55))
        }
        let (columns, rows) = sheet.pixels(of: box)
        return HiddenThing(
            kind: kind, x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count,
            kilograms: sheet.kilograms - before)
    }

    private mutating func within(_ low: Float, _ high: Float) -> Float {
        Float(random.uniform(Double(low), Double(max(low, high))))
    }

    /// A place within the goods where there are any, else on the floor of the hold.
    private mutating func place(_ width: Float, _ height: Float, _ pieces: [Box]) -> Box {
        let hold = frame.hold
        let floor = within(hold.left + 0.5, hold.right - width - 0.5)
        let piece = random.pick(pieces, or: Box(floor, hold.bottom, floor + width, hold.bottom + height))
        // Its top no higher than the piece it hides behind: nothing floats above the goods.
        let left = min(max(hold.left, piece.middle.x - width / 2), hold.right - width)
        let bottom = max(hold.bottom, piece.top - height)
        return Box(left, bottom, left + width, bottom + height)
    }
}

/// What stands in the beam, summed along it: for each pixel μ·t at both energies.
///
/// Amounts are mass along the beam in grams per square centimetre, so that the mass drawn is the sum over the picture. The beam is
/// parallel: no perspective. A negative amount takes away what was drawn before.
struct AbsorberSheet: Sendable {
    let width: Int
    let height: Int
    /// Metres of a pixel, along and up.
    let pitch: Float
    /// Metres at the left and at the lower edge.
    let origin: (x: Float, y: Float)
    /// Nothing is drawn outside.
    var clip: Box
    private(set) var high: [Float]
    private(set) var low: [Float]
    private(set) var kilograms: Double = 0

    init(width: Int, height: Int, pitch: Float, origin: (x: Float, y: Float)) {
        self.width = width
        self.height = height
        self.pitch = pitch
        self.origin = origin
        clip = Box(
            origin.x, origin.y, origin.x + Float(width) * pitch, origin.y + Float(height) * pitch)
        high = [Float](repeating: 0, count: width * height)
        low = high
    }

    /// An empty sheet for the same picture.
    var blank: AbsorberSheet { AbsorberSheet(width: width, height: height, pitch: pitch, origin: origin) }

    /// Lays another sheet of the same size over this one, its amounts multiplied.
    mutating func add(_ other: AbsorberSheet, times factor: Float) {
        for index in high.indices {
            high[index] += other.high[index] * factor
            low[index] += other.low[index] * factor
        }
        kilograms += other.kilograms * Double(factor)
    }

    mutating func scale(by factor: Float) {
        for index in high.indices {
            high[index] *= factor
            low[index] *= factor
        }
        kilograms *= Double(factor)
    }

    /// Hands both planes over, so that they can be worked on in place.
    mutating func takePlanes() -> (high: [Float], low: [Float]) {
        defer { (high, low) = ([], []) }
        return (high, low)
    }

    /// The pixels that a box touches: columns and rows, rows from the top.
    func pixels(of box: Box) -> (columns: Range<Int>, rows: Range<Int>) {
        func span(_ low: Float, _ high: Float, _ count: Int) -> Range<Int> {
            let first = min(max(0, Int(low.rounded(.down))), count)
            return first..<max(first, min(count, Int(high.rounded(.up))))
        }
        let columns = span((box.left - origin.x) / pitch, (box.right - origin.x) / pitch, width)
        let up = span((box.bottom - origin.y) / pitch, (box.top - origin.y) / pitch, height)
        return (columns, height - up.upperBound..<height - up.lowerBound)
    }

    // MARK: Shapes

    /// A box of one thickness. Edges that cut a pixel count by their share of it.
    mutating func rect(_ box: Box, _ material: Material, _ grams: Float) {
        let box = box.clipped(to: clip)
        guard box.width > 0, box.height > 0 else { return }
        let (columns, rows) = pixels(of: box)
        let (pitch, origin, height) = (self.pitch, self.origin, self.height)
        draw(columns, rows, material) { column, row in
            let x = origin.x + Float(column) * pitch
            let y = origin.y + Float(height - 1 - row) * pitch
            let across = min(x + pitch, box.right) - max(x, box.left)
            let upward = min(y + pitch, box.top) - max(y, box.bottom)
            return grams * max(0, across) * max(0, upward) / (pitch * pitch)
        }
    }

    /// Anything else: `grams` is asked at the middle of each pixel of the box, in metres.
    mutating func shape(_ box: Box, _ material: Material, _ grams: (_ x: Float, _ y: Float) -> Float) {
        let box = box.clipped(to: clip)
        guard box.width > 0, box.height > 0 else { return }
        let (columns, rows) = pixels(of: box)
        let (pitch, origin, height) = (self.pitch, self.origin, self.height)
        draw(columns, rows, material) { column, row in
            grams(
                origin.x + (Float(column) + 0.5) * pitch,
                origin.y + (Float(height - 1 - row) + 0.5) * pitch)
        }
    }

    @inline(__always)
    private mutating func draw(
        _ columns: Range<Int>, _ rows: Range<Int>, _ material: Material, _ grams: (_ column: Int, _ row: Int) -> Float
    ) {
        let (width, muHigh, muLow) = (self.width, material.high, material.low)
        var sum: Double = 0
        high.withUnsafeMutableBufferPointer { high in
            low.withUnsafeMutableBufferPointer { low in
                for row in rows {
                    var drawn: Float = 0
                    for column in columns {
                        let amount = grams(column, row)
                        high[row * width + column] += amount * muHigh
                        low[row * width + column] += amount * muLow
                        drawn += amount
                    }
                    sum += Double(drawn)
                }
            }
        }
        // Grams per square centimetre, times the pixel's square centimetres, in kilograms.
        kilograms += sum * Double(pitch * pitch) * 10
    }

    // MARK: Made of the above

    /// A ring or, with an inner radius of 0, a disc: a cylinder whose axis lies along the beam.
    mutating func ring(_ x: Float, _ y: Float, inner: Float = 0, outer: Float, _ material: Material, _ grams: Float) {
        let pitch = pitch
        shape(Box(x: x, y: y, radius: outer + pitch), material) { px, py in
            let distance = ((px - x) * (px - x) + (py - y) * (py - y)).squareRoot()
            let inside = min(1, max(0, (outer - distance) / pitch + 0.5))
            let hole = inner > 0 ? min(1, max(0, (inner - distance) / pitch + 0.5)) : 0
            return grams * (inside - hole)
        }
    }

    /// A ball; `density` in g/cm³.
    mutating func ball(_ x: Float, _ y: Float, radius: Float, _ material: Material, density: Float) {
        shape(Box(x: x, y: y, radius: radius), material) { px, py in
            let rest = radius * radius - (px - x) * (px - x) - (py - y) * (py - y)
            return rest > 0 ? 200 * density * rest.squareRoot() : 0
        }
    }

    /// A cylinder that stands upright or lies along the vehicle: its chord is what the beam passes.
    mutating func cylinder(_ box: Box, isUpright: Bool, _ material: Material, density: Float) {
        let (x, y) = box.middle
        let radius = (isUpright ? box.width : box.height) / 2
        shape(box, material) { px, py in
            let off = isUpright ? px - x : py - y
            return 200 * density * max(0, radius * radius - off * off).squareRoot()
        }
    }

    /// Thickest in the middle and falling off towards the edges, as a sack does.
    mutating func pillow(_ box: Box, _ material: Material, _ grams: Float) {
        let (x, y) = box.middle
        shape(box, material) { px, py in
            let u = (px - x) / (box.width / 2)
            let v = (py - y) / (box.height / 2)
            let (fallU, fallV) = (1 - u * u * u * u, 1 - v * v * v * v)
            return fallU > 0 && fallV > 0 ? grams * fallU * (0.25 + 0.75 * fallV) : 0
        }
    }

    /// A straight bar of some thickness from one point to another.
    mutating func bar(
        _ from: (x: Float, y: Float), _ to: (x: Float, y: Float), thick: Float, _ material: Material, _ grams: Float
    ) {
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        let length = max(1e-6, dx * dx + dy * dy)
        let (half, pitch) = (thick / 2, pitch)
        let box = Box(min(from.x, to.x), min(from.y, to.y), max(from.x, to.x), max(from.y, to.y))
        shape(box.inset(-half - pitch, -half - pitch), material) { x, y in
            let along = min(1, max(0, ((x - from.x) * dx + (y - from.y) * dy) / length))
            let (offX, offY) = (x - from.x - along * dx, y - from.y - along * dy)
            // A bar thinner than a pixel absorbs its share of it.
            let cover = (half - (offX * offX + offY * offY).squareRoot()) / pitch + 0.5
            return grams * min(1, max(0, min(cover, thick / pitch)))
        }
    }

    /// A convex outline of corners in either direction.
    mutating func outline(_ corners: [(x: Float, y: Float)], _ material: Material, _ grams: Float) {
        guard let first = corners.first else { return }
        var box = Box(first.x, first.y, first.x, first.y)
        for corner in corners {
            box = Box(
                min(box.left, corner.x), min(box.bottom, corner.y), max(box.right, corner.x), max(box.top, corner.y))
        }
        let pitch = pitch
        // Corners left to right need not be in order: each row is filled between its outermost crossings.
        let edges = corners.indices.map { (corners[$0], corners[($0 + 1) % corners.count]) }
        shape(box, material) { x, y in
            var (left, right) = (Float.infinity, -Float.infinity)
            for (a, b) in edges where (a.y <= y) != (b.y <= y) {
                let crossing = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)
                left = min(left, crossing)
                right = max(right, crossing)
            }
            return grams * max(0, min(1, min(x - left, right - x) / pitch + 0.5))
        }
    }

    /// Multiplies what is drawn in a box by a smooth noise around 1: stuffing that is nowhere quite even.
    mutating func mottle(_ box: Box, cell: Float, strength: Float, _ random: inout RandomSource) {
        let (columns, rows) = pixels(of: box.clipped(to: clip))
        guard !columns.isEmpty, !rows.isEmpty else { return }
        let step = max(1, cell / pitch)
        let across = Int(Float(columns.count) / step) + 2
        let down = Int(Float(rows.count) / step) + 2
        let lattice = (0..<across * down).map { _ in strength * Float(random.nearlyNormal()) }
        let width = width
        high.withUnsafeMutableBufferPointer { high in
            low.withUnsafeMutableBufferPointer { low in
                for row in rows {
                    let v = Float(row - rows.lowerBound) / step
                    let j = Int(v)
                    for column in columns {
                        let u = Float(column - columns.lowerBound) / step
                        let i = Int(u)
                        let (fu, fv) = (u - Float(i), v - Float(j))
                        let start = j * across + i
                        let above = lattice[start] + (lattice[start + 1] - lattice[start]) * fu
                        let below =
                            lattice[start + across] + (lattice[start + across + 1] - lattice[start + across]) * fu
                        let factor = max(0.2, 1 + above + (below - above) * fv)
                        high[row * width + column] *= factor
                        low[row * width + column] *= factor
                    }
                }
            }
        }
    }
}

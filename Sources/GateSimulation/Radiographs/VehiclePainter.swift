/// Draws a vehicle without its goods. Thicknesses are of ordinary vehicles: sheet of 1–2 mm, rails of 8 mm, an engine of a ton.
struct VehiclePainter {
    let frame: VehicleFrame
    var sheet: AbsorberSheet
    var random: RandomSource

    init(_ frame: VehicleFrame, _ sheet: AbsorberSheet, _ random: RandomSource) {
        (self.frame, self.sheet, self.random) = (frame, sheet, random)
    }

    /// Draws the whole vehicle.
    ///
    /// Cab and body are drawn as thin as they are. What runs and carries is then brought to what is left of the tare: castings,
    /// axles and beams are too many to draw one by one, and come out as dark as they do.
    mutating func paint() {
        let empty = sheet
        let tare = frame.tare * Double(about(1, 0.03))
        chassis()
        engine()
        for axle in frame.steered { wheel(axle, isDouble: false) }
        for axle in frame.driven {
            wheel(axle, isDouble: true)
            sheet.ball(axle, 0.52, radius: 0.21, .steel, density: 1.7)
        }
        for axle in frame.trailed { wheel(axle, isDouble: true) }
        undercarriage()
        clutter()
        let gear = sheet
        sheet = empty
        cab()
        box()
        sheet.scale(by: Self.shellFactor)
        sheet.add(gear, times: Float((tare - sheet.kilograms) / gear.kilograms))
    }

    /// Brackets, bolts, frames and lining of cab and body, beside the sheets that are drawn.
    private static let shellFactor: Float = 1.4

    /// Pipes, cables, valves and brackets: what nobody draws and every radiograph is full of.
    private mutating func clutter() {
        let end = frame.trailed.isEmpty ? frame.length : frame.driven[1] + 0.7
        small(34, Box(0.5, 0.6, 2.9, 1.5), 4...34)
        small(26, Box(2.3, 0.62, end, 1.1), 4...22)
        small(12, Box(0.1, 0.7, 0.7, 1.9), 2...12)
        small(9, Box(0.3, 2.0, 2.0, 2.9), 0.5...3)
        if !frame.trailed.isEmpty {
            small(30, Box(frame.trailed[0] - 1.2, 0.5, frame.length - 0.2, frame.box.bottom - 0.1), 4...26)
            small(14, Box(6.8, frame.box.bottom - 0.45, frame.length - 0.5, frame.box.bottom - 0.05), 3...14)
        }
        for line in 0..<7 {
            let y = 0.8 + 0.035 * Float(line)
            let (from, to) = (Float(random.uniform(0.6, 2.6)), end - Float(random.uniform(0, 2.5)))
            sheet.bar((from, y), (to, y + Float(random.uniform(-0.05, 0.05))), thick: 0.014, .steel, 9)
        }
        if !frame.trailed.isEmpty {
            // Hoses that hang from the cab to the trailer.
            for hose in 0..<3 {
                let y = 1.5 + 0.1 * Float(hose)
                sheet.bar((2.3, y), (2.62, y - 0.28), thick: 0.025, .organic, 9)
                sheet.bar((2.62, y - 0.28), (2.98, y - 0.05), thick: 0.025, .organic, 9)
            }
        }
    }

    private mutating func small(_ count: Int, _ area: Box, _ grams: ClosedRange<Float>) {
        for _ in 0..<count {
            let x = Float(random.uniform(Double(area.left), Double(area.right)))
            let y = Float(random.uniform(Double(area.bottom), Double(area.top)))
            let amount = Float(random.uniform(Double(grams.lowerBound), Double(grams.upperBound)))
            let size = Float(random.uniform(0.02, 0.085))
            switch random.below(4) {
            case 0: sheet.ring(x, y, outer: size * 0.6, .steel, amount)
            case 1: sheet.ring(x, y, inner: size * 0.5, outer: size * 0.7, .steel, amount)
            case 2:
                let far = (x: x + Float(random.uniform(-0.3, 0.3)), y: y + Float(random.uniform(-0.12, 0.12)))
                sheet.bar((x, y), far, thick: 0.02, .steel, amount * 0.7)
            default: sheet.rect(Box(x, y, x + size * 1.4, y + size), .steel, amount)
            }
        }
    }

    /// A little more or less: no two vehicles are alike.
    private mutating func about(_ value: Float, _ share: Float = 0.08) -> Float {
        value * (1 + share * Float(2 * random.uniform() - 1))
    }

    // MARK: Chassis

    /// Two channel sections: webs seen flat, flanges edge on.
    private mutating func rails(_ from: Float, _ to: Float, _ bottom: Float, _ top: Float, thick: Float) {
        sheet.rect(Box(from, bottom, to, top), .steel, 2 * thick)
        for edge in [bottom, top - 0.01] { sheet.rect(Box(from, edge, to, edge + 0.01), .steel, 105) }
    }

    private mutating func chassis() {
        let isLorry = frame.body == .lorry
        let end = isLorry ? frame.length - 0.25 : frame.driven[1] + 0.75
        rails(0.35, end, 0.76, 1.03, thick: 6.3)
        for x in stride(from: Float(2.5), to: end, by: 0.95) { sheet.rect(Box(x, 0.8, x + 0.05, 1.0), .steel, 32) }
        guard !isLorry else { return }
        // The trailer: deep beams behind the gooseneck, kingpin and fifth wheel, landing legs.
        let floor = frame.box.bottom
        rails(frame.box.left, 6.4, floor - 0.18, floor - 0.02, thick: 6.3)
        rails(6.4, frame.length - 0.15, floor - 0.42, floor - 0.02, thick: 6.3)
        sheet.outline([(5.9, floor - 0.18), (6.4, floor - 0.18), (6.8, floor - 0.42)], .steel, 12)
        sheet.rect(Box(4.75, 1.04, 5.7, 1.13), .steel, 60)
        sheet.rect(Box(5.17, 1.1, 5.27, floor - 0.1), .steel, 70)
        for x in stride(from: Float(7.0), to: frame.length - 0.4, by: 1.15) {
            sheet.rect(Box(x, floor - 0.38, x + 0.06, floor - 0.06), .steel, 30)
        }
        let leg: Float = 7.7
        sheet.rect(Box(leg, 0.42, leg + 0.13, floor - 0.1), .steel, 26)
        sheet.rect(Box(leg + 0.02, 0.3, leg + 0.11, 0.75), .steel, 22)
        sheet.rect(Box(leg - 0.06, 0.27, leg + 0.19, 0.31), .steel, 45)
        sheet.bar((leg + 0.06, 0.8), (leg + 0.9, floor - 0.3), thick: 0.05, .steel, 9)
    }

    private mutating func undercarriage() {
        // Diesel in an aluminium tank, to some level.
        let tankLeft: Float = frame.body == .lorry ? 4.3 : 2.95
        let tank = Box(tankLeft, 0.4, tankLeft + 1.05, 1.0)
        sheet.rect(tank, .inorganic, 2.4)
        for x in [tank.left, tank.right - 0.012] { sheet.rect(Box(x, 0.4, x + 0.012, 1.0), .inorganic, 120) }
        for y in [tank.bottom, tank.top - 0.008] {
            sheet.rect(Box(tank.left, y, tank.right, y + 0.008), .inorganic, 110)
        }
        let level = tank.bottom + 0.02 + (tank.height - 0.04) * Float(random.uniform(0.25, 0.95))
        sheet.rect(Box(tank.left + 0.01, tank.bottom + 0.01, tank.right - 0.01, level), .organic, 50)
        sheet.rect(Box(tank.left + 0.35, tank.top, tank.left + 0.43, tank.top + 0.03), .inorganic, 14)
        // Lead batteries, air bottles, silencer.
        let battery = Box(tank.right + 0.1, 0.52, tank.right + 0.44, 0.78)
        if battery.right < frame.driven[0] - 0.52 {
            sheet.rect(battery, .lead, 38)
            sheet.rect(battery, .organic, 14)
        }
        for (x, y) in [(frame.driven[0] - 0.0, Float(1.18)), (frame.driven[1] - 0.15, 1.18)] {
            sheet.ring(x, y - 0.42, inner: 0.11, outer: 0.125, .steel, 40)
        }
        sheet.cylinder(Box(2.35, 0.45, 2.85, 0.82), isUpright: false, .steel, density: 0.6)
        // Air springs and shock absorbers over the trailer's axles.
        for axle in frame.trailed {
            sheet.cylinder(Box(axle + 0.26, 0.62, axle + 0.5, 0.86), isUpright: true, .organic, density: 0.25)
            sheet.bar((axle - 0.1, 0.5), (axle - 0.34, 0.95), thick: 0.06, .steel, 20)
            sheet.bar((axle - 0.5, 0.78), (axle + 0.4, 0.56), thick: 0.07, .steel, 35)
        }
        for axle in frame.driven {
            sheet.bar((axle - 0.62, 0.72), (axle + 0.62, 0.72), thick: 0.09, .steel, 62)
            sheet.bar((axle, 0.5), (axle, 0.72), thick: 0.2, .steel, 30)
        }
        // Rear light bar, underrun guard, mudguards, spare wheel.
        let rear = frame.length
        sheet.rect(Box(rear - 0.16, 0.48, rear - 0.06, 0.6), .steel, 90)
        sheet.rect(Box(rear - 0.13, 0.6, rear - 0.08, 1.0), .steel, 22)
        for axle in frame.trailed + frame.driven { mudguard(axle) }
        if !frame.trailed.isEmpty, random.chance(0.7) {
            let x: Float = 9.4
            sheet.pillow(Box(x - 0.5, 0.6, x + 0.5, 0.86), .organic, 14)
            sheet.rect(Box(x - 0.3, 0.68, x + 0.3, 0.78), .steel, 14)
        }
    }

    private mutating func mudguard(_ axle: Float) {
        let pitch = sheet.pitch
        sheet.shape(Box(axle - 0.6, 0.55, axle + 0.6, 1.15), .organic) { x, y in
            let distance = ((x - axle) * (x - axle) + (y - 0.5) * (y - 0.5)).squareRoot()
            return max(0, min(1, 1 - abs(distance - 0.57) / pitch)) * 34
        }
    }

    /// Side on: tread and rim edge on and dark, side walls light, the hub darkest.
    private mutating func wheel(_ x: Float, isDouble: Bool) {
        let tyres: Float = isDouble ? 4 : 2
        let radius: Float = 0.5
        let y = radius
        sheet.ring(x, y, inner: 0.29, outer: radius, .organic, tyres * 3.3)
        sheet.ring(x, y, inner: 0.462, outer: radius, .organic, tyres * 17)
        sheet.ring(x, y, inner: 0.455, outer: 0.47, .steel, tyres * 3)
        sheet.ring(x, y, inner: 0.262, outer: 0.295, .steel, tyres * 15)
        sheet.ring(x, y, outer: 0.262, .steel, tyres * 8)
        sheet.ring(x, y, inner: 0.185, outer: 0.208, .steel, tyres * 22)
        sheet.ring(x, y, outer: 0.195, .steel, tyres * 9)
        sheet.ring(x, y, outer: 0.105, .steel, tyres * 34)
        sheet.ring(x, y, outer: 0.065, .steel, 220)
        // Hand holes, and the studs between them.
        let turn = Float(random.uniform())
        for hole in 0..<8 {
            let (across, up) = Self.eighths[hole]
            let (a, b) = Self.eighths[(hole + 1) % 8]
            let (sx, sy) = (across + (a - across) * turn, up + (b - up) * turn)
            let length = (sx * sx + sy * sy).squareRoot()
            sheet.ring(x + 0.233 * sx / length, y + 0.233 * sy / length, outer: 0.021, .steel, -tyres * 7)
            sheet.ring(x + 0.15 * sx / length, y + 0.15 * sy / length, outer: 0.014, .steel, tyres * 9)
        }
    }

    private static let eighths: [(Float, Float)] = [
        (1, 0), (0.7071, 0.7071), (0, 1), (-0.7071, 0.7071), (-1, 0), (-0.7071, -0.7071), (0, -1), (0.7071, -0.7071),
    ]

    // MARK: Engine and cab

    private mutating func engine() {
        let block = about(88)
        sheet.rect(Box(0.78, 0.72, 1.92, 1.22), .steel, block)
        sheet.rect(Box(0.84, 1.2, 1.86, 1.42), .steel, block * 0.62)
        sheet.rect(Box(0.88, 1.42, 1.82, 1.52), .inorganic, 16)
        // Six cylinders: bores are lighter, pistons within them darker again.
        for cylinder in 0..<6 {
            let x = 0.89 + 0.168 * Float(cylinder)
            sheet.rect(Box(x, 0.92, x + 0.115, 1.22), .steel, -block * 0.42)
            let piston = 0.95 + Float(random.uniform(0, 0.15))
            sheet.rect(Box(x, piston, x + 0.115, piston + 0.09), .steel, 34)
            sheet.rect(Box(x + 0.045, 0.76, x + 0.07, piston), .steel, 18)
        }
        sheet.outline([(0.85, 0.74), (1.85, 0.74), (1.75, 0.52), (0.98, 0.52)], .steel, 13)
        sheet.rect(Box(1.0, 0.53, 1.74, 0.66), .organic, 26)
        sheet.cylinder(Box(0.8, 0.72, 1.9, 0.86), isUpright: false, .steel, density: 5.2)
        // Flywheel and gearbox, narrowing towards the shaft.
        sheet.rect(Box(1.92, 0.64, 2.06, 1.24), .steel, about(74))
        sheet.outline([(2.06, 0.66), (2.06, 1.2), (2.95, 1.02), (2.95, 0.72)], .steel, about(38))
        for x in stride(from: Float(2.16), to: 2.85, by: 0.13) { sheet.rect(Box(x, 0.74, x + 0.06, 1.02), .steel, 36) }
        sheet.bar((2.95, 0.86), (frame.driven[0] - 0.15, 0.6), thick: 0.11, .steel, 11)
        sheet.bar((frame.driven[0], 0.56), (frame.driven[1], 0.56), thick: 0.1, .steel, 13)
        // Radiator, fan, alternator, turbocharger.
        sheet.rect(Box(0.42, 0.62, 0.52, 1.5), .inorganic, about(46))
        sheet.rect(Box(0.34, 0.7, 0.4, 1.4), .inorganic, 24)
        sheet.rect(Box(0.62, 0.75, 0.66, 1.4), .organic, 34)
        sheet.ring(0.74, 1.07, outer: 0.09, .steel, 60)
        sheet.ring(0.86, 1.34, outer: 0.09, .steel, 56)
        sheet.ring(1.5, 1.3, inner: 0.05, outer: 0.12, .steel, 52)
        // Steering box and the front axle's springs.
        sheet.rect(Box(0.62, 0.72, 0.8, 0.98), .steel, 50)
        for axle in frame.steered {
            sheet.bar((axle - 0.78, 0.76), (axle + 0.78, 0.76), thick: 0.045, .steel, 66)
            sheet.bar((axle, 0.5), (axle, 0.72), thick: 0.16, .steel, 40)
        }
    }

    private mutating func cab() {
        let roof: Float = frame.body == .lorry ? 3.05 : about(3.5, 0.05)
        let back: Float = frame.body == .lorry ? 2.12 : 2.3
        let shell: [(x: Float, y: Float)] = [
            (0.02, 0.62), (0, 1.55), (0.2, roof - 0.25), (0.5, roof), (back, roof), (back, 1.02), (back - 0.1, 1.02),
            (back - 0.1, 0.98), (0.6, 0.62),
        ]
        // Two doors and side walls of sheet, with lining and foam.
        sheet.outline(shell, .steel, 2.1)
        sheet.outline(shell, .organic, 2.6)
        let window: [(x: Float, y: Float)] = [(0.32, 1.92), (0.42, roof - 0.78), (1.3, roof - 0.72), (1.3, 1.92)]
        sheet.outline(window, .steel, -1.9)
        sheet.outline(window, .organic, -2.4)
        sheet.outline(window, .inorganic, 2.4)
        for index in window.indices {
            sheet.bar(window[index], window[(index + 1) % 4], thick: 0.045, .steel, 5)
        }
        // Edge on: front, windscreen, roof, back wall, floor.
        sheet.bar((0.03, 0.65), (0.02, 1.6), thick: 0.02, .steel, 40)
        sheet.bar((0.03, 1.62), (0.22, roof - 0.27), thick: 0.014, .inorganic, 95)
        sheet.bar((0.2, roof - 0.25), (0.5, roof), thick: 0.014, .steel, 55)
        sheet.bar((0.5, roof), (back, roof), thick: 0.014, .steel, 65)
        sheet.bar((back, roof), (back, 1.05), thick: 0.014, .steel, 65)
        sheet.bar((0.55, 1.5), (back, 1.5), thick: 0.02, .steel, 48)
        sheet.bar((1.33, 1.0), (1.33, roof - 0.1), thick: 0.07, .steel, 6)
        // Pillars, door beams, the roof's bows, the tunnel over the engine.
        sheet.rect(Box(1.31, 1.05, 1.37, 1.9), .steel, 7)
        sheet.rect(Box(0.34, 1.3, 1.3, 1.36), .steel, 5)
        sheet.rect(Box(0.36, 1.78, 1.3, 1.9), .steel, 3)
        sheet.rect(Box(1.45, 1.55, back, roof - 0.12), .organic, 1.6)
        for x in stride(from: Float(0.7), to: back, by: 0.42) {
            sheet.rect(Box(x, roof - 0.05, x + 0.04, roof), .steel, 26)
        }
        sheet.outline([(0.5, 1.46), (0.62, 1.6), (1.7, 1.6), (1.8, 1.46)], .organic, 11)
        sheet.rect(Box(0.06, 1.04, 0.3, 1.52), .organic, 7)
        sheet.rect(Box(0.1, 1.1, 0.24, 1.46), .inorganic, 9)
        sheet.bar((0.12, roof - 0.5), (-0.16, roof - 0.62), thick: 0.03, .steel, 7)
        sheet.rect(Box(-0.24, roof - 1.25, -0.14, roof - 0.6), .inorganic, 5)
        // Bumper and lamps, step, dashboard.
        sheet.rect(Box(0.0, 0.38, 0.16, 0.78), .steel, 22)
        sheet.rect(Box(0.04, 0.8, 0.2, 0.98), .inorganic, 9)
        sheet.rect(Box(0.5, 0.4, 0.86, 0.46), .inorganic, 40)
        sheet.outline([(0.14, 1.55), (0.2, 2.02), (0.55, 1.98), (0.62, 1.62)], .organic, 13)
        for _ in 0..<7 {
            let (x, y) = (Float(random.uniform(0.2, 0.5)), Float(random.uniform(1.62, 1.9)))
            sheet.rect(Box(x, y, x + 0.07, y + 0.06), .steel, Float(random.uniform(4, 16)))
        }
        sheet.bar((0.5, 1.55), (0.68, 2.02), thick: 0.05, .steel, 12)
        sheet.bar((0.52, 2.06), (0.86, 1.98), thick: 0.03, .steel, 11)
        seat()
        sheet.mottle(Box(0, 0.98, back, roof), cell: 0.09, strength: 0.07, &random)
        // A bunk behind the seats, a locker above the windscreen.
        if back > 2.2 {
            sheet.rect(Box(1.6, 1.95, back - 0.04, 2.08), .organic, 11)
            sheet.rect(Box(1.58, 1.9, back - 0.04, 1.94), .steel, 12)
            sheet.rect(Box(0.4, roof - 0.45, 0.95, roof - 0.1), .organic, 5)
        }
        // Intake and exhaust behind the cab.
        sheet.rect(Box(back + 0.06, 1.1, back + 0.2, roof - 0.15), .organic, 5)
        sheet.cylinder(Box(back + 0.22, 1.1, back + 0.36, roof - 0.3), isUpright: true, .steel, density: 0.35)
    }

    private mutating func seat() {
        // Driver's and passenger's stand one behind the other in the beam.
        sheet.outline([(0.8, 1.78), (0.8, 1.93), (1.32, 1.9), (1.32, 1.76)], .organic, 9)
        sheet.outline([(1.22, 1.85), (1.36, 2.62), (1.5, 2.6), (1.36, 1.82)], .organic, 8)
        sheet.outline([(1.38, 2.66), (1.4, 2.86), (1.5, 2.85), (1.47, 2.65)], .organic, 6)
        sheet.bar((0.84, 1.76), (1.32, 1.74), thick: 0.03, .steel, 13)
        sheet.bar((1.3, 1.78), (1.45, 2.6), thick: 0.025, .steel, 9)
        sheet.bar((0.95, 1.52), (1.2, 1.74), thick: 0.03, .steel, 11)
        sheet.bar((1.2, 1.52), (0.95, 1.74), thick: 0.03, .steel, 11)
    }

    // MARK: Body

    private mutating func box() {
        switch frame.body {
        case .container: container()
        case .reefer: reefer()
        case .trailer, .lorry: plainBox()
        }
    }

    /// Walls across the vehicle are seen edge on, as a band where they are corrugated.
    private mutating func edgeOn(_ left: Float, _ right: Float, _ material: Material, _ grams: Float) {
        sheet.rect(Box(left, frame.box.bottom + 0.1, right, frame.box.top), material, grams)
    }

    private mutating func container() {
        let box = frame.box
        // Both side walls of 1.6 mm; the slopes of the corrugation (period 278 mm) are passed at an angle.
        let shift = Float(random.uniform(0, 0.278))
        let pitch = sheet.pitch
        sheet.shape(Box(box.left + 0.16, box.bottom + 0.15, box.right - 0.16, box.top - 0.07), .steel) { x, _ in
            var phase = x - shift - ((x - shift) / 0.278).rounded(.down) * 0.278
            if phase > 0.139 { phase -= 0.139 }
            // A slope of 68 mm, smoothed over a pixel.
            let edge = min(phase, 0.068 - phase)
            return 2.3 + 1.5 * max(0, min(1, edge / pitch + 0.5))
        }
        edgeOn(box.left, box.left + 0.045, .steel, about(52))
        edgeOn(box.right - 0.055, box.right, .steel, about(58))
        // Corner posts: the hardest verticals of the picture; castings at their ends.
        for (left, grams) in [(box.left, Float(15)), (box.right - 0.16, 24)] {
            sheet.rect(Box(left, box.bottom, left + 0.16, box.top), .steel, grams)
            for y in [box.bottom, box.top - 0.118] {
                sheet.rect(Box(left, y, left + 0.178, y + 0.118), .steel, 62)
                sheet.ring(left + 0.089, y + 0.06, outer: 0.03, .steel, -30)
            }
        }
        sheet.rect(Box(box.left, box.top - 0.07, box.right, box.top - 0.01), .steel, 9)
        sheet.rect(Box(box.left, box.top - 0.035, box.right, box.top - 0.015), .steel, 44)
        sheet.rect(Box(box.left, box.bottom, box.right, box.bottom + 0.16), .steel, 7)
        floor(plank: 0.028, .organic, 95)
    }

    private mutating func reefer() {
        let box = frame.box
        let shell = Box(box.left + 0.45, box.bottom + 0.1, box.right, box.top)
        sheet.rect(shell, .inorganic, 1.7)
        sheet.rect(shell, .organic, 1.6)
        sheet.rect(shell, .steel, 1.2)
        sheet.rect(Box(box.left + 0.45, box.bottom + 0.1, box.left + 0.55, box.top), .inorganic, 34)
        sheet.rect(Box(box.right - 0.09, box.bottom + 0.1, box.right, box.top), .inorganic, 42)
        sheet.rect(Box(box.left + 0.45, box.top - 0.1, box.right, box.top), .inorganic, 22)
        for left in [box.left, box.right - 0.15] {
            sheet.rect(Box(left, box.bottom, left + 0.15, box.top), .steel, 17)
            for y in [box.bottom, box.top - 0.118] { sheet.rect(Box(left, y, left + 0.178, y + 0.118), .steel, 62) }
        }
        // The cooling unit: compressor, condenser, fans, a generator below.
        let unit = Box(box.left, box.bottom + 0.12, box.left + 0.45, box.top - 0.1)
        sheet.rect(unit, .inorganic, 6)
        sheet.rect(Box(unit.left + 0.08, unit.bottom + 0.1, unit.left + 0.4, unit.bottom + 0.5), .steel, 46)
        sheet.ring(unit.left + 0.24, unit.bottom + 0.3, outer: 0.15, .steel, 36)
        sheet.rect(Box(unit.left + 0.06, unit.bottom + 0.75, unit.left + 0.14, unit.top - 0.5), .inorganic, 36)
        sheet.rect(Box(unit.left + 0.2, unit.bottom + 0.7, unit.left + 0.42, unit.bottom + 0.95), .steel, 12)
        sheet.rect(Box(unit.left + 0.28, unit.top - 0.45, unit.left + 0.36, unit.top - 0.1), .inorganic, 30)
        sheet.ring(unit.left + 0.22, unit.top - 0.25, outer: 0.06, .steel, 48)
        // The ribbed aluminium floor.
        floor(plank: 0.06, .inorganic, 62)
    }

    private mutating func plainBox() {
        let box = frame.box
        sheet.rect(Box(box.left, box.bottom, box.right, box.top), .inorganic, 1.1)
        sheet.rect(Box(box.left, box.bottom, box.right, box.top), .organic, 2.2)
        for x in stride(from: box.left + 0.6, to: box.right - 0.4, by: 0.61) {
            sheet.rect(Box(x, box.bottom + 0.1, x + 0.045, box.top), .steel, 2.6)
        }
        edgeOn(box.left, box.left + 0.035, .steel, about(40))
        edgeOn(box.right - 0.045, box.right, .inorganic, 55)
        sheet.rect(Box(box.left, box.bottom, box.left + 0.1, box.top), .steel, 10)
        sheet.rect(Box(box.right - 0.12, box.bottom, box.right, box.top), .steel, 20)
        sheet.rect(Box(box.left, box.top - 0.05, box.right, box.top), .steel, 6)
        sheet.rect(Box(box.left, box.top - 0.018, box.right, box.top), .inorganic, 60)
        sheet.rect(Box(box.left, box.bottom, box.right, box.bottom + 0.1), .steel, 5)
        floor(plank: 0.03, .organic, 95)
    }

    /// Cross members every 30 cm, edge on, and the planks on top of them.
    private mutating func floor(plank: Float, _ material: Material, _ grams: Float) {
        let top = frame.hold.bottom
        sheet.rect(Box(frame.hold.left, top - plank, frame.hold.right, top), material, grams)
        for x in stride(from: frame.box.left + 0.2, to: frame.box.right - 0.15, by: 0.305) {
            sheet.rect(Box(x, frame.box.bottom + 0.01, x + 0.005, top - plank), .steel, 60)
            sheet.rect(Box(x, frame.box.bottom + 0.01, x + 0.045, frame.box.bottom + 0.018), .steel, 55)
        }
    }
}

public import GateImages

/// A simulated radiograph and the truth about it.
///
/// Side view, the cab to the left, the doors to the right; parallel beam.
public struct Radiograph: Sendable {
    /// 16 bits, two energies.
    public let image: ScanImage
    public let hidden: [HiddenThing]
    /// Of all that is drawn, hidden things included.
    public let kilograms: Double
    /// The hold in pixels, from the top left: where goods can be.
    public let hold: (columns: Range<Int>, rows: Range<Int>)

    /// The least that goods weigh: a lighter load than this would not be told from an empty hold.
    static let leastGoods = 1_200.0

    /// Draws a scene. The same scene and source give the same samples; a hidden thing leaves everything else as it is.
    public static func make(_ scene: RadiographScene, random: inout RandomSource) -> Radiograph {
        let frame = VehicleFrame(scene.body)
        let (width, height) = scene.size
        let vehicleDraws = RandomSource(seed: random.next())
        let cargoDraws = RandomSource(seed: random.next())
        let hiddenDraws = RandomSource(seed: random.next())
        var detectorDraws = RandomSource(seed: random.next())

        let empty = AbsorberSheet(
            width: width, height: height, pitch: frame.pitch(rows: scene.rows),
            origin: (-VehicleFrame.margin, VehicleFrame.ground))
        var vehicle = VehiclePainter(frame, empty, vehicleDraws)
        vehicle.paint()
        var sheet = vehicle.sheet
        var pieces: [Box] = []
        if let packing = scene.packing {
            let goods = max(leastGoods, Double(scene.kilograms) - sheet.kilograms)
            var cargo = CargoPainter(frame, empty, cargoDraws)
            cargo.paint(packing, kilograms: goods)
            sheet.add(cargo.sheet, times: Float(goods / cargo.sheet.kilograms))
            pieces = cargo.pieces
        } else {
            // Vehicles of one build differ in what they weigh, within reason.
            sheet.scale(by: Float(min(1.2, max(0.85, Double(scene.kilograms) / sheet.kilograms))))
        }
        var hidden: [HiddenThing] = []
        if let kind = scene.hidden {
            var smuggler = Smuggler(frame: frame, random: hiddenDraws)
            hidden.append(smuggler.hide(kind, among: pieces, on: &sheet))
        }
        let kilograms = sheet.kilograms
        let hold = sheet.pixels(of: frame.hold)
        var (high, low) = sheet.takePlanes()
        let detector = Detector(width: width, height: height)
        let image = ScanImage(
            width: width, height: height,
            high: detector.read(&high, photons: Detector.photons.high, &detectorDraws),
            low: detector.read(&low, photons: Detector.photons.low, &detectorDraws))
        return Radiograph(image: image, hidden: hidden, kilograms: kilograms, hold: hold)
    }
}

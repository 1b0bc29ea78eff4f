/// Measures of a vehicle in metres, from its front and from the ground: a cab-over tractor with a 13.5 m semi-trailer or a 40-foot
/// container (ISO 668: 12.19 × 2.59 m), or a lorry of 11.5 m.
struct VehicleFrame: Sendable {
    /// Air before and behind the vehicle.
    static let margin: Float = 0.55
    /// From just below the wheels to above the highest load.
    static let pictureHeight: Float = 4.4
    static let ground: Float = -0.02

    let body: RadiographScene.Body
    let length: Float
    /// The outside of the box, container or load bed.
    let box: Box
    /// Where goods stand.
    let hold: Box
    /// Across the vehicle.
    let holdWidth: Float = 2.35
    /// Axles from the front.
    let steered: [Float]
    let driven: [Float]
    let trailed: [Float]

    init(_ body: RadiographScene.Body) {
        self.body = body
        switch body {
        case .container, .reefer:
            length = 15.4
            box = Box(2.95, 1.48, 15.14, 4.07)
            steered = [1.36]
            driven = [4.55, 5.9]
            trailed = [11.6, 12.91, 14.22]
        case .trailer:
            length = 16.3
            box = Box(2.95, 1.25, 16.2, 4.0)
            steered = [1.36]
            driven = [4.55, 5.9]
            trailed = [12.1, 13.41, 14.72]
        case .lorry:
            length = 11.5
            box = Box(2.45, 1.2, 11.4, 3.75)
            steered = [1.32, 3.2]
            driven = [8.3, 9.65]
            trailed = []
        }
        hold =
            switch body {
            case .container: Box(box.left + 0.06, box.bottom + 0.15, box.right - 0.08, box.top - 0.09)
            case .reefer: Box(box.left + 0.55, box.bottom + 0.2, box.right - 0.1, box.top - 0.14)
            case .trailer, .lorry: Box(box.left + 0.05, box.bottom + 0.12, box.right - 0.06, box.top - 0.06)
            }
    }

    /// What it weighs without goods, in kilograms: tractor 8.4 t, trailer or skeleton 5 to 6 t, a 40-foot container 3.8 t, a
    /// refrigerated one 4.8 t (makers' data, rounded).
    var tare: Double {
        switch body {
        case .container: 16_500
        case .reefer: 17_500
        case .trailer: 15_000
        case .lorry: 10_500
        }
    }

    func pitch(rows: Int) -> Float { Self.pictureHeight / Float(rows) }
}

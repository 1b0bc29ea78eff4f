import GateImages
import GateModel
import GateSimulation
import TestTraits
import Testing

/// Small pictures: what holds for 150 rows holds for 600.
@Suite("Simulated radiographs", .ownThread)
struct RadiographTests {
    static func make(
        _ body: RadiographScene.Body = .container, _ packing: Packing?, kilograms: Int = 30_000, rows: Int = 150,
        hidden: HiddenThing.Kind? = nil, seed: UInt64 = 11
    ) -> Radiograph {
        var random = RandomSource(seed: seed)
        return Radiograph.make(
            RadiographScene(body: body, packing: packing, kilograms: kilograms, rows: rows, hidden: hidden),
            random: &random)
    }

    /// Mean of a rectangle of samples.
    static func mean(_ samples: [UInt16], _ width: Int, _ columns: Range<Int>, _ rows: Range<Int>) -> Double {
        var sum = 0.0
        for row in rows { for column in columns { sum += Double(samples[row * width + column]) } }
        return sum / Double(columns.count * rows.count)
    }

    static func hash(_ image: ScanImage) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for sample in image.high + image.low { hash = (hash ^ UInt64(sample)) &* 0x100_0000_01B3 }
        return hash
    }

    // MARK: The same again

    @Test func theSameSeedIsTheSamePicture() {
        let first = Self.make(.container, .electronics)
        #expect(first.image == Self.make(.container, .electronics).image)
        #expect(first.image != Self.make(.container, .electronics, seed: 12).image)
        #expect(first.image != Self.make(.container, .cartons).image)
    }

    /// On every machine: changes only when the drawing is changed, and then on purpose.
    @Test func thePictureOfASeedIsPinned() {
        #expect(Self.hash(Self.make(.reefer, .crates, hidden: .organicBlock).image) == 705_811_812_097_933_837)
    }

    // MARK: What is where

    @Test(arguments: RadiographScene.Body.allCases)
    func airIsNearFullScaleAndTheEngineDark(body: RadiographScene.Body) {
        let image = Self.make(body, nil, kilograms: 14_000).image
        let air = Self.mean(image.high, image.width, 0..<image.width, 0..<4)
        #expect((61_000...62_200).contains(air))
        #expect(image.high.allSatisfy { $0 < 64_500 })
        // Rows count from the top of 4.4 m, columns from 0.55 m before the front: the engine of 0.8…1.9 m.
        let pixels = Double(image.height) / 4.4
        let engine = Self.mean(
            image.high, image.width, Int(1.45 * pixels)..<Int(2.4 * pixels),
            image.height - Int(1.15 * pixels)..<image
                .height - Int(0.8 * pixels))
        #expect(engine < air / 25)
        let size = RadiographScene(body: body, packing: nil, kilograms: 14_000, rows: 150).size
        #expect(image.width == size.width && image.height == size.height)
    }

    /// The doors' end of a container: a column darker than the wall before it and the air behind.
    @Test func doorPostsAreHardVerticals() {
        let radiograph = Self.make(.container, nil, kilograms: 16_500)
        let image = radiograph.image
        let (columns, rows) = radiograph.hold
        func column(_ x: Int) -> Double {
            Self.mean(image.high, image.width, x..<x + 1, rows.lowerBound + 10..<rows.upperBound - 12)
        }
        let wall = column(columns.upperBound - 16)
        let post = column(columns.upperBound + 1)
        let behind = column(columns.upperBound + 9)
        #expect(post < wall * 0.5)
        #expect(behind > 61_000)
        #expect(wall > 50_000)
    }

    @Test(arguments: Packing.allCases)
    func goodsStandInTheHoldAndNowhereElse(packing: Packing) {
        for body in RadiographScene.Body.allCases {
            let (empty, loaded) = (Self.make(body, nil, kilograms: 1), Self.make(body, packing))
            // An empty vehicle is made lighter or heavier within reason, so compare where there is nothing: above it.
            let (columns, rows) = loaded.hold
            let image = loaded.image
            let before = Self.mean(empty.image.high, image.width, columns, rows)
            let after = Self.mean(image.high, image.width, columns, rows)
            #expect(after < before * 0.93, "\(body) \(packing)")
            #expect(Self.mean(image.high, image.width, columns, 0..<3) > 61_000, "\(body) \(packing)")
            #expect(image.energies == 2)
        }
    }

    @Test func packingsDoNotLookAlike() {
        var seen: [[UInt16]: Packing] = [:]
        for packing in Packing.allCases {
            let other = seen.updateValue(packing, forKey: Self.make(.trailer, packing, rows: 100).image.high)
            #expect(other == nil, "\(packing)")
        }
    }

    // MARK: Weight

    @Test(arguments: Packing.allCases)
    func theVehicleWeighsWhatItShould(packing: Packing) {
        for (body, kilograms) in [(RadiographScene.Body.container, 27_000), (.lorry, 25_000), (.reefer, 40_000)] {
            let drawn = Self.make(body, packing, kilograms: kilograms).kilograms
            #expect(abs(drawn / Double(kilograms) - 1) < 0.01, "\(body) \(packing): \(drawn) kg")
        }
        #expect((10_000...21_000).contains(Self.make(.container, nil, kilograms: 15_000).kilograms))
    }

    /// The weight is in the samples, not only in the books: what goods of one material absorb, undone pixel by pixel.
    @Test func theWeightOfGoodsCanBeReadFromThePicture() {
        let light = Self.make(.trailer, .cartons, kilograms: 21_000)
        let heavy = Self.make(.trailer, .cartons, kilograms: 27_000)
        func grams(_ radiograph: Radiograph) -> Double {
            let image = radiograph.image
            var sum = 0.0
            for row in radiograph.hold.rows {
                for column in radiograph.hold.columns {
                    let sample = Double(max(1, image.high[row * image.width + column]))
                    sum += sample < 61_600 ? logarithm(61_600 / sample) / 0.0277 : 0
                }
            }
            let centimetres = 440.0 / Double(image.height)
            return sum * centimetres * centimetres
        }
        let difference = (grams(heavy) - grams(light)) / 1000
        #expect(abs(difference / 6_000 - 1) < 0.1, "\(difference) kg of 6000")
    }

    // MARK: Hidden things

    @Test(arguments: HiddenThing.Kind.allCases)
    func aHiddenThingChangesItsRectangleAndNothingElse(kind: HiddenThing.Kind) throws {
        for packing in [Packing.cartons, .machinery, .timber] {
            for body in [RadiographScene.Body.reefer, .lorry] {
                let clean = Self.make(body, packing, kilograms: 26_000)
                let dirty = Self.make(body, packing, kilograms: 26_000, hidden: kind)
                #expect(clean.hidden.isEmpty)
                let thing = try #require(dirty.hidden.first)
                #expect(thing.kind == kind && dirty.hidden.count == 1)
                let image = dirty.image
                #expect(thing.x >= 0 && thing.y >= 0 && thing.width > 0 && thing.height > 0)
                #expect(thing.x + thing.width <= image.width && thing.y + thing.height <= image.height)
                #expect(thing.kilograms > 5)
                #expect(abs(dirty.kilograms - clean.kilograms - thing.kilograms) < 1)
                var outside = 0
                for row in 0..<image.height {
                    let isBeside = (thing.y - 1..<thing.y + thing.height + 1).contains(row)
                    for column in 0..<image.width {
                        if isBeside, (thing.x - 1..<thing.x + thing.width + 1).contains(column) { continue }
                        let index = row * image.width + column
                        if image.high[index] != clean.image.high[index] || image.low[index] != clean.image.low[index] {
                            outside += 1
                        }
                    }
                }
                #expect(outside == 0, "\(kind) among \(packing) in \(body)")
                // Away from its edges, which are blurred.
                let (besideX, besideY) = (min(2, thing.width / 4), min(2, thing.height / 4))
                let columns = thing.x + besideX..<thing.x + thing.width - besideX
                let rows = thing.y + besideY..<thing.y + thing.height - besideY
                let before = Self.mean(clean.image.high, image.width, columns, rows)
                #expect(Self.mean(image.high, image.width, columns, rows) < before * 0.8, "\(kind) \(packing) \(body)")
            }
        }
    }

    // MARK: Goods

    @Test func everyCodeHasItsPacking() {
        let table: [(String, Packing?)] = [
            ("854231", .electronics), ("600632", .rolls), ("841510", .appliances), ("854143", .panels),
            ("871410", .parts), ("390210", .sacks), ("720917", .coils), ("950300", .cartons), ("847160", .electronics),
            ("690721", .tiles), ("680223", .tiles), ("310420", .mineralSacks), ("250810", .mineralSacks),
            ("110814", .sacks), ("080132", .sacks), ("640411", .cartons), ("400122", .bales), ("853400", .electronics),
            ("691010", .cartons), ("080810", .crates), ("081060", .crates), ("870422", .vehicles),
            ("870323", .vehicles), ("441233", .sheets), ("440799", .timber), ("440890", .sheets), ("030389", .frozen),
            ("030631", .frozen), ("842952", .machinery), ("270900", .drums), ("42", .cartons), ("4407", .timber),
            ("", nil), ("8", nil), ("abcd", nil), ("8x", nil), ("85.42", nil), ("８５４２", nil),
        ]
        for (code, packing) in table { #expect(Packing(hsCode: code) == packing, "\(code)") }
        for code in 0...9999 { #expect(Packing(hsCode: String("\(10_000 + code)".dropFirst())) != nil) }
    }

    @Test func aDeclarationMakesItsVehicle() {
        var declaration = Declaration()
        declaration.hsCode = "854231"
        #expect(RadiographScene(declaration: declaration, kilograms: 1).body == .lorry)
        declaration.trailer = "12R00123"
        #expect(RadiographScene(declaration: declaration, kilograms: 1).body == .trailer)
        declaration.container = "CSQU3054383"
        #expect(RadiographScene(declaration: declaration, kilograms: 1).body == .container)
        #expect(RadiographScene(declaration: declaration, kilograms: 1).packing == .electronics)
        declaration.goodsClass = .fruit
        #expect(RadiographScene(declaration: declaration, kilograms: 1).body == .reefer)
        declaration.hsCode = ""
        #expect(RadiographScene(declaration: declaration, kilograms: 1).packing == nil)
    }

    @Test func absurdScenesAreDrawnAllTheSame() {
        for kilograms in [-5, 0, 1, 400_000] {
            let image = Self.make(.lorry, .bales, kilograms: kilograms, rows: -3).image
            #expect(image.height == RadiographScene.rowRange.lowerBound)
        }
        #expect(RadiographScene(body: .trailer, packing: nil, kilograms: 1, rows: 9_000).size.height == 1500)
    }
}

/// ln x by its series, so that the test leans on no library the drawing might share.
private func logarithm(_ x: Double) -> Double {
    var (value, halvings) = (x, 0.0)
    while value > 1.5 {
        value /= 2
        halvings += 1
    }
    let y = (value - 1) / (value + 1)
    var (term, sum) = (y, 0.0)
    for power in stride(from: 1.0, to: 30, by: 2) {
        sum += term / power
        term *= y * y
    }
    return 2 * sum + halvings * 0.693_147_180_559_945_3
}

import Foundation
import Testing

@testable import GateSimulation

/// The physics beneath the drawing: exp(−μt) at two energies, and the detector's noise.
@Suite("Attenuation and noise")
struct AttenuationTests {
    static let materials: [Material] = [.organic, .inorganic, .steel, .lead]

    /// Mean samples behind a slab, far from its edges.
    private func behind(_ material: Material, _ grams: Float) -> (high: Double, low: Double) {
        var sheet = AbsorberSheet(width: 120, height: 120, pitch: 0.01, origin: (0, 0))
        sheet.rect(Box(0, 0, 1.2, 1.2), material, grams)
        var (high, low) = sheet.takePlanes()
        let detector = Detector(width: 120, height: 120)
        var random = RandomSource(seed: 5)
        func mean(_ plane: inout [Float], _ photons: Float) -> Double {
            let samples = detector.read(&plane, photons: photons, &random)
            return samples.reduce(0) { $0 + Double($1) } / Double(samples.count)
        }
        return (mean(&high, Detector.photons.high), mean(&low, Detector.photons.low))
    }

    @Test(arguments: [Material.organic, .inorganic, .steel, .lead])
    func samplesFollowTheLaw(material: Material) {
        for grams: Float in [0, 1, 10, 40, 90] {
            let (high, low) = behind(material, grams)
            let expected = (
                high: 61_600 * exp(-Double(material.high * grams)), low: 61_600 * exp(-Double(material.low * grams))
            )
            // Gains of 120 pulses leave a mean uncertain by 0.0035 / √120; four of those.
            #expect(abs(high / expected.high - 1) < 0.0015, "\(material) \(grams)")
            #expect(abs(low / expected.low - 1) < 0.0015, "\(material) \(grams)")
        }
    }

    @Test func moreOfAnythingIsDarkerAtBothEnergies() {
        for material in Self.materials {
            var last = behind(material, 0)
            for grams: Float in [5, 20, 50, 90, 140] {
                let next = behind(material, grams)
                #expect(next.high < last.high && next.low < last.low, "\(material) \(grams)")
                last = next
            }
        }
    }

    /// ln(low) / ln(high) tells materials apart whatever their thickness: the heavier the elements, the smaller.
    @Test func theRatioOfEnergiesTellsTheMaterial() {
        func ratio(_ material: Material, _ grams: Float) -> Double {
            let (high, low) = behind(material, grams)
            return log(61_600 / low) / log(61_600 / high)
        }
        for grams: Float in [20, 60, 100] {
            let ratios = Self.materials.map { ratio($0, grams) }
            #expect(abs(ratios[0] - 1.2285) < 0.01, "organic \(ratios)")
            #expect(abs(ratios[2] - 1.0834) < 0.01, "steel \(ratios)")
            for (light, heavy) in zip(ratios, ratios.dropFirst()) { #expect(heavy < light - 0.03, "\(ratios)") }
        }
    }

    @Test func noiseGrowsWithTheSignalsRoot() {
        func spread(_ grams: Float) -> Double {
            // One column of many rows: the pulse's gain is common and drops out.
            var plane = [Float](repeating: Material.organic.high * grams, count: 40_000)
            var random = RandomSource(seed: 8)
            let samples = Detector(width: 1, height: 40_000).read(&plane, photons: Detector.photons.high, &random)
            let mean = samples.reduce(0) { $0 + Double($1) } / 40_000
            let square = samples.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 40_000
            return (square / (mean * mean)).squareRoot()
        }
        // Air: 1/√40,000 and the crystals' 0.0012 together.
        #expect(abs(spread(0) - 0.00514) < 0.0002)
        // Behind exp(−4): 1/√(40,000 · 0.0183), with 7 samples of electronics of 1,128.
        #expect(abs(spread(4 / Material.organic.high) - 0.0376) < 0.002)
    }

    @Test func massIsTheSumOverThePicture() {
        var sheet = AbsorberSheet(width: 200, height: 100, pitch: 0.01, origin: (0, 0))
        // 0.5 m × 0.3 m × 10 g/cm² = 15 kg, whatever the edges cut.
        sheet.rect(Box(0.203, 0.107, 0.703, 0.407), .steel, 10)
        #expect(abs(sheet.kilograms - 15) < 0.01)
        // A ball of water, 20 cm across: 4.19 kg.
        sheet = sheet.blank
        sheet.ball(1, 0.5, radius: 0.1, .organic, density: 1)
        #expect(abs(sheet.kilograms - 4.19) < 0.1)
        // A drum of 0.58 m and 0.88 m of water: 232.5 kg.
        sheet = sheet.blank
        sheet.cylinder(Box(0.5, 0.05, 1.08, 0.93), isUpright: true, .organic, density: 1)
        #expect(abs(sheet.kilograms - 232.5) < 3)
        sheet = sheet.blank
        sheet.ring(1, 0.5, inner: 0.1, outer: 0.2, .steel, 1)
        #expect(abs(sheet.kilograms - 0.942) < 0.02)
    }

    @Test func nothingIsDrawnOutsideTheClipOrThePicture() {
        var sheet = AbsorberSheet(width: 50, height: 50, pitch: 0.1, origin: (0, 0))
        var draws = RandomSource(seed: 1)
        sheet.clip = Box(1, 1, 2, 2)
        sheet.rect(Box(-10, -10, 10, 10), .steel, 1)
        sheet.ball(1.5, 1.5, radius: 3, .steel, density: 1)
        sheet.mottle(Box(-5, -5, 9, 9), cell: 0.3, strength: 0.1, &draws)
        let (high, _) = sheet.takePlanes()
        for row in 0..<50 {
            for column in 0..<50 where !(10..<20).contains(column) || !(30..<40).contains(row) {
                #expect(high[row * 50 + column] == 0, "\(column), \(row)")
            }
        }
        #expect(high[35 * 50 + 15] > 0)
        var far = AbsorberSheet(width: 5, height: 5, pitch: 0.1, origin: (0, 0))
        far.rect(Box(50, 50, 60, 60), .steel, 1)
        far.bar((-9, -9), (-8, -8), thick: 0.1, .steel, 1)
        #expect(far.kilograms == 0)
    }
}

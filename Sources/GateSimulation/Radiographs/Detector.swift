/// A line of detectors that a vehicle passes: what a sheet of absorbers lets through, as samples.
///
/// In order: exp(−μt), the blur of focal spot and crystal, the pulse's and the crystal's gain left over from calibration, photon
/// noise that grows with the signal's root, electronic noise that does not. Arithmetic of the processor alone, no library's
/// functions: the same on every machine.
struct Detector: Sendable {
    /// Sample of air: calibrated to near full scale.
    static let air: Float = 61_600
    /// Photons that a crystal counts of one pulse through air, at the high and at the low energy (assumed: a signal-to-noise
    /// ratio of 200 and 150).
    static let photons: (high: Float, low: Float) = (40_000, 22_500)
    /// Deviations: of a sample without any signal, in samples; of the gains, as shares.
    static let electronic: Float = 7
    static let pulseGain: Float = 0.0035
    static let crystalGain: Float = 0.0012

    let width: Int
    let height: Int

    /// Turns μ·t, in place, into what comes through, blurs it and reads it out.
    func read(_ plane: inout [Float], photons: Float, _ random: inout RandomSource) -> [UInt16] {
        transmit(&plane)
        blurRows(&plane)
        blurColumns(&plane)
        // The gain of each pulse is a column, that of each crystal a row.
        let pulses = (0..<width).map { _ in 1 + Self.pulseGain * Float(random.nearlyNormal()) }
        let crystals = (0..<height).map { _ in 1 + Self.crystalGain * Float(random.nearlyNormal()) }
        let perPhoton = Self.air / photons.squareRoot()
        return [UInt16](unsafeUninitializedCapacity: plane.count) { samples, filled in
            plane.withUnsafeBufferPointer { plane in
                pulses.withUnsafeBufferPointer { pulses in
                    for row in 0..<height {
                        let crystal = crystals[row]
                        for column in 0..<width {
                            let index = row * width + column
                            let passed = plane[index]
                            // Both noises are normal and independent, so one draw stands for both.
                            let spread = (perPhoton * perPhoton * passed + Self.electronic * Self.electronic)
                                .squareRoot()
                            let signal =
                                passed * Self.air * pulses[column] * crystal
                                + spread * Float(random.nearlyNormal())
                            samples[index] = UInt16(min(65_535, max(0, signal + 0.5)))
                        }
                    }
                }
            }
            filled = plane.count
        }
    }

    // MARK: exp(−x)

    private static let steps: Float = 256
    /// exp(−i / 256) for x up to 20: beyond that nothing is left of 16 bits.
    private static let table: [Float] = {
        var value = 1.0
        return (0...20 * 256 + 1).map { _ in
            defer { value *= 0.996_101_369_470_117_5 }
            return Float(value)
        }
    }()

    private func transmit(_ plane: inout [Float]) {
        Self.table.withUnsafeBufferPointer { table in
            plane.withUnsafeMutableBufferPointer { plane in
                for index in plane.indices {
                    let place = min(20, max(0, plane[index])) * Self.steps
                    let whole = Int(place)
                    plane[index] = table[whole] + (table[whole + 1] - table[whole]) * (place - Float(whole))
                }
            }
        }
    }

    // MARK: Blur

    /// Each sample takes a quarter of each neighbour's place: a full width at half maximum of two pixels.
    private func blurRows(_ plane: inout [Float]) {
        plane.withUnsafeMutableBufferPointer { plane in
            for row in 0..<height {
                var before = plane[row * width]
                for index in row * width..<(row + 1) * width {
                    let here = plane[index]
                    let after = index + 1 < (row + 1) * width ? plane[index + 1] : here
                    plane[index] = 0.25 * before + 0.5 * here + 0.25 * after
                    before = here
                }
            }
        }
    }

    private func blurColumns(_ plane: inout [Float]) {
        var above = Array(plane[0..<width])
        plane.withUnsafeMutableBufferPointer { plane in
            above.withUnsafeMutableBufferPointer { above in
                for row in 0..<height {
                    let next = min(row + 1, height - 1) * width
                    for column in 0..<width {
                        let index = row * width + column
                        let here = plane[index]
                        plane[index] = 0.25 * above[column] + 0.5 * here + 0.25 * plane[next + column]
                        above[column] = here
                    }
                }
            }
        }
    }
}

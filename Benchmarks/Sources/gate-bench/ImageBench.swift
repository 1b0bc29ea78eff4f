import GateImages
import GateSimulation

/// Drawing a radiograph of 2,250 × 600 pixels and two energies, writing it, reading it back and checking its digest: the best of
/// some rounds in milliseconds, and the bytes of the files.
enum ImageBench {
    static func run(rounds: Int) throws {
        let scene = RadiographScene(body: .container, packing: .electronics, kilograms: 30_000)
        var random = RandomSource(seed: 7)
        let image = Radiograph.make(scene, random: &random).image
        let png = try ScanEncoder.png(image)
        let tiff = try ScanEncoder.tiff(image)
        Stopwatch.report("pixels", image.width * image.height)
        Stopwatch.report("png_bytes", png.count)
        Stopwatch.report("tiff_bytes", tiff.count)
        try best("draw_ms", rounds) {
            var random = RandomSource(seed: 7)
            _ = Radiograph.make(scene, random: &random)
        }
        try best("png_write_ms", rounds) { _ = try ScanEncoder.png(image) }
        try best("png_read_ms", rounds) { _ = try ScanDecoder.decode(png) }
        try best("tiff_write_ms", rounds) { _ = try ScanEncoder.tiff(image) }
        try best("tiff_read_ms", rounds) { _ = try ScanDecoder.decode(tiff) }
        try best("digest_ms", rounds) { _ = ScanDigest.text(of: tiff) }
    }

    private static func best(_ name: String, _ rounds: Int, _ work: () throws -> Void) throws {
        var least = Double.infinity
        for _ in 0..<max(1, rounds) { least = min(least, try Stopwatch.seconds { try work() }) }
        Stopwatch.report(name, Double(Int(least * 10_000)) / 10)
    }
}

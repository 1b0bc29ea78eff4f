import Foundation
import GateImages
import TestSupport

/// A folder of its own, removed afterwards.
final class Scratch {
    let path = FileManager.default.temporaryDirectory.appending(path: "smartgate-scans-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func put(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }
}

/// What decoding came to, as a value.
func outcome(_ bytes: [UInt8], limits: ScanLimits = .standard) -> Result<DecodedScan, ScanImageFault> {
    do throws(ScanImageFault) {
        return .success(try ScanDecoder.decode(bytes, limits: limits))
    } catch {
        return .failure(error)
    }
}

func fault(_ bytes: [UInt8], limits: ScanLimits = .standard) -> ScanImageFault? {
    guard case .failure(let fault) = outcome(bytes, limits: limits) else { return nil }
    return fault
}

func decoded(_ bytes: [UInt8], limits: ScanLimits = .standard) -> DecodedScan? {
    guard case .success(let scan) = outcome(bytes, limits: limits) else { return nil }
    return scan
}

/// Samples with runs, ramps and noise, so that every packing has something to do.
func someImage(width: Int, height: Int, energies: Int, seed: UInt64) -> ScanImage {
    var random = SeededRandom(seed: seed)
    func plane() -> [UInt16] {
        (0..<width * height).map { index in
            switch index / 97 % 3 {
            case 0: 65_535
            case 1: UInt16(truncatingIfNeeded: index * 31)
            default: UInt16(truncatingIfNeeded: random.next())
            }
        }
    }
    return ScanImage(width: width, height: height, high: plane(), low: energies == 2 ? plane() : [])
}

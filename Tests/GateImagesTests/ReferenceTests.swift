import Foundation
import GateImages
import GateModel
import Testing

@Suite struct ReferenceTests {
    private let scratch: Scratch
    private let bytes: [UInt8]
    private let image = someImage(width: 30, height: 20, energies: 2, seed: 4)
    private let reference: ScanResult

    init() throws {
        scratch = try Scratch()
        bytes = try ScanEncoder.tiff(image)
        try scratch.put(bytes, "scan.tiff")
        var reference = ScanResult()
        reference.image = "scan.tiff"
        reference.digest = ScanDigest.text(of: bytes)
        reference.byteSize = Int64(bytes.count)
        (reference.width, reference.height, reference.bitDepth, reference.energies) = (30, 20, 16, 2)
        self.reference = reference
    }

    private func load(_ change: (inout ScanResult) -> Void = { _ in }) -> Result<DecodedScan, ScanFileFault> {
        var reference = reference
        change(&reference)
        do throws(ScanFileFault) {
            return .success(try ScanFolder(path: scratch.path).load(reference))
        } catch {
            return .failure(error)
        }
    }

    private func code(_ change: (inout ScanResult) -> Void) -> String {
        switch load(change) {
        case .success: "read"
        case .failure(let fault): fault.code
        }
    }

    @Test func theDigestIsSHA256() {
        #expect(ScanDigest.text(of: []) == ScanDigest.ofNothing)
        // FIPS 180-2, appendix B.1.
        #expect(
            ScanDigest.text(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func theImageOfItsMessageIsRead() {
        #expect(load() == .success(DecodedScan(image: image, format: .tiff)))
        // Results recorded before these fields were known.
        #expect(code { $0.byteSize = 0 } == "read")
        #expect(code { $0.energies = 0 } == "read")
    }

    @Test func everyDisagreementHasItsName() {
        #expect(code { $0.byteSize += 1 } == "wrongSize")
        #expect(code { $0.digest = String(repeating: "0", count: 64) } == "wrongDigest")
        #expect(code { $0.digest = "" } == "wrongDigest")
        #expect(code { $0.width = 29 } == "wrongWidth")
        #expect(code { $0.height = 21 } == "wrongHeight")
        #expect(code { $0.bitDepth = 8 } == "wrongDepth")
        #expect(code { $0.energies = 1 } == "wrongEnergies")
        #expect(code { $0.image = "other.tiff" } == "missing")
        #expect(code { $0.digest = ScanDigest.ofNothing } == "notKept")
    }

    @Test func aFaultSaysWhatAndWhere() {
        guard case .failure(let fault) = load({ $0.width = 29 }) else {
            Issue.record("it was read")
            return
        }
        #expect("\(fault)" == "scan.tiff: 30 pixels wide, but the scanner sent 29")
        #expect(
            "\(ScanFileFault.badName("\u{1B}[2J\u{202E}x"))"
                == "'?[2J?x' is no name of an image in the folder of images")
    }

    @Test(arguments: [
        "", ".", "..", "../scan.tiff", "/etc/passwd", "a/b.png", "scan.tiff\0.png", ".hidden", "a\nb", "a\u{7F}b",
        "./scan.tiff",
        String(repeating: "x", count: 256),
    ])
    func namesThatLeadElsewhereAreRefused(name: String) {
        #expect(!ScanFolder.isName(name))
        #expect(code { $0.image = name } == "badName")
    }

    @Test func vietnameseNamesAreNames() throws {
        try scratch.put(bytes, "ảnh soi 1..2.tiff")
        #expect(code { $0.image = "ảnh soi 1..2.tiff" } == "read")
    }

    @Test func onlyPlainFilesOfTheFolderAreOpened() throws {
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: "\(scratch.path)/link.tiff", withDestinationPath: "\(scratch.path)/scan.tiff")
        try files.createSymbolicLink(atPath: "\(scratch.path)/dangling.tiff", withDestinationPath: "nowhere")
        try files.createDirectory(atPath: "\(scratch.path)/folder.tiff", withIntermediateDirectories: true)
        #expect(mkfifo("\(scratch.path)/pipe.tiff", 0o600) == 0)
        for name in ["link.tiff", "dangling.tiff", "folder.tiff", "pipe.tiff"] {
            #expect(code { $0.image = name } == "notAFile", "\(name)")
        }
    }

    @Test func aMissingFolderIsSaid() {
        let folder = ScanFolder(path: "\(scratch.path)/none")
        #expect(throws: ScanFileFault.self) { try folder.load(reference) }
        #expect(throws: ScanFileFault.self) { try ScanFolder(path: "\(scratch.path)/scan.tiff").load(reference) }
    }

    @Test func aFileBeyondTheLimitIsNotRead() {
        let folder = ScanFolder(path: scratch.path, limits: ScanLimits(fileBytes: bytes.count - 1))
        #expect(throws: ScanFileFault.tooLarge("scan.tiff", bytes: bytes.count, limit: bytes.count - 1)) {
            try folder.load(reference)
        }
    }

    /// The digest may be right and the file no image all the same: the scanner sent a broken one.
    @Test func aBrokenImageIsRefusedWithItsFault() throws {
        let broken = Array(TinyPNG().bytes.dropLast(20))
        try scratch.put(broken, "broken.png")
        var reference = ScanResult()
        reference.image = "broken.png"
        reference.digest = ScanDigest.text(of: broken)
        let folder = ScanFolder(path: scratch.path)
        #expect {
            try folder.load(reference)
        } throws: { error in
            guard case .notAnImage("broken.png", let fault)? = error as? ScanFileFault else { return false }
            return fault.code == .truncated
        }
        #expect(code { $0.image = "broken.png" } == "wrongSize")
    }

    /// A changed byte that still unpacks is caught by the digest before anything is unpacked.
    @Test func everyChangedByteIsCaught() throws {
        for index in stride(from: 0, to: bytes.count, by: 37) {
            var changed = bytes
            changed[index] ^= 4
            try scratch.put(changed, "scan.tiff")
            #expect(code { _ in } == "wrongDigest", "byte \(index)")
        }
    }
}

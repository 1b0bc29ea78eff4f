internal import GateDevices
internal import GateImages
internal import GateModel

/// The scanners' messages.
extension GateDay {
    /// The picture agrees with the visit: the vehicle, its true weight, the goods' packing by their code, and something
    /// hidden where the visit ends in a seizure.
    func scene(of truck: Int, scanner: Int) -> RadiographScene {
        var random = RandomSource(parameters.seed, .scanner, 3_000_000 + truck)
        let kinds = HiddenThing.Kind.allCases
        return RadiographScene(
            declaration: trucks[truck].declaration, kilograms: Int(trucks[truck].kilograms),
            // The old scanner's line of detectors is the finer one.
            rows: scanner == 0 ? 768 : 640,
            hidden: trucks[truck].fate == .seize ? random.pick(kinds, or: .denseBox) : nil)
    }

    /// A scan without a picture says so: the digest is that of no bytes at all, and no size is stated.
    mutating func imageSent(_ truck: Int, scanner: Int) {
        let device = site.scanners[scanner]
        let scene = scene(of: truck, scanner: scanner)
        let name = "scan-\(trucks[truck].declaration.number).tiff"
        let picture = picture(scene, name, truck)
        writer.text(#"{"image":""#)
        writer.text(name)
        writer.text(#"","scanner":"scanner-"#)
        writer.decimal(Int64(scanner + 1))
        writer.text(#"","sha256":""#)
        writer.text(picture.map { ScanDigest.text(of: $0.bytes) } ?? ScanDigest.ofNothing)
        if let picture {
            writer.text(#"","size":"#)
            writer.decimal(Int64(picture.bytes.count))
            writer.text(#","width":"#)
        } else {
            writer.text(#"","width":"#)
        }
        writer.decimal(Int64(scene.size.width))
        writer.text(#","height":"#)
        writer.decimal(Int64(scene.size.height))
        writer.text(#","depth":16,"energies":2,"declaration":""#)
        writer.text(trucks[truck].declaration.number)
        writer.text("\"}")
        if let picture { scans.append(picture) }
        send(device, MessageType.scan, deviceTime: clock(of: device))
    }

    private mutating func picture(_ scene: RadiographScene, _ name: String, _ truck: Int) -> SimulatedScan? {
        guard picturesLeft > 0, now >= parameters.picturesFrom.milliseconds else { return nil }
        var random = RandomSource(parameters.seed, .scanner, 4_000_000 + truck)
        let radiograph = Radiograph.make(scene, random: &random)
        // Fails for want of memory only; then no picture was kept, and the message says just that.
        guard let bytes = try? ScanEncoder.tiff(radiograph.image) else { return nil }
        picturesLeft -= 1
        return SimulatedScan(
            name: name, bytes: bytes, hidden: radiograph.hidden, kilograms: radiograph.kilograms)
    }
}

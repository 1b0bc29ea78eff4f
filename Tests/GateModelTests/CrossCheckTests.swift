import GateModel
import Testing

/// Each comparison of a vehicle with its declaration and its earlier stages, as a table.
@Suite struct CrossCheckTests {
    private static func visit(_ change: (inout Visit) -> Void) -> Visit {
        var visit = Visit()
        visit.declaration.tractor = "12C12345"
        change(&visit)
        return visit
    }

    private static func verdict(_ rule: CrossCheck.Rule, _ visit: Visit) -> CrossCheck.Verdict? {
        visit.crossChecks.first { $0.rule == rule }?.verdict
    }

    @Test(arguments: [
        ("", PlateRead.Match.none, CrossCheck.Verdict.open), ("12C12345", .exact, .agrees),
        ("12C1234S", .nearest, .doubtful), ("12C1234S", .officer, .agrees), ("99Z99999", .none, .differs),
        ("14C23456", .exact, .differs),
    ])
    func theFrontPlateIsTheTractors(text: String, match: PlateRead.Match, verdict: CrossCheck.Verdict) {
        let visit = Self.visit { $0.front = PlateRead(text: text, confidence: 900, match: match, at: .epoch) }
        #expect(Self.verdict(.tractor, visit) == verdict)
    }

    @Test(arguments: [
        ("12R00001", "", CrossCheck.Verdict.open), ("12R00001", "12R00001", .agrees),
        ("12R00001", "12C12345", .differs),
        ("", "12C12345", .agrees), ("", "12R00001", .differs), ("12R00001", "15R77777", .differs),
    ])
    func theRearPlateIsTheTrailersOrTheTractorsOwn(trailer: String, read: String, verdict: CrossCheck.Verdict) {
        let visit = Self.visit {
            $0.declaration.trailer = trailer
            $0.rear = PlateRead(text: read, confidence: 900, at: .epoch)
        }
        #expect(Self.verdict(.trailer, visit) == verdict)
    }

    @Test func aProposedTrailerIsDoubtful() {
        let visit = Self.visit {
            $0.declaration.trailer = "12R00001"
            $0.rear = PlateRead(text: "12R0001", confidence: 900, at: .epoch)
            $0.rear.ranked = [MatchProposal(visit: $0.id, identifier: "12R00001", risk: 40, edits: [])]
        }
        #expect(Self.verdict(.trailer, visit) == .doubtful)
    }

    @Test(arguments: [
        ("", "", true, "", nil as CrossCheck.Verdict?), ("CSQU3054383", "", true, "", .open),
        ("CSQU3054383", "CSQU3054383", true, "", .agrees), ("CSQU3054383", "MSKU9070323", true, "", .differs),
        ("CSQU3054383", "CSQU3054883", false, "CSQU3054383", .doubtful),
        ("CSQU3054383", "CSQU3054883", false, "", .differs), ("", "MSKU9070323", true, "", .differs),
    ])
    func theBoxIsTheDeclaredContainer(
        declared: String, read: String, isValid: Bool, suggestion: String, verdict: CrossCheck.Verdict?
    ) {
        let visit = Self.visit {
            $0.declaration.container = declared
            $0.containerRead = ContainerRead(
                text: read, confidence: 900, isValid: isValid, suggestion: suggestion, at: .epoch)
        }
        #expect(Self.verdict(.container, visit) == verdict)
    }

    @Test(arguments: [
        ([], nil as CrossCheck.Verdict?), (["VN123"], .agrees), (["VN123", "VN999"], .differs),
    ])
    func aSealStaysTheSame(seals: [String], verdict: CrossCheck.Verdict?) {
        let visit = Self.visit {
            $0.codes = [CodeSeen(.hazard, "33/1203", at: .epoch)] + seals.map { CodeSeen(.seal, $0, at: .epoch) }
        }
        #expect(Self.verdict(.seal, visit) == verdict)
    }

    @Test(arguments: [
        ("", "", "", nil as CrossCheck.Verdict?), ("EA1234567", "", "", .open),
        ("EA1234567", "EA1234567", "CHN", .agrees),
        ("EA1234567", "EA7654321", "CHN", .differs), ("EA1234567", "EA1234567", "VNM", .differs),
        ("020090123456", "090123456", "CHN", .agrees), ("020090123456", "456", "CHN", .differs),
    ])
    func theDriverIsTheDeclaredOne(declared: String, read: String, nation: String, verdict: CrossCheck.Verdict?) {
        let visit = Self.visit {
            $0.declaration.document = declared
            $0.declaration.nationality = declared.isEmpty ? "" : "CHN"
            $0.driverRead.number = read
            $0.driverRead.nationality = nation
        }
        #expect(Self.verdict(.driver, visit) == verdict)
    }

    @Test(arguments: [
        ("12C12345", "CHN", "", nil as CrossCheck.Verdict?), ("桂F12345", "CHN", "", .agrees),
        ("桂F12345", "VNM", "", .differs), ("桂F12345", "VNM", "CHN", .agrees), ("桂F12345", "CHN", "VNM", .differs),
        ("桂F12345", "", "", .open), ("3A4456", "KHM", "", .agrees), ("3A4456", "VNM", "", .differs),
        ("ກຂ1234", "LAO", "", .agrees), ("ກຂ1234", "VNM", "", .needsPaper), ("ກຂ1234", "", "THA", .needsPaper),
        ("??", "CHN", "", nil),
    ])
    func aPlateOfANeighbourNeedsADriverOfThatNation(
        plate: String, declared: String, read: String, verdict: CrossCheck.Verdict?
    ) {
        let visit = Self.visit {
            $0.declaration.tractor = plate
            $0.declaration.nationality = declared
            $0.driverRead.nationality = read
        }
        #expect(Self.verdict(.nationality, visit) == verdict)
    }
}

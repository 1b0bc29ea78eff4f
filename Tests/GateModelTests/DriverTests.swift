import GateModel
import Testing

/// What drivers are told, in which language, and when somebody met them.
@Suite("Drivers") struct DriverTests {
    @Test(arguments: [
        ("VNM", "12C12345", "vi"), ("CHN", "12C12345", "zh"), ("LAO", "", "lo"), ("KHM", "", "km"), ("FRA", "", "en"),
        ("", "12C12345", "vi"), ("", "桂F12345", "zh"), ("", "nonsense", "en"), ("", "", "en"),
    ])
    func theLanguageIsTheDrivers(nationality: String, plate: String, language: String) {
        var declaration = Declaration()
        (declaration.nationality, declaration.tractor) = (nationality, plate)
        #expect(DriverLanguage(of: declaration).name == language)
    }

    @Test func whoIsKeptIsToldWhyAsFarAsHeMayKnow() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(
            try bench.act(.hold, .borderGuard) { $0.reason = .suspiciousImage }.last
                == "driverMessaged visit:1 phrase:waitHere", "a smuggler is not warned")
        #expect(try bench.visit(1).messageReason == .none)
        try bench.act(.pass, .borderGuard)
        #expect(
            try bench.act(.fail, .borderGuard) { $0.reason = .documentInvalid }.last
                == "driverMessaged visit:1 phrase:waitHere reason:documentInvalid")
        // What is said while it is held has the reason of the hold, and a way on has none.
        #expect(
            try bench.act(.message, .borderGuard) { $0.phrase = .goToJointControl } == [
                "driverMessaged visit:1 phrase:goToJointControl reason:documentInvalid"
            ])
        #expect(
            try bench.act(.message, .borderGuard) { $0.phrase = .proceed } == ["driverMessaged visit:1 phrase:proceed"])
        #expect(
            try bench.act(.turnBack, .borderGuard) { $0.reason = .documentInvalid }.contains(
                "driverMessaged visit:1 phrase:turnBack reason:documentInvalid"))
    }

    @Test func whoWaitsHearsTheReasonThatWasGiven() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(
            try bench.act(.explainWait, .customs) { $0.waitReason = .systemDown }.last
                == "driverMessaged visit:1 phrase:waitHere wait:systemDown")
        try bench.act(.channel, .customs) { $0.channel = .green }
        try bench.release()
        #expect(try bench.act(.letThrough, .borderGuard).last == "driverMessaged visit:1 phrase:proceed")
    }

    @Test func nothingIsSaidWhereNothingWasSaidBefore() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .green }
        try bench.release()
        #expect(try bench.act(.letThrough, .borderGuard).last?.hasPrefix("visitMoved") == true)
    }

    @Test func everyMeetingHasItsReason() throws {
        var bench = try Bench()
        #expect(
            try bench.refusal(.contact, .customs) { $0.contact = .question } == .wrongState(.declared), "it is not here"
        )
        try bench.identify()
        #expect(try bench.refusal(.contact, .customs) == .contactReasonRequired)
        for phrase in DriverPhrase.allCases where phrase.bringsContact {
            #expect(try bench.refusal(.message, .customs) { $0.phrase = phrase } == .contactReasonRequired)
        }
        #expect(
            try bench.act(.contact, .customs) { $0.contact = .question } == [
                "contactMade visit:1 agency:HQ reason:question"
            ])
        #expect(
            try bench.act(.message, .health) {
                $0.phrase = .seeOfficer
                $0.contact = .health
            } == ["driverMessaged visit:1 phrase:seeOfficer", "contactMade visit:1 agency:YT reason:health"])
        #expect(try bench.visit(1).contacts.map(\.agency) == [.customs, .health])
        #expect(try !bench.visit(1).isContactless)
        #expect(bench.state.today.contacts.reduce(0, +) == 2)
    }

    @Test func theShareWithoutContactIsCountedWhenVehiclesLeave() throws {
        var bench = try Bench(visits: 3)
        for visit in Int64(1)...3 {
            try bench.identify(visit)
            try bench.act(.channel, .customs, on: visit) { $0.channel = visit == 3 ? .yellow : .green }
            if visit == 1 { try bench.act(.contact, .borderGuard, on: visit) { $0.contact = .identity } }
            if visit == 3 {
                try bench.act(.askPaper, .customs, on: visit) {
                    $0.paper = Paper.allCases.last ?? .none
                    $0.law = "Điều 24"
                }
            }
            try bench.release(visit)
            try bench.act(.letThrough, .borderGuard, on: visit)
            try bench.read(.loop(occupied: true), .loopOut)
            try bench.read(.loop(occupied: false), .loopOut)
            try #require(try bench.visit(visit).state == .crossed)
        }
        let today = bench.state.today
        #expect(today.leftByChannel == [0, 2, 1, 0] && today.contactlessByChannel == [0, 1, 0, 0])
    }

    @Test func aVisitKeepsTheLastMeetings() throws {
        var bench = try Bench()
        try bench.identify()
        for _ in 0..<(DriverContact.limit + 5) { try bench.act(.contact, .customs) { $0.contact = .help } }
        #expect(try bench.visit(1).contacts.count == DriverContact.limit)
        #expect(bench.state.today.contacts[Int(ContactReason.help.rawValue)] == 25, "all are counted")
    }
}

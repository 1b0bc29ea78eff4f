import GateModel
import TestSupport
import Testing

/// The driver's code, and what becomes of a complaint.
@Suite("Fairness: complaints") struct ComplaintTests {
    @Test func everyVisitHasACodeOfItsOwn() throws {
        var seen: Set<String> = []
        for number in Int64(1)...20_000 {
            let visit = try VisitID.n(number)
            let code = ComplaintCode(visit).description
            #expect(code.count == 8 && seen.insert(code).inserted, "\(number): \(code)")
            #expect(ComplaintCode(code)?.visit == visit)
        }
        #expect(ComplaintCode(try VisitID.n(200_000)).description != ComplaintCode(try VisitID.n(200_001)).description)
    }

    @Test func aCodeMaySoundAsPeopleTypeIt() throws {
        let visit = try VisitID.n(1234)
        let code = ComplaintCode(visit).description
        #expect(ComplaintCode(code.lowercased())?.visit == visit)
        #expect(ComplaintCode(" " + code.replacing("-", with: " "))?.visit == visit)
    }

    /// Seeds 1…200: one wrong sign, or two exchanged, is never another vehicle's code.
    @Test func aWrongSignIsAlwaysFound() throws {
        let alphabet = Array("123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for seed in UInt64(1)...200 {
            var random = SeededRandom(seed: seed)
            let visit = try VisitID.n(Int64(random.below(200_000)) + 1)
            let signs = Array(ComplaintCode(visit).description.filter { $0 != "-" })
            for place in signs.indices {
                for sign in alphabet where sign != signs[place] {
                    var wrong = signs
                    wrong[place] = sign
                    #expect(ComplaintCode(String(wrong)) == nil, "seed \(seed)")
                }
                guard place > 0, signs[place] != signs[place - 1] else { continue }
                var exchanged = signs
                exchanged.swapAt(place, place - 1)
                #expect(ComplaintCode(String(exchanged)) == nil, "seed \(seed)")
            }
        }
    }

    @Test(arguments: ["", "A", "ABC-DEF", "ABCDEFGH", "ILO-UILO", "桂桂桂桂桂桂桂", "1111111 1"])
    func whatIsNoCodeIsRefused(text: String) { #expect(ComplaintCode(text) == nil) }

    @Test func aComplaintIsTakenDownOnceAndSettledByAnother() throws {
        var bench = try Bench(visits: 2)
        let code = ComplaintCode(try VisitID.n(1)).description
        func complain(_ act: inout Act) {
            act.value = code
            act.complaint = .delay
        }
        #expect(try bench.refusal(.complain, .board, on: nil, complain) == .badComplaintCode, "it has not come")
        try bench.identify()
        #expect(try bench.refusal(.complain, .board, on: nil) { $0.value = code } == .reasonRequired)
        #expect(
            try bench.act(.complain, .health, on: nil, complain) == ["complaintLodged number:1 visit:1 kind:delay"])
        #expect(try bench.refusal(.complain, .board, on: nil, complain) == .nothingToDo)
        func review(_ act: inout Act) {
            act.amount = 1
            act.outcome = .upheld
        }
        #expect(try bench.refusal(.reviewComplaint, .customs, on: nil, review) == .wrongAgency(needed: .board))
        // Who decided on the vehicle does not judge complaints about it.
        try bench.act(.channel, .customs) { $0.channel = .green }
        try bench.act(.pass, .board)
        #expect(try bench.refusal(.reviewComplaint, .board, on: nil, review) == .ownDecision)
        // Nor does it help that a colleague has decided since.
        try bench.act(.hold, .board) {
            $0.reason = .feesUnpaid
            $0.officer = "Bình"
        }
        #expect(try bench.refusal(.reviewComplaint, .board, on: nil, review) == .ownDecision)
        let lines = try bench.act(.reviewComplaint, .board, on: nil) {
            review(&$0)
            $0.officer = "Chi"
        }
        #expect(lines == ["complaintReviewed number:1 outcome:upheld"])
        #expect(bench.state.openComplaints.isEmpty && bench.state.complaints[0].reviewedBy == "Chi")
        #expect(
            try bench.refusal(.reviewComplaint, .board, on: nil) {
                review(&$0)
                $0.officer = "Chi"
            } == .nothingToDo)
        #expect(
            try bench.act(.complain, .board, on: nil, complain) == ["complaintLodged number:2 visit:1 kind:delay"],
            "what was settled may be complained of again")
    }
}

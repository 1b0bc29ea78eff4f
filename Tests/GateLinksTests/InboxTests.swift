import GateDevices
import GateLayout
import GateModel
import Testing

@testable import GateLinks

@Suite("Inboxes") struct InboxTests {
    private static let now = GateTime(milliseconds: 1_795_491_580_000)

    private func inbox(_ type: String, _ change: (inout LinkPlan.Member) -> Void = { _ in }) -> DeviceInbox {
        var member = LinkPlan.Member(source: "/gate/G1/lane/1/loop-in", type: type)
        change(&member)
        return DeviceInbox(member, boot: 42, clock: { Self.now })
    }

    private func envelope(_ numbers: String) -> [UInt8] {
        let text = """
            {"specversion":"1.0","id":"x","source":"/gate/G1/lane/1/loop-in","type":"vn.smartgate.loop",\
            \(numbers)"data":{"occupied":true}}
            """
        return Array(text.utf8)
    }

    @Test("What does not count for itself is counted by the gate, under this run's boot") func numbers() async {
        let inbox = inbox(LinkFormat.envelope)
        for _ in 0..<3 { #expect(await inbox.put(envelope("")) == .taken) }
        var seen: [String] = []
        while let message = inbox.next() { seen.append("\(message.boot) \(message.sequence)") }
        #expect(seen == ["42 1", "42 2", "42 3"])
    }

    @Test(
        "A device numbers all of its messages or none: the gate's numbers could be its own", arguments: [false, true])
    func eitherWay(isNumbering: Bool) async {
        let inbox = inbox(LinkFormat.envelope)
        let (own, other) = isNumbering ? (#""sequence":1,"boot":42,"#, "") : ("", #""sequence":1,"boot":42,"#)
        #expect(await inbox.put(envelope(own)) == .taken)
        guard case .refused(let why) = await inbox.put(envelope(other)) else {
            Issue.record("it was taken")
            return
        }
        #expect(why == LinkReason(.mixedNumbering))
        #expect(inbox.counts.refused == 1 && inbox.counts.problem == why)
        #expect(await inbox.put(envelope(isNumbering ? #""sequence":2,"boot":42,"# : "")) == .taken)
        let came = (0..<4).map { _ in inbox.next() }
        // What was refused is handed on as it came, under no number.
        #expect(came.map { $0?.sequence } == [1, 0, 2, nil])
        #expect(came[1]?.type == MessageType.refused && came[1]?.data == envelope(other))
    }

    @Test("What is refused takes no place of what can be used") func refusedGivesWay() async {
        let inbox = inbox(LinkFormat.envelope) {
            $0.capacity = 4
            $0.overflow = .dropOldest
        }
        for _ in 0..<10 { _ = await inbox.put([0x7B]) }
        #expect(inbox.counts.refused == 10 && inbox.counts.dropped == 0)
        for _ in 0..<2 { #expect(inbox.next()?.type == MessageType.refused) }
        #expect(inbox.next() == nil)
        _ = await inbox.put([UInt8](repeating: 0x78, count: 10_000))
        #expect(inbox.next()?.data.count == DeviceInbox.refusedBytes)
    }

    @Test("Who gets an answer is told when there is no room, and the message was not taken") func full() async {
        let inbox = inbox(MessageType.loop) { $0.capacity = 1 }
        #expect(await inbox.put(Array("one".utf8), within: 0) == .taken)
        #expect(await inbox.put(Array("two".utf8), within: 0) == .full)
        #expect(inbox.counts.refused == 1 && inbox.counts.problem == LinkReason(.noRoom, 0))
        #expect(inbox.next()?.data == Array("one".utf8))
        #expect(inbox.next() == nil)
        #expect(await inbox.put(Array("three".utf8), within: 0) == .taken)
        inbox.close()
        #expect(await inbox.put(Array("four".utf8), within: 0) == .closed)
    }
}

import GateDevices
import GateModel
import TestSupport
import Testing

@testable import GateLayout

@Suite struct LinkLayoutTests {
    private static let gate = """
        format = 1

        [gate]
        id = "test"
        name = "Test"
        opens = "07:00"
        closes = "19:00"

        [[lane]]
        number = 1
        direction = "import"
        kind = "cargo"
        devices = ["front", "rear", "portal", "scale", "loop-in", "document"]

        [[device]]
        source = "/gate/test/manifest"
        kind = "manifest"

        """

    private static let broker = """

        [[link]]
        device = "/gate/test/lane/1/front"
        transport = "mqtt"
        address = "broker.gate.example:8883"
        type = "com.frigate.lpr"
        topic = "frigate/tracked_object_update"
        state_topic = "frigate/available"
        ca = "certificates/ca.pem"
        certificate = "certificates/gate.pem"
        key = "/etc/smartgate/gate.key"
        client_id = "north"

        [[link]]
        device = "/gate/test/lane/1/loop-in"
        transport = "mqtt"
        address = "broker.gate.example:8883"
        type = "cloudevents"

        [[link]]
        device = "/gate/test/manifest"
        transport = "mqtt"
        address = "127.0.0.1:1883"
        tls = false
        type = "cloudevents"
        """

    private func problems(_ text: String) -> [LayoutProblem] {
        LayoutProblems.of { () throws(LayoutProblems) in _ = try GateLayoutFile.parse(text, file: "gates/test.toml") }
    }

    @Test func devicesOfOneBrokerShareAConnection() throws {
        let links = try GateLayoutFile.parse(Self.gate + Self.broker, file: "gates/test.toml").links
        try #require(links.count == 2)
        #expect(links[0].name == "mqtt broker.gate.example:8883" && links[0].host == "broker.gate.example")
        #expect(
            links[0].broker
                == LinkPlan.Broker(
                    clientID: "north",
                    certificates: LinkPlan.Certificates(
                        authority: "gates/certificates/ca.pem", certificate: "gates/certificates/gate.pem",
                        key: "/etc/smartgate/gate.key")), "paths count from the layout")
        try #require(links[0].members.count == 2)
        #expect(links[0].members[0].topic == "frigate/tracked_object_update")
        #expect(links[0].members[0].stateTopic == "frigate/available")
        #expect(links[0].members[1].topic == "gate/test/lane/1/loop-in")
        #expect(links[0].members[1].stateTopic == "gate/test/lane/1/loop-in/state")
        #expect(links[0].members.allSatisfy { $0.overflow == .dropOldest && $0.kind != .manifestFeed })
        #expect(links[1].broker == LinkPlan.Broker(clientID: "smartgate-test"))
        #expect(links[1].members[0].kind == .manifestFeed)
    }

    @Test func withoutAFolderPathsStayAsTheyAre() throws {
        let links = try GateLayoutFile.parse(Self.gate + Self.broker, file: "test.toml").links
        #expect(links[0].broker?.certificates?.authority == "certificates/ca.pem")
    }

    @Test(
        arguments: [
            ("ca = \"certificates/ca.pem\"\n", "", "ca", "is missing: the file of those who may vouch", nil),
            ("key = \"/etc/smartgate/gate.key\"\n", "", "key", "is missing", nil),
            ("certificate = \"certificates/gate.pem\"\n", "", "certificate", "is missing", nil),
            ("tls = false", "tls = \"no\"", "tls", "expected true or false", nil),
            ("tls = false", "tls = false\nca = \"ca.pem\"", "ca", "is of no use with tls = false", nil),
            ("tls = false", "tls = false\npassword = \"secret\"", "password", "is not a known field", nil),
            ("frigate/tracked_object_update", "frigate/#", "topic", "stand for many", nil),
            ("frigate/tracked_object_update", "/frigate", "topic", "begins with neither", nil),
            ("frigate/available", "$SYS/x", "state_topic", "begins with neither", nil),
            ("frigate/tracked_object_update", "gate/test/lane/1/loop-in", "topic", "stands twice at", nil),
            ("frigate/tracked_object_update", "gate/test/lane/1/loop-in/state", "state_topic", "stands twice at", nil),
            ("broker.gate.example:8883\"\ntype = \"com", "broker_gate:8883\"\ntype = \"com", "address", "neither", nil),
            (
                "broker.gate.example:8883\"\ntype = \"com", "broker.gate.example\"\ntype = \"com", "address",
                "or a host's name", nil
            ),
            ("127.0.0.1:1883", "broker.gate.example:8883", "address", "is reached in another way by", nil),
            ("tls = false", "tls = false\noverflow = \"block\"", "overflow", "'block' is not for mqtt", nil),
            ("type = \"cloudevents\"\n\n", "type = \"cloudevent\"\n\n", "type", "is none of", "cloudevents"),
            (
                "device = \"/gate/test/manifest\"", "device = \"/gate/test/manifst\"", "device", "is none of",
                "/gate/test/manifest"
            ),
            ("tls = false", "tls = false\npath = \"/x\"", "path", "is for http only; a link over mqtt has none", nil),
            ("client_id = \"north\"", "client_id = \"\"", "client_id", "expected a text", nil),
        ] as [(String, String, String, String, String?)])
    func mistakesOfBrokers(from: String, to: String, field: String, says: String, suggestion: String?) throws {
        let text = Self.gate + Self.broker
        try #require(text.contains(from))
        let found = problems(text.replacing(from, with: to))
        #expect(
            found.contains {
                $0.field.hasSuffix("].\(field)") && $0.problem.contains(says) && $0.line > 18
                    && (suggestion == nil || $0.suggestion == suggestion)
            }, "\(found)")
        #expect(found.count == 1, "one mistake, one report: \(found)")
    }

    private static let tcp = """

        [[link]]
        device = "/gate/test/lane/1/scale"
        transport = "tcp-client"
        address = "10.1.1.20:4001"
        type = "com.and.line"

        [[link]]
        device = "/gate/test/lane/1/front"
        transport = "http"
        address = "10.1.0.1:8080"
        path = "/front"
        type = "com.hikvision.isapi.anpr"
        """

    @Test(arguments: [
        ("com.and.line", "gov.n42", "type", "no 'weighbridge' speaks 'gov.n42'"),
        ("com.and.line", "com.hikvision.isapi.anpr", "type", "no 'weighbridge' speaks"),
        (
            "com.and.line\"", "com.and.line\"\npath = \"/x\"", "path",
            "is for http only; a link over tcp-client has none"
        ),
        ("com.and.line\"", "com.and.line\"\ntopic = \"x\"", "topic", "is for mqtt only"),
        ("com.and.line\"", "com.and.line\"\nca = \"x\"", "ca", "is for mqtt only"),
        ("10.1.1.20:4001", "scale.example:4001", "address", "names of hosts are not looked up"),
        ("tcp-client", "tcp", "transport", "is none of tcp-client, tcp-server, http, mqtt"),
        ("type = \"com.and.line\"\n", "", "type", "is missing"),
        ("transport = \"tcp-client\"\n", "", "transport", "is missing"),
        ("address = \"10.1.1.20:4001\"\n", "", "address", "is missing"),
        ("device = \"/gate/test/lane/1/scale\"\n", "", "device", "is missing"),
        ("com.and.line\"", "com.and.line\"\nlimit_bytes = 100", "limit_bytes", "outside 256…16777216"),
        ("com.and.line\"", "com.and.line\"\nwaiting = \"many\"", "waiting", "expected a whole number"),
    ])
    func mistakesOfOthers(from: String, to: String, field: String, says: String) throws {
        let text = Self.gate + Self.tcp
        try #require(text.contains(from))
        let found = problems(text.replacing(from, with: to))
        #expect(
            found.contains { $0.field.hasSuffix("].\(field)") && $0.problem.contains(says) && $0.line > 18 },
            "\(found)")
        #expect(found.count == 1, "one mistake, one report: \(found)")
    }

    @Test func everyFormatHasALimitOfItsOwn() throws {
        let links = try GateLayoutFile.parse(Self.gate + Self.tcp, file: "test.toml").links
        #expect(links.map(\.members[0].limit) == [64 << 10, 16 << 20])
        #expect(links.map(\.members[0].overflow) == [.block, .block])
        for type in LinkFormat.names {
            #expect(LinkPlan.messageBytes.contains(LinkFormat.limit(of: type)))
            #expect(LinkFormat.limit(of: type) <= LinkPlan.waitingBytes)
        }
        #expect(LinkFormat.isSpoken(MessageType.plateGroup, on: MessageType.plateResults))
        #expect(LinkFormat.isSpoken(MessageType.loop, on: LinkFormat.envelope))
        #expect(!LinkFormat.isSpoken(MessageType.act, on: LinkFormat.envelope))
        #expect(!LinkFormat.isSpoken(MessageType.scaleLine, on: MessageType.scaleContinuous))
    }

    @Test(arguments: [
        ("broker.gate.example", true), ("localhost", true), ("a-b", true), ("10.1.2.300", false), ("", false),
        ("-a", false), ("a-", false), ("a..b", false), ("a_b", false), ("a b", false),
        (String(repeating: "a", count: 64), false),
    ])
    func namesOfHosts(name: String, isName: Bool) {
        #expect(IPAddress.isHostName(name) == isName)
    }
}

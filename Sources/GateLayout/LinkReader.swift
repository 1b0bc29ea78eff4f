import GateDevices
import GateModel
import GateText

/// Reads the `[[link]]` tables of a layout: how each device is reached.
struct LinkReader {
    private(set) var links: [LinkPlan] = []
    private let gate: String
    private let names: DeviceNames
    /// The layout, from whose folder the paths of certificates count.
    private let file: String
    private var linked: Set<String> = []
    private var callers: Set<String> = []
    /// The address of a broker was wrong, and with it what later links would have taken from there.
    private var hasLostBroker = false

    /// Fields that only some transports have.
    private static let owners: [(field: String, transports: [LinkPlan.Transport])] = [
        ("path", [.http]), ("topic", [.mqtt]), ("state_topic", [.mqtt]), ("tls", [.mqtt]), ("ca", [.mqtt]),
        ("certificate", [.mqtt]), ("key", [.mqtt]), ("client_id", [.mqtt]),
    ]

    /// - Parameters:
    ///   - gate: its id; empty where it could not be read.
    ///   - names: the devices to be reached.
    init(gate: String, names: DeviceNames, file: String) {
        self.gate = gate
        self.names = names
        self.file = file
    }

    mutating func read(_ reader: TableReader) {
        let transport = reader.choice("transport", among: LinkPlan.Transport.allCases.map(\.rawValue))
            .flatMap { LinkPlan.Transport(rawValue: $0) }
        let address = readAddress(reader, takesNames: transport == .mqtt)
        var member = readMember(reader, transport)
        for (field, transports) in Self.owners {
            reader.expect(field)
            guard let transport, reader.has(field), !transports.contains(transport) else { continue }
            let names = transports.map(\.rawValue).joined(separator: " and ")
            reader.report(field, "is for \(names) only; a link over \(transport.rawValue) has none")
        }
        var broker: LinkPlan.Broker?
        switch transport {
        case .http: member.path = readPath(reader)
        case .mqtt:
            member.topic = readTopic(reader, "topic", fallback: String(member.source.drop { $0 == "/" }))
            member.stateTopic = readTopic(reader, "state_topic", fallback: member.topic + "/state")
            broker = readBroker(reader, address)
        case .tcpClient, .tcpServer, nil: break
        }
        reader.finish()
        if transport == .mqtt, address == nil { hasLostBroker = true }
        // Without its device it would only be like others without theirs.
        guard let transport, let address, !member.source.isEmpty else { return }
        add(
            LinkPlan(
                name: member.source, transport: transport, host: address.host, port: address.port, members: [member],
                broker: broker), reader)
    }

    private mutating func readMember(_ reader: TableReader, _ transport: LinkPlan.Transport?) -> LinkPlan.Member {
        let (source, kind) = readDevice(reader)
        let type = reader.choice("type", among: LinkFormat.names) ?? ""
        var member = LinkPlan.Member(source: source, type: type)
        member.kind = kind
        if let kind, !type.isEmpty, type != LinkFormat.envelope, !LinkFormat.names(of: kind).contains(type) {
            let own = LinkFormat.names(of: kind) + [LinkFormat.envelope]
            reader.report("type", "no '\(kind.name)' speaks '\(type)': expected \(own.joined(separator: ", "))")
        } else if transport == .tcpClient || transport == .tcpServer, !type.isEmpty,
            MessageFraming(of: type) == .message
        {
            reader.report("type", "a TCP connection does not say where a message of '\(type)' ends: use http or mqtt")
        }
        if reader.has("overflow") {
            let overflow = reader.choice("overflow", among: LinkPlan.Overflow.allCases.map(\.rawValue))
            member.overflow = overflow.flatMap { LinkPlan.Overflow(rawValue: $0) } ?? .block
            if transport == .mqtt, overflow == LinkPlan.Overflow.block.rawValue {
                reader.report(
                    "overflow",
                    "'block' is not for mqtt: all devices of a broker share one connection, and would wait with this "
                        + "one; use 'drop-oldest'")
            }
        } else {
            reader.expect("overflow")
            member.overflow = transport == .mqtt ? .dropOldest : .block
        }
        member.capacity = reader.integer("waiting", LinkPlan.waiting, fallback: 256)
        member.limit = reader.integer("limit_bytes", LinkPlan.messageBytes, fallback: member.limit)
        return member
    }

    /// - Returns: the device's source, empty where none was named; and its kind, nil where that is not known.
    private mutating func readDevice(_ reader: TableReader) -> (source: String, kind: DeviceKind?) {
        let source = reader.text("device")
        if source.isEmpty { return ("", nil) }
        guard case .known(let kind) = names.find(source) else {
            reader.report(
                "device", "\(TableReader.shown(source)) is none of this layout's devices",
                suggestion: names.nearest(to: source))
            return (source, nil)
        }
        if !linked.insert(source).inserted { reader.report("device", "'\(source)' has a link already") }
        return (source, kind)
    }

    private func readPath(_ reader: TableReader) -> String {
        let path = reader.text("path")
        if !path.isEmpty, !path.hasPrefix("/") || path.utf8.contains(where: { $0 <= 0x20 || $0 == 0x3F }) {
            reader.report("path", "'\(path)': a path begins with '/' and holds no space and no '?'")
        }
        return path
    }

    private func readTopic(_ reader: TableReader, _ key: String, fallback: String) -> String {
        guard reader.has(key) else { return fallback }
        let topic = reader.text(key)
        if topic.contains("+") || topic.contains("#") {
            reader.report(key, "'\(topic)': one device has one topic; '+' and '#' stand for many")
        } else if topic.hasPrefix("$") || topic.hasPrefix("/") || topic.utf8.contains(where: { $0 < 0x20 }) {
            reader.report(key, "'\(topic)': a topic begins with neither '/' nor '$' and holds no control characters")
        }
        return topic
    }

    // MARK: Brokers

    /// - Returns: nil where the table leaves it to an earlier link to the same broker.
    private func readBroker(
        _ reader: TableReader, _ address: (host: String, port: UInt16)?
    ) -> LinkPlan.Broker? {
        let fields = ["tls", "ca", "certificate", "key", "client_id"]
        let isKnown = links.contains {
            $0.transport == .mqtt && $0.host == address?.host && $0.port == address?.port
        }
        if isKnown || hasLostBroker, !fields.contains(where: { reader.has($0) }) { return nil }
        var broker = LinkPlan.Broker(clientID: "smartgate-\(gate)")
        if reader.has("client_id") {
            broker.clientID = reader.text("client_id", maximum: 60)
        }
        guard let isSecure = reader.flag("tls", fallback: true) else { return nil }
        guard isSecure else {
            for field in ["ca", "certificate", "key"] where reader.has(field) {
                reader.report(field, "is of no use with tls = false")
            }
            return broker
        }
        guard reader.has("ca") else {
            reader.report(
                "ca", "is missing: the file of those who may vouch for the broker; tls = false to speak in clear")
            return broker
        }
        var certificates = LinkPlan.Certificates(authority: readFile(reader, "ca"))
        if reader.has("certificate") || reader.has("key") {
            certificates.certificate = readFile(reader, "certificate")
            certificates.key = readFile(reader, "key")
        }
        broker.certificates = certificates
        return broker
    }

    /// A file named relative to the layout.
    private func readFile(_ reader: TableReader, _ key: String) -> String {
        TextFile.path(reader.text(key, maximum: 1_000), beside: file)
    }

    // MARK: Links

    /// Devices that post to one address share its server, and those that publish to one broker a connection; of TCP
    /// each needs an address of its own.
    private mutating func add(_ link: LinkPlan, _ reader: TableReader) {
        let key = "\(link.host):\(link.port)"
        guard link.transport == .http || link.transport == .mqtt else {
            if !callers.insert(key).inserted {
                reader.report("address", "'\(key)' stands twice: bytes of two devices cannot be told apart")
            } else {
                checkPort(of: link, reader)
            }
            links.append(link)
            return
        }
        guard
            let index = links.firstIndex(where: {
                $0.transport == link.transport && $0.host == link.host && $0.port == link.port
            })
        else {
            if !callers.insert(key).inserted {
                reader.report("address", "'\(key)' is taken by another link")
            } else {
                checkPort(of: link, reader)
            }
            var first = link
            first.name = "\(link.transport.rawValue) \(key)"
            links.append(first)
            return
        }
        let member = link.members[0]
        if link.transport == .http, links[index].members.contains(where: { $0.path == member.path }) {
            reader.report("path", "'\(member.path)' stands twice at \(key)")
        }
        if link.transport == .mqtt { check(member, of: link, against: links[index], reader) }
        links[index].members += link.members
    }

    /// Who listens at every address of the machine takes the port from whoever listens at one of them.
    private func checkPort(of link: LinkPlan, _ reader: TableReader) {
        let all: Set<String> = ["0.0.0.0", "::"]
        func listens(_ link: LinkPlan) -> Bool { link.transport == .http || link.transport == .tcpServer }
        guard
            listens(link),
            let other = links.first(where: {
                listens($0) && $0.port == link.port && $0.host != link.host
                    && (all.contains($0.host) || all.contains(link.host))
            })
        else { return }
        reader.report(
            "address",
            "port \(link.port) is taken at \(other.host) by \(other.members[0].source): 0.0.0.0 and :: are every address"
        )
    }

    private func check(_ member: LinkPlan.Member, of link: LinkPlan, against first: LinkPlan, _ reader: TableReader) {
        let key = "\(link.host):\(link.port)"
        let taken = first.members.flatMap { [$0.topic, $0.stateTopic, $0.acknowledgementTopic, $0.commandTopic] }
        for (field, topic) in [("topic", member.topic), ("state_topic", member.stateTopic)]
        where taken.contains(topic) {
            reader.report(field, "'\(topic)' stands twice at \(key)")
        }
        if let broker = link.broker, broker != first.broker {
            reader.report(
                "address",
                "\(key) is reached in another way by \(first.members[0].source): one broker, one connection; name its "
                    + "certificates once")
        }
    }

    /// `10.1.3.20:4001` or `[fd00::1]:4001`; for a broker also `broker.gate.example:8883`.
    private func readAddress(_ reader: TableReader, takesNames: Bool) -> (host: String, port: UInt16)? {
        let text = reader.text("address")
        if text.isEmpty { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            let what = takesNames ? "an IP address or a host's name" : "an IP address"
            reader.report("address", "'\(text)': expected \(what), ':' and a port from 1 to 65535")
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if IPAddress.isValid(host) || takesNames && IPAddress.isHostName(host) { return (host, port) }
        let reason =
            takesNames ? "neither an IP address nor a host's name" : "no IP address; names of hosts are not looked up"
        reader.report("address", "'\(host)' is \(reason)")
        return nil
    }
}

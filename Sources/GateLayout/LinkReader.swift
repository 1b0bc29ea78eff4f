import GateDevices
import GateModel
import GateText

/// Reads the `[[link]]` tables of a layout: how each device is reached.
struct LinkReader {
    private(set) var links: [LinkPlan] = []
    private let plan: GatePlan
    private var linked: Set<String> = []
    private var callers: Set<String> = []

    init(plan: GatePlan) { self.plan = plan }

    mutating func read(_ reader: TableReader) {
        let transport = reader.choice("transport", among: LinkPlan.Transport.allCases.map(\.rawValue))
            .flatMap { LinkPlan.Transport(rawValue: $0) }
        let address = readAddress(reader)
        let source = reader.choice("device", among: plan.devices.map(\.source)) ?? ""
        let type = reader.choice("type", among: MessageType.wire) ?? ""
        if !source.isEmpty, !linked.insert(source).inserted {
            reader.report("device", "'\(source)' has a link already")
        }
        var path = ""
        if transport == .http {
            path = reader.text("path")
            if !path.isEmpty, !path.hasPrefix("/") || path.utf8.contains(where: { $0 <= 0x20 || $0 == 0x3F }) {
                reader.report("path", "'\(path)': a path begins with '/' and holds no space and no '?'")
            }
        }
        let overflow =
            reader.has("overflow")
            ? reader.choice("overflow", among: LinkPlan.Overflow.allCases.map(\.rawValue)) ?? "" : "block"
        let waiting = reader.integer("waiting", LinkPlan.waiting, fallback: 256)
        let limit = reader.integer("limit_bytes", LinkPlan.messageBytes, fallback: 1 << 20)
        reader.finish()
        guard let transport, let address else { return }
        var member = LinkPlan.Member(source: source, type: type, path: path)
        member.overflow = LinkPlan.Overflow(rawValue: overflow) ?? .block
        member.capacity = waiting
        member.limit = limit
        add(
            LinkPlan(
                name: source, transport: transport, host: address.host, port: address.port, members: [member]), reader)
    }

    /// Devices that post to one address share its server; of TCP each needs an address of its own.
    private mutating func add(_ link: LinkPlan, _ reader: TableReader) {
        let key = "\(link.host):\(link.port)"
        guard link.transport == .http else {
            if !callers.insert(key).inserted {
                reader.report("address", "'\(key)' stands twice: bytes of two devices cannot be told apart")
            }
            links.append(link)
            return
        }
        guard
            let index = links.firstIndex(where: {
                $0.transport == .http && $0.host == link.host && $0.port == link.port
            })
        else {
            if !callers.insert(key).inserted { reader.report("address", "'\(key)' is taken by another link") }
            var first = link
            first.name = "http \(key)"
            links.append(first)
            return
        }
        if links[index].members.contains(where: { $0.path == link.members[0].path }) {
            reader.report("path", "'\(link.members[0].path)' stands twice at \(key)")
        }
        links[index].members += link.members
    }

    /// `10.1.3.20:4001` or `[fd00::1]:4001`.
    private func readAddress(_ reader: TableReader) -> (host: String, port: UInt16)? {
        let text = reader.text("address")
        if text.isEmpty { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            reader.report("address", "'\(text)': expected an IP address, ':' and a port from 1 to 65535")
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard IPAddress.isValid(host) else {
            reader.report("address", "'\(host)' is no IP address; names of hosts are not looked up")
            return nil
        }
        return (host, port)
    }
}

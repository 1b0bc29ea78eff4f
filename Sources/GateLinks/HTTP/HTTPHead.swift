import Foundation

/// What stands before a request's body, as far as a link needs it. RFC 9112.
struct HTTPHead: Hashable {
    enum Framing: Hashable {
        case length(Int)
        case chunked
    }

    var method: String
    /// Without the query; still percent-encoded.
    var path: String
    var framing = Framing.length(0)
    /// The peer sends no other request on this connection.
    var isLast = false
    /// It sends the body only when it is told that it may.
    var waitsForLeave = false

    var hasBody: Bool { framing != .length(0) }

    /// Whether the body says to be longer.
    func isLonger(than limit: Int) -> Bool {
        if case .length(let length) = framing { length > limit } else { false }
    }

    /// Whether the request is for a path of the layout.
    func isFor(_ path: String) -> Bool {
        self.path == path || self.path.removingPercentEncoding == path
    }

    /// - Parameter limit: bytes.
    /// - Throws: ``HTTPStatus`` that says what is wrong with it, ``HTTPReader/Ended``.
    static func read(_ reader: inout HTTPReader, limit: Int) async throws -> HTTPHead {
        var room = limit
        var lines: [[UInt8]] = []
        while true {
            let line = try await reader.line(&room, else: .headTooLarge)
            if line.isEmpty {
                // Some send an empty line after a body; before a request it means nothing.
                if lines.isEmpty { continue }
                return try HTTPHead(lines.map { String(decoding: $0, as: UTF8.self) })
            }
            lines.append(line)
        }
    }

    /// - Parameter lines: the request line, then the fields.
    /// - Throws: ``HTTPStatus`` that says what is wrong with it.
    init(_ lines: [String]) throws(HTTPStatus) {
        let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[2].hasPrefix("HTTP/") else { throw .badRequest }
        guard words[2].hasPrefix("HTTP/1.") else { throw .versionNotSupported }
        method = String(words[0])
        path = Self.path(words[1])
        isLast = words[2] == "HTTP/1.0"
        var lengths: Set<String> = []
        var codings: [String] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex, line.first != " ", line.first != "\t"
            else { throw .badRequest }
            let values = line[line.index(after: colon)...].split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces).lowercased()
            }
            switch line[..<colon].lowercased() {
            case "content-length": lengths.formUnion(values)
            case "transfer-encoding": codings += values
            case "connection":
                if values.contains("close") { isLast = true }
                if values.contains("keep-alive"), !values.contains("close") { isLast = false }
            case "expect":
                guard values == ["100-continue"] else { throw .expectationFailed }
                waitsForLeave = true
            default: break
            }
        }
        if !codings.isEmpty {
            // A length beside chunks is how one request is smuggled within another.
            guard lengths.isEmpty else { throw .badRequest }
            guard codings == ["chunked"] else { throw .notImplemented }
            framing = .chunked
        } else if let text = lengths.first {
            guard lengths.count == 1, text.allSatisfy({ $0.isASCII && $0.isNumber }), !text.isEmpty else {
                throw .badRequest
            }
            // More than an Int holds is more than any limit.
            framing = .length(Int(text) ?? .max)
        }
    }

    /// The path of `/a?b`, and of `http://gate/a?b`, as a device behind a proxy writes it.
    private static func path(_ target: Substring) -> String {
        var rest = target.prefix { $0 != "?" && $0 != "#" }
        if !rest.hasPrefix("/"), let scheme = rest.range(of: "://") {
            rest = rest[scheme.upperBound...].drop { $0 != "/" }
        }
        return rest.isEmpty ? "/" : String(rest)
    }
}

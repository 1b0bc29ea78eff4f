#if canImport(Glibc)
    import Glibc
#endif

/// Whether a text is an address as the system reads it.
enum IPAddress {
    static func isValid(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }

    /// Whether a text is a host's name: labels of letters, digits and inner hyphens, at most 253 characters, and not
    /// only digits, which would be a broken address.
    static func isHostName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { byte in
                        byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                    }
            } && labels.last?.utf8.contains { $0 > UInt8(ascii: "9") } == true
    }
}

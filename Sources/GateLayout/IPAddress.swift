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
}

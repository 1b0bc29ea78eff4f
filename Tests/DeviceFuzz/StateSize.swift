/// How much a value holds on to, its private parts included.
public enum StateSize {
    /// Numbers, bytes, characters and flags that can be reached from a value: what bounds a decoder's memory.
    public static func of(_ value: Any) -> Int {
        switch value {
        case let bytes as [UInt8]: return bytes.count
        case let numbers as [Int32]: return numbers.count
        case let numbers as [UInt64]: return numbers.count
        case let text as String: return text.utf8.count
        default:
            let children = Mirror(reflecting: value).children
            return children.isEmpty ? 1 : children.reduce(0) { $0 + of($1.value) }
        }
    }
}

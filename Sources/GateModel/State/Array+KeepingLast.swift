extension Array {
    /// Every list of the state has a limit; past it the oldest makes room.
    ///
    /// - Parameter limit: at least 1.
    mutating func append(_ element: Element, keepingLast limit: Int) {
        if count >= limit { removeFirst(count - limit + 1) }
        append(element)
    }
}

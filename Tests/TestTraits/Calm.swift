public import Testing

/// Begins a test when the rush is over in which every other test begins.
///
/// All tests are started at once, and the tasks of all of them wait in one line for as many threads as there are cores: in
/// the first minute a task waits there for seconds. Whoever tries real connections, whose times are the product's own,
/// would measure that line.
public struct Calm: TestTrait, SuiteTrait, TestScoping {
    public let isRecursive = true

    /// So many naps in a row have to be punctual, of at most so many (two minutes and more).
    private static let punctual = 10
    private static let most = 10_000
    private static let nap = Duration.milliseconds(10)
    private static let late = Duration.milliseconds(30)

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let clock = ContinuousClock()
        var inARow = 0
        for _ in 0..<Self.most where inARow < Self.punctual {
            let taken = try await clock.measure { try await Task.sleep(for: Self.nap) }
            inARow = taken < Self.late ? inARow + 1 : 0
        }
        try await function()
    }
}

extension Trait where Self == Calm {
    /// The test tries connections or terminals with times of their own: it begins when tasks no longer wait for threads.
    public static var calm: Self { Calm() }
}

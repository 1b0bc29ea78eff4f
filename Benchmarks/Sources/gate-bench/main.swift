import Foundation

// The measured half of `make bench`: each word is one round of one benchmark, printed as lines `name value`.
// Benchmarks/measure.py calls them in turn with their peers.
let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.dropFirst().first) {
    case ("fold", let journal?): try FoldBench.run(journal)
    case ("replay", let journal?): try ReplayBench.run(journal)
    case ("journal", let journal?) where arguments.count == 4:
        try await JournalBench.run(source: journal, folder: arguments[2], rounds: Int(arguments[3]) ?? 5)
    case ("engine", let customers): EngineBench.engine(customers: customers.flatMap { Int($0) } ?? 5_000_000)
    case ("truth", _): EngineBench.truth()
    case ("day", let vehicles): EngineBench.day(vehicles: vehicles.flatMap { Int($0) } ?? 2000)
    case ("devices", _): DeviceBench.run()
    case ("images", let rounds): try ImageBench.run(rounds: rounds.flatMap { Int($0) } ?? 10)
    case ("matching", _): MatchingBench.run()
    default:
        let usage =
            "gate-bench fold|replay JOURNAL | journal JOURNAL FOLDER ROUNDS | engine|truth|day|devices|images|matching"
        FileHandle.standardError.write(Data("usage: \(usage)\n".utf8))
        exit(64)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}

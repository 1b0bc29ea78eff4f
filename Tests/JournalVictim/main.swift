import Foundation
import GateJournal
import GateModel
import JournalSamples

// A helper of the journal's tests: a process to be killed or traced. Each mode is a word of its own.
let arguments = CommandLine.arguments
let identity = JournalIdentity(gate: "huunghi", created: SampleDay.start)
do {
    switch (arguments.dropFirst().first, arguments.dropFirst(2).first) {
    case ("append", let path?): try await Victim.append(path, arguments.dropFirst(3).compactMap { UInt64($0) })
    case ("count", let path?):
        try await Victim.count(path, arguments.dropFirst(3).compactMap { UInt64($0) }, endures: false)
    case ("endure", let path?):
        try await Victim.count(path, arguments.dropFirst(3).compactMap { UInt64($0) }, endures: true)
    case ("hold", let path?): try await Victim.hold(path)
    case ("read", let path?): try await Victim.read(path)
    default:
        FileHandle.standardError.write(Data("usage: journal-victim append|count|endure|hold|read JOURNAL …\n".utf8))
        exit(64)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}

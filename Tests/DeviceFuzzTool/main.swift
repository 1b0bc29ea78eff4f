import DeviceFuzz
import Foundation

// Fires inputs at every decoder and prints one row for each. FUZZ_INPUTS (10,000,000) and FUZZ_SEED (drawn) may be set;
// FUZZ_ONLY names the targets, by any part of their names and parted by commas. The exit status is 1 where a property
// does not hold, 70 where a decoder trapped or never ended; the input is then printed in hex.
let environment = ProcessInfo.processInfo.environment
let count = environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? 10_000_000
let seed = environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...UInt64(UInt32.max))
let wanted = environment["FUZZ_ONLY"]?.lowercased().split(separator: ",").map { String($0) } ?? []

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

func row(_ cells: [String]) -> String {
    let widths = [21, 10, 8, 8, 10, 7, 9, 6, 9, 6]
    let padded = zip(cells, widths).enumerated().map { index, cell in
        let (text, width) = cell
        let space = String(repeating: " ", count: max(0, width - text.count))
        return index == 0 ? text + space : space + text
    }
    return "| " + padded.joined(separator: " | ") + " |"
}

func fixed(_ number: Double) -> String { String(format: "%.1f", number) }

FuzzRun.watch()
say("seed \(seed); a failure is seen again with FUZZ_SEED=\(seed) and the same FUZZ_INPUTS")
say(row(["decoder", "inputs", "MB", "seconds", "faults", "RSS MB", "growth MB", "state", "branches", "a byte"]))
var failed = false
for target in FuzzTargets.all
where wanted.isEmpty || wanted.contains(where: { target.name.lowercased().contains($0) }) {
    let run = FuzzRun(target, count: count, seed: seed)
    let growth = Double(run.memory.most - run.memory.settled) / 1e6
    say(
        row([
            run.name, "\(run.inputs)", fixed(Double(run.bytes) / 1e6), fixed(run.seconds), "\(run.faults)",
            fixed(Double(run.memory.most) / 1e6), fixed(growth), "\(run.state)",
            FuzzRun.countsEdges ? "\(run.edges.most)" : "–", FuzzRun.countsEdges ? "\(run.edges.mostPerByte)" : "–",
        ]))
    if growth > 16, !FuzzRun.countsEdges {
        say("\(run.name) grew by \(fixed(growth)) MB")
        failed = true
    }
    if let failure = run.failure {
        say(failure)
        failed = true
    }
}
exit(failed ? 1 : 0)

import ArgumentParser
import Foundation
import GateInsight
import GateJournal
import GateLayout
import GateModel

/// The rules that vehicles are judged by.
struct Risk: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check risk rules, try them on recorded days, and draw recorded days again.",
        subcommands: [Check.self, Try.self, Audit.self])

    struct RuleOptions: ParsableArguments {
        @Option(help: "Folder with rules.toml, watch.toml, declarants.toml and sampling.toml; data/risk otherwise.")
        var rules: String?

        func load() throws -> (tables: RiskTables, trials: Int, folder: String) {
            let folder = try rules ?? DataFolder.located().risk
            let (tables, trials) = try RiskFiles.load(folder: folder)
            return (tables, trials, folder)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the files, and try every rule on the cases it brings along.",
            discussion: "The exit status is 65 where a file has a mistake or a rule does not do what its cases say.")

        @OptionGroup var rules: RuleOptions

        func run() throws {
            let (tables, trials, folder) = try rules.load()
            let today = Risk.today()
            let shadows = tables.rules.count { $0.isShadow }
            let ended = tables.watch.count { !$0.isInForce(on: today) }
            print("\(folder): no mistakes")
            print(
                "rules      \(tables.rules.count - shadows) in force, \(shadows) on trial; \(trials) cases as they should be"
            )
            print("watch      list \(tables.watchVersion): \(tables.watch.count) entries, \(ended) not in force today")
            if !tables.sampling.contains(where: { $0.isInForce(on: today) }) {
                print("sampling   none is in force today: nothing is drawn")
            }
            print("declarants \(tables.declarants.count) graded")
            for law in tables.sampling {
                print(
                    "sampling   of 10,000: \(law.normal) normal, \(law.tightened) tightened, \(law.loosened) loosened; "
                        + "\(law.channel.name)" + (law.isInForce(on: today) ? "" : "; NOT in force today"))
            }
        }
    }

    struct Try: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge the vehicles of recorded days by these rules, beside the channels they had.")

        @Argument(help: "Journals.")
        var journals: [String]

        @OptionGroup var rules: RuleOptions

        func run() throws {
            let (tables, _, folder) = try rules.load()
            var trial = RiskTrial(tables)
            for path in journals {
                trial.beginJournal()
                for event in try RecordedDay.load(path).events { trial.take(event) }
            }
            print(
                "rules of \(folder) on \(journals.count) journals: \(trial.vehicles) vehicles, \(trial.changed) otherwise"
            )
            let columns: [Channel] = [.green, .yellow, .red]
            print("was \\ would " + columns.map { Risk.padded($0.name, 8) }.joined())
            for was in Channel.allCases {
                let row = columns.map { Risk.padded("\(trial.counts[Int(was.rawValue)][Int($0.rawValue)])", 8) }
                print(was.name.padding(toLength: 12, withPad: " ", startingAt: 0) + row.joined())
            }
            print("\nrule                    state        hits  raised   found")
            for rule in trial.rules {
                print(
                    rule.id.padding(toLength: 24, withPad: " ", startingAt: 0)
                        + (rule.isShadow ? "on trial" : "in force")
                        + Risk.padded("\(rule.hits)", 9) + Risk.padded("\(rule.raised)", 8)
                        + Risk.padded("\(rule.found)", 8))
            }
            if trial.changed > 0 { print("\nvehicles that would have had another channel:") }
            for change in trial.changes {
                print(
                    "  \(change.declaration)  \(change.tractor)  \(change.was.name) → \(change.would.name)  \(change.basis)"
                )
            }
            if trial.changed > trial.changes.count { print("  … \(trial.changed - trial.changes.count) more") }
        }
    }

    struct Audit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Draw a recorded day again from its published seed: set and actual rates, and every judgement anew.",
            discussion:
                "The exit status is 1 where a judgement comes out otherwise, or the number of a day was published more than once."
        )

        @Argument(help: "The journal.")
        var journal: String

        func run() throws {
            var audit = RiskAudit()
            for event in try RecordedDay.load(journal, verifying: true).events { audit.take(event) }
            guard !audit.days.isEmpty else {
                print("\(journal): no vehicle was judged, no seed published")
                return
            }
            print(
                "day         seed              judged    hit  draws  expected  drawn  deviation  lowered  alone  disputed"
            )
            for day in audit.days {
                let seed = day.seed.map { String($0, radix: 16) } ?? "none"
                print(
                    (CivilDay(date: day.date)?.text ?? "\(day.date)") + "  "
                        + seed.padding(toLength: 16, withPad: " ", startingAt: 0)
                        + [
                            Risk.padded("\(day.judged)", 8), Risk.padded("\(day.hit)", 7),
                            Risk.padded("\(day.eligible)", 7),
                            Risk.padded(String(format: "%.2f", Double(day.expected) / 10_000), 10),
                            Risk.padded("\(day.drawn)", 7), Risk.padded(String(format: "%+.1f σ", day.deviation), 11),
                            Risk.padded("\(day.lowered)", 9), Risk.padded("\(day.loweredAlone)", 7),
                            Risk.padded("\(day.disputed)", 10),
                        ].joined())
            }
            if audit.days.contains(where: { $0.loweredAlone > 0 }) {
                print("a channel was lowered without a second officer")
                throw ExitCode(1)
            }
            if audit.days.contains(where: { $0.reseeded > 0 }) {
                print("the number of a day was published more than once")
                throw ExitCode(1)
            }
            if let dispute = audit.firstDispute {
                print(
                    """
                    event \(dispute.sequence) comes out otherwise
                    recorded  \(Risk.text(dispute.recorded))
                    anew      \(Risk.text(dispute.anew))
                    """)
                throw ExitCode(1)
            }
        }
    }

    private static func text(_ assessment: RiskAssessment) -> String {
        let draw = assessment.isDrawn ? "drew \(assessment.drawn) below \(assessment.rate)" : "no draw"
        let hits = assessment.hits.isEmpty ? "no hit" : "hit by " + assessment.hits
        return "\(assessment.channel.name) (\(assessment.reason.name)), \(hits), \(draw)"
    }

    /// By the clock of Viet Nam's gates.
    private static func today() -> Int32 {
        var calendar = GateCalendar()
        calendar.offsetMinutes = 420
        return calendar.day(of: GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))).date
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

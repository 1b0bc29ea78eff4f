import GateGrid
import GateModel
import GateScreens

/// One step of a script, a line each; `#` begins a comment:
/// ```
/// key F5            one key by its label (F1, Enter, Esc, Ctrl-N, Space, PgDn, ↓ or Down …)
/// type /gỗ          text, letter by letter
/// at 08:14:20       goes to a time of day; of a gate at work never back, so that an earlier one is of the next day
/// as BP 3 Lê Minh   another person sits down: agency, lane or –, name
/// size 120x40       another screen size
/// wait 10           lets ten seconds of the person's time pass
/// shot board        prints the screen, under a heading where it has a name
/// say Text          prints the text
/// expect LÀN 3      fails unless the screen shows this text, or one of several parted by ` | `
/// ```
enum ScriptStep {
    case key(Key)
    case type(String)
    /// Seconds after midnight.
    case at(Int)
    case sit(Person)
    case size(width: Int, height: Int)
    case wait(GateSpan)
    case shot(String)
    case say(String)
    /// One of these.
    case expect([String])

    /// Why a line is no step.
    struct Fault: Error {
        var problem: String
    }

    /// The longest wait, in seconds: a week.
    private static let longestWait: Int64 = 7 * 86_400

    /// Nil where a line says nothing.
    init?(_ line: some StringProtocol) throws(Fault) {
        let step = line.drop { $0 == " " }
        if step.isEmpty || step.hasPrefix("#") { return nil }
        let word = step.prefix { $0 != " " }
        let rest = String(step.dropFirst(word.count + 1))
        switch word {
        case "key":
            guard let key = Key(label: rest.trimmingSpaces) else { throw Fault(problem: "no such key: \(rest)") }
            self = .key(key)
        case "type": self = .type(rest)
        case "at":
            guard let seconds = ViewState.secondsOfDay(rest.trimmingSpaces) else {
                throw Fault(problem: "a time is HH:MM or HH:MM:SS")
            }
            self = .at(seconds)
        case "as": self = .sit(try Self.person(rest))
        case "size":
            let parts = rest.split(separator: "x").compactMap { Int($0) }
            guard parts.count == 2, parts.allSatisfy({ (1...1000).contains($0) }) else {
                throw Fault(problem: "a size is WIDTHxHEIGHT")
            }
            self = .size(width: parts[0], height: parts[1])
        case "wait":
            guard let seconds = Int64(rest.trimmingSpaces), (0...Self.longestWait).contains(seconds) else {
                throw Fault(problem: "a wait is a number of seconds, at most \(Self.longestWait)")
            }
            self = .wait(.seconds(seconds))
        case "shot": self = .shot(rest.trimmingSpaces)
        case "say": self = .say(rest)
        case "expect":
            let texts = rest.split(separator: " | ").map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
            guard !texts.isEmpty else { throw Fault(problem: "expect needs a text") }
            self = .expect(texts)
        default: throw Fault(problem: "no such step: \(word)")
        }
    }

    private static func person(_ text: String) throws(Fault) -> Person {
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let agency = Agency(name: parts[0]) else {
            throw Fault(problem: "a person is AGENCY LANE NAME, with – for no lane")
        }
        if parts[1] == "–" || parts[1] == "-" { return Person(name: String(parts[2]), agency: agency, lane: nil) }
        guard let lane = Int64(parts[1]).flatMap({ LaneID(number: $0) }) else {
            throw Fault(problem: "no such lane: \(parts[1])")
        }
        return Person(name: String(parts[2]), agency: agency, lane: lane)
    }
}

extension String {
    var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

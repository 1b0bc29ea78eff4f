import GateModel
import GateScreens

/// The transport of a replay: one cursor in time, moved by keys and by the passing of time. Pure but for its clock,
/// which is handed in.
struct ReplayController {
    /// Hundredths of real time, as the keys step through them: 0.1× … 1000×.
    static let speeds = [10, 25, 50, 100, 200, 500, 1_000, 2_000, 6_000, 20_000, 100_000]

    let day: ReplayDay
    /// Events applied.
    private(set) var position: Int
    private(set) var state: GateState
    /// The cursor: the gate's clock between events.
    private(set) var now: GateTime
    private(set) var speedIndex = 3
    private(set) var isPaused = true
    private(set) var mark: GateTime?
    private let strip: [Int32]
    /// Fractions of a millisecond not yet played.
    private var remainder: Int64 = 0

    init(day: ReplayDay, at time: GateTime? = nil) {
        self.day = day
        strip = day.alarmStrip(slices: 96)
        position = 0
        state = GateState()
        now = day.start
        seek(to: time ?? day.start)
    }

    var status: ReplayStatus {
        ReplayStatus(
            position: position, count: day.events.count, speedHundredths: Self.speeds[speedIndex], isPaused: isPaused,
            start: day.start, end: day.end, alarmStrip: strip, mark: mark)
    }

    /// Whether time has to pass for the screen to change.
    var isPlaying: Bool { !isPaused && position < day.events.count }

    /// Lets `elapsed` of the person's time pass.
    mutating func advance(by elapsed: GateSpan) {
        guard isPlaying else { return }
        let scaled = elapsed.milliseconds * Int64(Self.speeds[speedIndex]) + remainder
        remainder = scaled % 100
        let target = now + .milliseconds(scaled / 100)
        let count = day.count(upTo: target)
        move(to: count)
        now = min(target, day.end)
        if position == day.events.count { isPaused = true }
    }

    enum Outcome { case done, noAlarm, noMark, marked(GateTime) }

    mutating func perform(_ command: ReplayCommand) -> Outcome {
        switch command {
        case .togglePause:
            if isPaused, position == day.events.count { seek(to: day.start) }
            isPaused.toggle()
        case .slower: speedIndex = max(0, speedIndex - 1)
        case .faster: speedIndex = min(Self.speeds.count - 1, speedIndex + 1)
        case .step(let step):
            isPaused = true
            move(to: position + step)
            now = day.time(of: max(0, position - 1))
        case .jump(let span): seek(to: now + span)
        case .goTo(let secondsOfDay): seek(to: time(ofDay: secondsOfDay))
        case .nextAlarm:
            guard let next = day.alarmIndexes.first(where: { $0 >= position }) else { return .noAlarm }
            isPaused = true
            move(to: next + 1)
            now = day.time(of: next)
        case .previousAlarm:
            guard let previous = day.alarmIndexes.last(where: { $0 < position - 1 }) else { return .noAlarm }
            isPaused = true
            move(to: previous + 1)
            now = day.time(of: previous)
        case .mark:
            mark = now
            return .marked(now)
        case .goToMark:
            guard let mark else { return .noMark }
            seek(to: mark)
        }
        return .done
    }

    mutating func seek(to time: GateTime) {
        now = min(max(time, day.start), day.end)
        move(to: day.count(upTo: now))
        remainder = 0
    }

    private mutating func move(to count: Int) {
        let count = min(max(0, count), day.events.count)
        // A short way forward is folded; any other is looked up.
        if count >= position, count - position <= ReplayDay.snapshotInterval {
            for event in day.events[position..<count] { state.apply(event) }
        } else {
            state = day.state(after: count)
        }
        position = count
    }

    /// A clock time on the recorded day's own date.
    private func time(ofDay seconds: Int) -> GateTime {
        // Before its first event a day knows no gate yet.
        let offset = Int((position > 0 ? state : day.state(after: 1)).plan.utcOffsetMinutes)
        let civil = CivilTime(now, offsetMinutes: offset)
        let midnight = CivilTime(year: civil.year, month: civil.month, day: civil.day).time(offsetMinutes: offset)
        return midnight + .seconds(Int64(seconds))
    }
}

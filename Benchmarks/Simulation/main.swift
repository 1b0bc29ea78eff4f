// Speed of the bare engine, and of a whole day with all its bytes.
//
// Run the engine beside Benchmarks/peers/mmc.c with the same numbers, in turn: the mean waits are equal. With the
// argument `dump` the day's messages go to standard output instead, for looking at.

internal import GateDevices
internal import GateModel
internal import GateSimulation

let clock = ContinuousClock()

func seconds(_ span: Duration) -> Double {
    Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
}

let midnight = CivilTime(year: 2026, month: 11, day: 23).time(offsetMinutes: 420)
let parameters = DayParameters(seed: 1, date: midnight, vehicles: 2000)

if CommandLine.arguments.contains("dump") {
    var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
    while let message = day.next() {
        let time = CivilTime(message.receivedTime, offsetMinutes: 420)
        print(
            time.clockSecondsText, message.source, message.type, message.sequence,
            String(decoding: message.data, as: UTF8.self))
    }
} else {
    var queue = MMcQueue(servers: 6, utilisation: 0.868, meanService: 90, seed: 1)
    var result = MMcQueue.Result()
    let engineTime = clock.measure { result = queue.serve(5_000_000) }
    print(
        "events \(result.events)  wait_us \(result.waitSum)  mean wait \(result.meanWait) s  "
            + "\(Double(result.events) / seconds(engineTime) / 1e6) M events/s")
    for _ in 0..<3 {
        var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
        var messages = 0
        var bytes = 0
        let dayTime = clock.measure {
            while let message = day.next() {
                messages += 1
                bytes += message.data.count
            }
        }
        print("a day of 2,000 vehicles: \(seconds(dayTime)) s, \(messages) messages, \(bytes) bytes, \(day.tally)")
    }
}

import ArgumentParser
import Foundation
import GateConsole
import GateDevices
import GateLayout
import GateLinks
import GateModel
import GateSimulation
import Synchronization

/// Plays the devices of a layout over its own links.
struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Play the devices of a layout's links: listen where the gate calls, call where it listens, post, publish.",
        discussion: """
            A gate under test then hears its devices over real wires: run this in one terminal and `smartgate run` with the \
            same layout in another. Orders to barriers, lights and boards are obeyed and answered.

            Without --feed vehicles come now, at the pace of the gate's clock, whatever its hours: each waits before barrier 1 \
            and in the lane until the gate opens for it. --vehicles says how many come in 24 hours. With --feed a recorded day \
            is said again; its vehicles wait for nobody.

            Devices of a broker use the certificates of --certificates (lane-3-front.pem and lane-3-front.key for \
            /gate/…/lane/3/front) where they have one, else the gate's own.
            """)

    @OptionGroup var gate: GateOptions
    @OptionGroup var feed: FeedOptions

    @Option(help: "Folder of the devices' own certificates.")
    var certificates: String?

    @Flag(help: "Say nothing on standard error.")
    var quiet = false

    func run() throws {
        let layout = try gate.contents(try gate.data())
        guard !layout.links.isEmpty else {
            throw ConsoleError.usage("\(gate.layout): no [[link]] to play a device of")
        }
        let opened = Mutex<[String]>([])
        let farm = DeviceFarm(
            layout.links, clock: Self.now, certificates: { [certificates] in Self.own($0, in: certificates) },
            opened: { source in opened.withLock { if $0.count < Self.openedLimit { $0.append(source) } } })
        let play = try player(layout, farm) {
            opened.withLock { list in
                defer { list = [] }; return list
            }
        }
        Interruption.hold(Interruption.ends)
        say("\(layout.links.reduce(0) { $0 + $1.members.count }) devices on \(layout.links.count) links")
        let unspoken = try Blocking.wait {
            let work = Task { await farm.run() }
            let play = Task { await play() }
            let told = Task {
                await Interruption.wait()
                play.cancel()
                work.cancel()
            }
            let unspoken = await play.value
            // What was said last may still be on its way.
            while !farm.isIdle, !work.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
            work.cancel()
            told.cancel()
            await work.value
            return unspoken
        }
        for device in farm.counts { say(Self.line(device)) }
        if unspoken > 0 { say("\(unspoken) messages of devices that have no link, or one of another format") }
    }

    /// Barriers told to open that wait to be looked at, ten times a second.
    private static let openedLimit = 1_000

    private static func now() -> GateTime { GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// Gives the day to the farm, message by message, and tells how many it had no link for.
    ///
    /// - Parameter opened: the barriers that were told to open since it was last asked.
    private func player(
        _ layout: GateLayoutFile.Contents, _ farm: DeviceFarm, _ opened: @escaping @Sendable () -> [String]
    ) throws -> @Sendable () async -> Int {
        guard let path = feed.feed else {
            let parameters = try practice(layout)
            return { await Self.practise(layout.plan, parameters, on: farm, opened) }
        }
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ConsoleError.file(path, String(cString: strerror(errno))) }
        let options = try feed.captureOptions(layout.plan)
        let pacer = Pacer(
            pace: try feed.pace(), from: try feed.start(try feed.midnight(layout.plan), fallback: nil))
        if feed.speed != 1 {
            say("note: at --speed \(feed.speed) the gate, whose clock is real, hears waits of another length")
        }
        return { await Self.play(CaptureReader(descriptor: descriptor, options: options), pacer, on: farm) }
    }

    /// Lines that cannot be read are no device's.
    private static func play(_ reader: CaptureReader, _ pacer: Pacer, on farm: DeviceFarm) async -> Int {
        var (reader, pacer, unspoken) = (reader, pacer, 0)
        while !Task.isCancelled, let item = try? reader.next() {
            guard case .message(let message) = item else { continue }
            if let due = pacer.due(message.receivedTime, now: .now) {
                do { try await Task.sleep(until: due, clock: .continuous) } catch { break }
            }
            if await !farm.say(message) { unspoken += 1 }
        }
        return unspoken
    }

    /// The options of a day that is played elsewhere mean nothing to a gate whose clock is the real one.
    private func practice(_ layout: GateLayoutFile.Contents) throws -> DayParameters {
        let idle = [("--from", feed.from != nil), ("--date", feed.date != nil), ("--attend", feed.attend != nil)]
        for (name, isGiven) in idle + [("--speed", feed.speed != 1)] where isGiven {
            throw ValidationError(
                "\(name): the gate hears these devices by its own clock, from now on; --vehicles makes more of them come"
            )
        }
        var parameters = try feed.parameters(layout)
        if feed.vehicles == nil { parameters.vehicles = Self.practiceVehicles }
        parameters.date = Self.now()
        parameters.isPractice = true
        return parameters
    }

    /// In 24 hours: one every minute and a half.
    private static let practiceVehicles = 960

    private static func practise(
        _ plan: GatePlan, _ parameters: DayParameters, on farm: DeviceFarm, _ opened: @Sendable () -> [String]
    ) async -> Int {
        var day = GateDay(plan: plan, parameters: parameters)
        var unspoken = 0
        // Higher than that of every run before, so that a gate at work takes nothing for repeated.
        let boot = UInt32(clamping: parameters.date.milliseconds / 1000)
        let end = parameters.date + .hours(24)
        while !Task.isCancelled, now() < end {
            for source in opened() { day.heed(opened: source, at: now()) }
            while var message = day.next(upTo: now()) {
                message.boot = boot
                if await !farm.say(message) { unspoken += 1 }
            }
            do { try await Task.sleep(for: .milliseconds(100)) } catch { break }
        }
        return unspoken
    }

    private static func own(_ member: LinkPlan.Member, in folder: String?) -> LinkPlan.Certificates? {
        guard let folder else { return nil }
        let name = member.source.split(separator: "/").dropFirst(2).joined(separator: "-")
        let files = ["pem", "key"].map { "\(folder)/\(name).\($0)" }
        guard files.allSatisfy({ access($0, R_OK) == 0 }) else { return nil }
        return LinkPlan.Certificates(authority: "\(folder)/ca.pem", certificate: files[0], key: files[1])
    }

    private static func line(_ device: DeviceFarm.Counts) -> String {
        var line = "\(device.source): \(device.sent) sent"
        if device.failed > 0 { line += ", \(device.failed) failed" }
        if device.repeated > 0 { line += ", \(device.repeated) repeated" }
        if device.orders > 0 { line += ", \(device.orders) orders" }
        line += ", \(device.connections) connections"
        return device.problem.isEmpty ? line : "\(line); \(device.problem)"
    }

    private func say(_ text: String) {
        if !quiet { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
    }
}

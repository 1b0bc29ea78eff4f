import ArgumentParser
import Foundation
import GateConsole
import GateDevices
import GateLayout
import GateLinks
import GateModel
import GateSimulation

/// Plays the devices of a layout over its own links.
struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Play the devices of a layout's links: listen where the gate calls, call where it listens, post, publish.",
        discussion: """
            A gate under test then hears a simulated day, or a recorded one, over real wires: run this in one terminal and \
            `smartgate run` with the same layout in another. Orders to barriers, lights and boards are obeyed and answered.

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
        let source = try messages(layout)
        let pacer = Pacer(
            pace: try feed.pace(),
            from: try feed.start(try feed.midnight(layout.plan), fallback: feed.feed == nil ? "08:30" : nil))
        let farm = DeviceFarm(
            layout.links, clock: { GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            certificates: { [certificates] in Self.own($0, in: certificates) })
        say("\(layout.links.reduce(0) { $0 + $1.members.count }) devices on \(layout.links.count) links")
        let unspoken = try Blocking.wait {
            let work = Task { await farm.run() }
            let play = Task { await Self.play(source, pacer, on: farm) }
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

    /// Gives the day to the farm, message by message; how many it had no link for.
    private static func play(_ source: sending any MessageSource, _ pacer: Pacer, on farm: DeviceFarm) async -> Int {
        var (source, pacer, unspoken) = (source, pacer, 0)
        while !Task.isCancelled, let message = source.next() {
            if let due = pacer.due(message.receivedTime, now: .now) {
                do { try await Task.sleep(until: due, clock: .continuous) } catch { break }
            }
            if await !farm.say(message) { unspoken += 1 }
        }
        return unspoken
    }

    private func messages(_ layout: GateLayoutFile.Contents) throws -> any MessageSource {
        guard let path = feed.feed else {
            return SimulatedDay(day: GateDay(plan: layout.plan, parameters: try feed.parameters(layout)))
        }
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ConsoleError.file(path, String(cString: strerror(errno))) }
        return CapturedDay(reader: CaptureReader(descriptor: descriptor, options: try feed.captureOptions(layout.plan)))
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

/// A day's messages, in order of receipt.
private protocol MessageSource: Sendable {
    mutating func next() -> DeviceMessage?
}

private struct SimulatedDay: MessageSource {
    var day: GateDay

    mutating func next() -> DeviceMessage? { day.next() }
}

private struct CapturedDay: MessageSource {
    var reader: CaptureReader

    /// Lines that cannot be read are no device's.
    mutating func next() -> DeviceMessage? {
        while let item = try? reader.next() {
            if case .message(let message) = item { return message }
        }
        return nil
    }
}
